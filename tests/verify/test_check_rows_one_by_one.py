"""Rows that a newsroom itself has signed are looked at all the same: order, chain and words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from stoppress.record.leaf import commitment, leaf_bytes, leaf_hash
from stoppress.verify.chain import Row, check_rows

AT = datetime(2026, 11, 24, tzinfo=UTC)
SALT = bytes(range(32))


@dataclass
class Story:
    """Rows that follow each other, made as the record makes them."""

    rows: list[Row] = field(default_factory=list)
    last: dict[str | None, bytes] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)

    def say(self, kind: str, post: str | None = None, **other: Any) -> Story:
        """Add a row; `other` is what its leaf says instead."""
        content = json.dumps(other.pop("said", {})).encode()
        revision = self.count.get(post, 0) + 1 if post else None
        says: dict[str, Any] = {
            "coverage": "fire",
            "position": len(self.rows) + 1,
            "kind": kind,
            "post": post,
            "revision": revision,
            "at": AT,
            "prev": self.last.get(post, b""),
            "content": commitment(SALT, content),
        }
        leaf = leaf_bytes(**says | other)
        self.rows.append(Row(leaf, content, SALT))
        if post:
            self.count[post] = revision or 0
        if post or kind in ("opened", "header_changed"):
            self.last[post] = leaf_hash(leaf)
        return self


def begun() -> Story:
    return Story().say("opened").say("posted", "a")


def wrong(story: Story) -> list[tuple[int, str]]:
    return [(fault.position, fault.part) for fault in check_rows(story.rows)]


def test_what_the_record_would_write_is_right() -> None:
    story = begun().say("revised", "a").say("pinned", "a").say("unpinned", "a").say("paused")
    story.say("moved_in", "b").say("resumed").say("header_changed").say("marked_key", "b")
    story.say("withdrawn", "b").say("withheld", "b", said={"positions": [7]})
    story.say("ended").say("corrected", "a").say("reopened").say("posted", "c").say("merged")
    story.say("clarified", "a").say("continued").say("lost", said={"positions": [1]})
    assert wrong(story) == []


@pytest.mark.parametrize(
    ("kind", "post", "other"),
    [
        ("opened", None, {}),
        ("posted", "a", {}),
        ("revised", "new", {}),
        ("revised", None, {}),
        ("paused", "a", {}),
        ("resumed", None, {}),
        ("reopened", None, {}),
        ("unpinned", "a", {}),
        ("unmarked_key", "a", {}),
        ("tweeted", "a", {}),
        ("revised", "a", {"position": 4}),
        ("revised", "a", {"coverage": "storm"}),
        ("revised", "a", {"revision": 3}),
        ("revised", "a", {"prev": bytes(32)}),
        ("revised", "a", {"prev": b""}),
        ("header_changed", None, {"prev": bytes(32)}),
        ("revised", "a", {"revision": None}),
    ],
)
def test_what_cannot_come_next_is_named(kind: str, post: str | None, other: dict[str, Any]) -> None:
    assert set(wrong(begun().say(kind, post, **other))) == {(3, "leaf")}


@pytest.mark.parametrize(
    ("before", "kind", "post"),
    [
        (["paused"], "posted", "b"),
        (["ended"], "posted", "b"),
        (["ended"], "moved_in", "b"),
        (["ended"], "pinned", "a"),
        (["ended"], "ended", None),
        (["merged"], "header_changed", None),
        (["merged"], "reopened", None),
    ],
)
def test_a_coverage_that_stands_still_takes_no_posts(
    before: list[str], kind: str, post: str | None
) -> None:
    story = begun()
    for each in before:
        story.say(each)
    assert wrong(story.say(kind, post)) == [(4, "leaf")]


@pytest.mark.parametrize("gone", ["withdrawn", "moved_out"])
def test_a_post_that_is_gone_takes_no_words(gone: str) -> None:
    story = begun().say(gone, "a").say("removed", "a", said={"positions": [2]})
    assert wrong(story) == []
    assert wrong(story.say("revised", "a")) == [(5, "leaf")]


@pytest.mark.parametrize("named", [None, 2, [], ["2"], [0], [3], [9], [True]])
def test_positions_must_stand_before(named: Any) -> None:
    story = begun().say("withheld", "a", said={"positions": named})
    assert wrong(story) == ([] if named == [] else [(3, "content")])


@pytest.mark.parametrize("content", [b"[]", b"null", b"{", b"\xff", b"[" * 100_000])
def test_words_are_an_object(content: bytes) -> None:
    story = begun()
    leaf = leaf_bytes(
        coverage="fire",
        position=3,
        kind="posted",
        post="b",
        revision=1,
        at=AT,
        prev=b"",
        content=commitment(SALT, content),
    )
    story.rows.append(Row(leaf, content, SALT))
    assert wrong(story) == [(3, "content")]


def test_salt_and_words_go_together() -> None:
    row = begun().rows[1]
    for other in (
        Row(row.leaf, None, SALT),
        Row(row.leaf, row.content, None),
        Row(row.leaf, row.content, bytes(32)),
        Row(row.leaf, row.content, SALT[:16]),
        Row(row.leaf, b"{ }", SALT),
    ):
        assert {position for position, _ in wrong(Story([begun().rows[0], other]))} == {2}
