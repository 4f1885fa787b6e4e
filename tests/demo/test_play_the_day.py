"""The script can be played: the record takes each step, and the day has all that it should show."""

from __future__ import annotations

from collections import Counter

from stoppress.config import Config
from stoppress.demo.replay import Day, hire
from stoppress.demo.script import DESK, steps
from stoppress.record.append import append, open_coverage
from stoppress.record.models import Coverage, Post, Revision, SharedUse
from stoppress.record.vocabulary import HEADERS, Kind, State
from tests.demo.reading import COPY, DAY, POSTED, called


def test_it_is_taken_by_the_record_step_by_step(newsroom: Config) -> None:
    opened, *rest = steps()
    coverage = open_coverage(opened.content).coverage_id
    posts: dict[str, str] = {}
    for step in rest:
        known = posts[step.post] if step.post and step.kind != "posted" else None
        row = append(coverage, Kind(step.kind), step.content, post_id=known)
        if step.kind == "posted":
            assert step.post and row.post_id and step.post not in posts
            posts[step.post] = row.post_id
    ended = Coverage.objects.get(id=coverage)
    assert (ended.state, ended.head) == (State.ENDED, len(DAY))
    at_the_end = {name: Post.objects.get(id=post) for name, post in posts.items()}
    assert [name for name, post in at_the_end.items() if post.pinned] == ["last"]
    assert [name for name, post in at_the_end.items() if not post.is_shown] == ["laser"]
    assert not at_the_end["alarm"].key


def test_it_opens_first_and_ends_last() -> None:
    kinds = [step.kind for step in DAY]
    assert (kinds[0], kinds[-1]) == ("opened", "ended")
    assert kinds.count("opened") == kinds.count("ended") == 1


def test_it_shows_what_happens_to_coverage_on_a_good_day() -> None:
    count = Counter(step.kind for step in DAY)
    assert set(count) >= HEADERS | {
        Kind.POSTED, Kind.REVISED, Kind.CORRECTED, Kind.WITHDRAWN, Kind.PINNED, Kind.UNPINNED,
        Kind.MARKED_KEY, Kind.UNMARKED_KEY, Kind.ENDED,
    }  # fmt: skip
    assert count["posted"] >= 45
    assert count["header_changed"] >= 5
    assert count["marked_key"] >= 8
    assert count["pinned"] > count["unpinned"] >= 4
    assert count["revised"] >= 5
    assert count["corrected"] >= 2
    assert count["withdrawn"] == count["unmarked_key"] == 1


def test_it_shows_every_sort_of_block() -> None:
    sorts = {block["type"] for step in COPY for block in step.content["blocks"]}
    assert sorts == {
        "paragraph", "heading", "bullets", "quote", "picture", "context", "claim", "links",
    }  # fmt: skip


def test_each_step_is_made_by_somebody_at_the_desk_and_all_of_them_work() -> None:
    assert {step.by for step in DAY} == {person.login for person in DESK}


def test_only_editors_pin_mark_and_change_the_header() -> None:
    editors = {person.login for person in DESK if person.role == "editor"}
    theirs = {"opened", "header_changed", "pinned", "unpinned", "marked_key", "unmarked_key"}
    assert [called(step) for step in DAY if step.kind in theirs and step.by not in editors] == []


def test_it_keeps_a_pace_that_can_be_read_and_hurries_when_it_matters() -> None:
    assert DAY[0].pause == 0
    assert all(0 < step.pause <= 6 for step in DAY[1:])
    assert 4 * 60 <= sum(step.pause for step in DAY) <= 7 * 60
    names = [step.post for step in POSTED]
    landing = POSTED[names.index("engine-lit") : names.index("down") + 1]
    in_landing = sum(step.pause for step in landing) / len(landing)
    assert in_landing < 0.7 * sum(step.pause for step in POSTED) / len(POSTED)


def test_each_edit_changes_something() -> None:
    before: dict[str, object] = {}
    for step in COPY:
        assert step.post and before.get(step.post) != step.content, called(step)
        before[step.post] = step.content


def test_nobody_can_spoil_the_script_for_the_next_one() -> None:
    day = steps()
    for step in day:
        step.content.clear()
    assert steps() == DAY


def test_each_playing_has_claims_and_insets_of_its_own(newsroom: Config) -> None:
    """Else what the second day does not know yet would stand in the first one's place."""
    hire()
    for _ in range(2):
        Day(newsroom.desk_media).play_at_once(len(DAY) - 1)
    assert Coverage.objects.filter(state=State.ENDED).count() == 2
    assert not Revision.objects.filter(kind=Kind.SHARED_CHANGED).exists()
    coverages = [set(uses_in(coverage)) for coverage in Coverage.objects.all()]
    assert coverages[0] and len(coverages[0]) == len(coverages[1])
    assert not coverages[0] & coverages[1]


def uses_in(coverage: Coverage) -> list[str]:
    uses = SharedUse.objects.filter(coverage=coverage)
    return list(uses.values_list("shared_id", flat=True).distinct())
