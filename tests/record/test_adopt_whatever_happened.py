"""Whatever happened in a coverage: from archive to record it is the same, and can go on."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction

from stoppress.config import Config
from stoppress.notary.continuing import continue_log
from stoppress.notary.site_log import LogHead
from stoppress.record.adopting.adopt import adopt
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Post, Revision
from stoppress.record.vocabulary import COPY, Kind
from stoppress.tlog.hashes import root_of
from stoppress.verify.sources import open_archive
from tests.archives import another_newsroom, export, files_of, found, ours, sign, some_picture
from tests.newsroom import harbour_fire, open_harbour_fire, revisions, some_post
from tests.record.test_adopt_an_archive import state

_ACTS = 120  # many of them are refused


@pytest.mark.parametrize("seed", range(4))
def test_it(newsroom: Config, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    fire = open_harbour_fire()
    done = sum(act(newsroom, fire, chance) for _ in range(_ACTS))
    assert done > 20
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    before, root = state(fire), root_at(fire, done + 1)
    with another_newsroom(tmp_path / "other") as other:
        adopted = adopt(open_archive(tmp_path / "fire"), other)
        after = state(fire)
        size = adopted.size
        assert after["rows"][:size] == before["rows"] and root_at(fire, size) == root
        assert after["words"].items() >= before["words"].items()
        for same in ("gone", "posts", "uses"):
            assert after[same] == before[same], same
        with transaction.atomic():
            head = LogHead(adopted.origin, size, adopted.root)
            continue_log(other, fire, previous=head)
        for _ in range(_ACTS // 2):
            act(other, fire, chance)
        sign(other)
        assert [str(each) for each in check_record(other)] == []
        export(other, tmp_path / "again")
    files = files_of(tmp_path / "again")
    assert found(files) == set()
    log = ours(files).log
    assert log is not None and log.root_at(size) == root


def root_at(coverage: str, size: int) -> bytes:
    return root_of([bytes(row.leaf_hash) for row in revisions(coverage)[:size]])


def act(config: Config, fire: str, chance: Random) -> int:
    """Do one thing or other; whether it was allowed."""
    kind = Kind.POSTED if chance.random() < 0.2 else chance.choice(list(_SAY))
    posts = list(Post.objects.filter(coverage=fire).order_by("ordinal"))
    of_post = kind not in _OF_COVERAGE
    if of_post and not posts:
        return 0
    post = chance.choice(posts) if of_post else None
    try:
        with transaction.atomic():
            append(
                fire,
                kind,
                _SAY[kind](config, fire, post, chance),
                post_id=post.id if post else None,
            )
    except Refused:
        return 0
    return 1


def _words(config: Config, fire: str, post: Post | None, chance: Random) -> dict[str, Any]:
    claim = {"type": "claim", "claim": f"claim-{chance.randrange(3)}", "text": chance.choice("abc")}
    blocks = [
        {"type": "paragraph", "html": f"<em>{chance.random()}</em> – 港"},
        claim | {"source": "The mayor", "status": "unverified"},
        some_picture(config, chance.choice(["red", "green", "blue"])),
    ]
    return some_post(f"Number {chance.random()}") | {
        "blocks": chance.sample(blocks, chance.randint(1, 3)),
        "correction": {"note": "It was otherwise.", "was": "So", "now": "Thus"},
        "clarification": {"note": "To be clear."},
    }


def _positions(config: Config, fire: str, post: Post | None, chance: Random) -> dict[str, Any]:
    rows = Revision.objects.filter(coverage=fire, post=post, kind__in=COPY)
    at = list(rows.values_list("position", flat=True))
    some = sorted(chance.sample(at, chance.randint(1, len(at)))) if at else []
    return {"reason": "privacy", "note": None, "positions": some}


def _released(config: Config, fire: str, post: Post | None, chance: Random) -> dict[str, Any]:
    rows = Revision.objects.filter(coverage=fire, post=post).values_list("position", flat=True)
    gone = Gone.objects.filter(coverage=fire, position__in=list(rows), sort="withheld")
    return {"positions": sorted(gone.values_list("position", flat=True)), "note": None}


def _header(config: Config, fire: str, post: Post | None, chance: Random) -> dict[str, Any]:
    return {**harbour_fire(), "slug": None, "title": f"Fire, {chance.random()}"}


def _above(config: Config, fire: str, post: Post | None, chance: Random) -> dict[str, Any]:
    ids = list(Coverage.objects.get(id=fire).posts.values_list("id", flat=True))
    return {"above": chance.choice([*ids, None])}


def _plain(**said: Any) -> Any:
    return lambda config, fire, post, chance: dict(said)


_SAY: dict[Kind, Any] = {
    Kind.POSTED: _words,
    Kind.REVISED: _words,
    Kind.CORRECTED: _words,
    Kind.CLARIFIED: _words,
    Kind.WITHHELD: _positions,
    Kind.REMOVED: _positions,
    Kind.RELEASED: _released,
    Kind.REORDERED: _above,
    Kind.HEADER_CHANGED: _header,
    Kind.PINNED: _plain(),
    Kind.UNPINNED: _plain(),
    Kind.MARKED_KEY: _plain(label="Key"),
    Kind.UNMARKED_KEY: _plain(),
    Kind.WITHDRAWN: _plain(reason="It was wrong."),
    Kind.PAUSED: _plain(note=None),
    Kind.RESUMED: _plain(),
    Kind.ENDED: _plain(note="Good night."),
    Kind.REOPENED: _plain(note=None),
}
_OF_COVERAGE = {
    Kind.POSTED,
    Kind.HEADER_CHANGED,
    Kind.PAUSED,
    Kind.RESUMED,
    Kind.ENDED,
    Kind.REOPENED,
}
