"""What stands in a post's place: its words and what became of them, or a notice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from stoppress.projection.render import render_post, render_times
from stoppress.projection.setting import Setting
from stoppress.projection.shared import Thing
from stoppress.projection.timeline import (
    Correction,
    KeyEvent,
    Moved,
    Post,
    Purge,
    Withdrawal,
)
from stoppress.record.vocabulary import Absence, Sort
from tests.newsroom import some_post

AT = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
LISBON = Setting("fire", "en", "Europe/Lisbon", "Lisbon", AT.date(), None)
TO = {"slug": "harbour", "title": "The <harbour>", "post": "x1"}


def a_post(content: dict[str, Any] | None = None, **more: Any) -> Post:
    return Post("a", 1, 2, content or some_post("Crane falls"), AT, words_at=2, **more)


def html(post: Post) -> str:
    return render_post(post, LISBON)


def words(post: Post) -> str:
    """What is read of it."""
    return read(html(post))


def read(html: str) -> str:
    """The words of an element, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ({"withdrawn": Withdrawal(AT, "Not so.", 3)}, "This post was withdrawn Not so."),
        (
            {"purged": {2: Purge(Absence.REMOVED, AT, "privacy")}},
            # The story's own day: an hour later than UTC it is the next one.
            "This post was removed, to protect somebody’s privacy, on 5 May 2026",
        ),
        (
            {"purged": {2: Purge(Absence.WITHHELD, AT, "legal", "A court said so.")}},
            "This post was withheld, for legal reasons, on 5 May 2026 A court said so.",
        ),
        ({"gone": {2: Absence.REMOVED}}, "This post was removed"),
        ({"gone": {2: Absence.LOST}}, "The words of this post were lost"),
        ({"moved": Moved(AT, TO, "It is of the harbour.", 3)}, "This post has moved to The &lt;"),
        ({"moved": Moved(AT, {}, None, 3)}, "This post has moved"),
    ],
)
def test_a_notice_stands_where_the_words_are_not_shown(done: dict[str, Any], said: str) -> None:
    post = a_post(**done)
    assert said in words(post)
    assert "Crane falls" not in html(post)
    assert "Nobody was hurt." not in html(post)


def test_a_notice_of_a_move_leads_on() -> None:
    assert '<a href="/harbour/posts/x1">' in html(a_post(moved=Moved(AT, TO, None, 3)))


def test_words_of_one_revision_can_go_and_leave_the_post() -> None:
    spoken: dict[str, Any] = {
        "corrections": (Correction(3, AT, "It was a gantry.", "crane", "gantry"),),
        "key": KeyEvent("The crane falls", 4),
    }
    post = a_post(**spoken)
    assert "It was a gantry." in words(post)
    post = replace(post, purged={3: Purge(Absence.WITHHELD, AT)})
    assert "Correction: its words are not shown any more." in words(post)
    assert "gantry" not in html(post)
    assert "Crane falls" in html(post)


def test_a_reason_whose_words_are_gone_is_not_given() -> None:
    post = a_post(withdrawn=Withdrawal(AT, "She lives there.", 3), gone={3: Absence.REMOVED})
    assert "This post was withdrawn" in words(post)
    assert "She lives there." not in html(post)


def test_a_clarification_is_called_one() -> None:
    post = a_post(corrections=(Correction(3, AT, "The north quay.", is_clarification=True),))
    assert '<aside class="clarification" aria-label="Clarification">' in html(post)
    assert "Clarification: The north quay." in words(post)


def test_a_claim_says_whence_it_is_and_what_changed_it_and_when() -> None:
    claim = {
        "type": "claim",
        "claim": "c",
        "version": 1,
        "text": "The cable broke.",
        "status": "unverified",
    }
    fields = {
        "text": "The cable broke.",
        "source": "Port authority",
        "channel": "Telegram",
        "url": "https://port.test/1",
        "status": "confirmed",
        "note": "The mayor said so too.",
    }
    thing = Thing(Sort.CLAIM, 2, fields, AT, "The mayor said so too.")
    post = a_post({"blocks": [claim]}, things={"c": thing})
    assert '<a href="https://port.test/1"><bdi>Port authority</bdi></a>' in html(post)
    assert (
        "Confirmed The cable broke. Source: Port authority · Telegram The mayor said so too."
        " Changed 4 May 2026, 23:30 UTC · 5 May 2026, 00:30 Lisbon"
    ) in words(post)
    tokyo = replace(LISBON, zone="Asia/Tokyo", place="Tokyo")
    assert "08:30 Tokyo" in render_times(post, tokyo)["changed-a-1"]


@pytest.mark.parametrize("url", ["javascript:hurt()", "data:text/html,x", ""])
def test_a_claim_leads_only_to_the_web(url: str) -> None:
    claim = {"type": "claim", "text": "So.", "status": "false", "source": "A", "url": url}
    assert (
        "<a href"
        not in html(a_post({"blocks": [claim]})).split('class="claim')[1].split("</div")[0]
    )


def test_threads_are_named_and_a_moved_post_says_whence() -> None:
    content = {"threads": [{"thread": "t", "name": "Cranes"}], "moved": TO}
    said = words(a_post(some_post("Crane falls") | content))
    assert "Cranes" in said
    assert "Moved here from The &lt;harbour&gt;" in said


@pytest.mark.parametrize(
    ("post", "has_one"),
    [
        (a_post(), True),
        (replace(a_post(), revision=1), False),
        (a_post(withdrawn=Withdrawal(AT, "No.")), True),
        (a_post(purged={2: Purge(Absence.REMOVED, AT)}), False),
    ],
)
def test_a_post_that_was_changed_leads_to_its_history(post: Post, has_one: bool) -> None:
    assert ('href="/fire/posts/a/history"' in html(post)) is has_one


@pytest.mark.parametrize("purge", [Purge(Absence.WITHHELD, AT, "legal"), Purge(Absence.LOST, AT)])
def test_a_notice_of_another_day_elsewhere_says_that_day(purge: Purge) -> None:
    post = a_post(purged={2: purge})
    honolulu = replace(LISBON, zone="Pacific/Honolulu", place="Honolulu")
    times = render_times(post, honolulu)
    assert times["head-a"] in render_post(post, honolulu)
    assert times["when-a"] in render_post(post, honolulu)
