"""What may be said is checked and cleaned before it becomes bytes for good."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.record.content.check import CONTENT_MAX, as_bytes, checked
from stoppress.record.content.inline import clean_inline
from stoppress.record.errors import BadContent
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, some_post

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'></mi></math>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="data:text/html,x" style="position:fixed" onclick="x">x</a>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{display:none}</style><form action=x><input name=id></form><base href=x>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_it_lets_no_hostile_mark_through(html: str) -> None:
    cleaned = clean_inline(f"before {html} after")
    for mark in ("<script", "onerror", "<svg", "javascript:", "data:", "style", "srcdoc", "//evil"):
        assert mark not in cleaned
    assert cleaned.startswith("before")
    assert cleaned.endswith("after")


@given(st.text(max_size=300) | st.sampled_from(HOSTILE))
def test_cleaning_what_is_clean_changes_nothing(html: str) -> None:
    assert clean_inline(clean_inline(html)) == clean_inline(html)


def test_it_keeps_the_marks_of_the_trade() -> None:
    html = '<a href="https://example.org/x?a=1&amp;b=2">so</a> <strong>b</strong><em>i</em><br>'
    assert clean_inline(html) == html


def test_it_takes_out_what_no_feed_can_carry() -> None:
    assert clean_inline("a\x01b\x1b &#31; &#xFFFE; c\x0bd\te\nf") == "ab   c d\te\nf"
    said = checked(Kind.POSTED, some_post() | {"headline": "ctl\x00\x08\x7f\uffff\x0cend"})
    assert said["headline"] == "ctl end"


def test_it_keeps_what_it_does_not_know() -> None:
    assert checked(Kind.POSTED, some_post() | {"later": {"x": 1}})["later"] == {"x": 1}


ELSEWHERE = {"coverage": "k3v9", "slug": "flood", "title": "The flood"}
JAVASCRIPT = {"text": "x", "url": "javascript:x"}


def bad(**changes: Any) -> dict[str, Any]:
    return some_post() | changes


def claimed(**changes: Any) -> dict[str, Any]:
    claim = {"type": "claim", "claim": "c", "text": "x", "status": "false"}
    return some_post() | {"blocks": [claim | changes]}


def moved(**changes: Any) -> dict[str, Any]:
    whence = ELSEWHERE | {"post": "x81f", "position": 3, "leaf": "ab" * 32}
    return some_post() | {"moved": whence | changes}


CHANGED = {
    "shared": "c", "sort": "claim", "version": 2, "text": "x", "status": "false",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.CLARIFIED, some_post() | {"clarification": {"note": "He meant the quay."}}),
        (Kind.MOVED_IN, moved()),
        (Kind.MOVED_IN, moved(published_at="1969-07-20T20:17:40.5Z")),
        (Kind.POSTED, bad(threads=[{"thread": "jets", "name": "Jets", "version": 2}])),
        (Kind.POSTED, claimed(version=3, source_id="port", source_version=1, channel="by phone")),
        (Kind.SHARED_CHANGED, CHANGED | {"change": "The port confirmed it."}),
        (Kind.SHARED_CHANGED, {"shared": "t", "sort": "thread", "version": 9, "name": "Jets"}),
        (Kind.PAUSED, {"note": "Back at six."}),
        (Kind.RESUMED, {}),
        (Kind.REOPENED, {}),
        (Kind.MERGED, {"into": ELSEWHERE, "note": None}),
        (Kind.JOINED, {"from": ELSEWHERE}),
        (Kind.MOVED_OUT, {"to": ELSEWHERE | {"post": "x81f"}}),
        (Kind.REORDERED, {"above": None}),
        (Kind.WITHHELD, {"reason": "legal", "note": "A court asked us to.", "positions": [3, 5]}),
        (Kind.REMOVED, {"reason": "error", "positions": [3]}),
        (Kind.RELEASED, {"positions": [3], "note": "The court has lifted it."}),
        (Kind.LOST, {"positions": [1, 2]}),
        (Kind.CONTINUED, {"origin": "desk.test/live/2", "size": 0, "root": "ab" * 32}),
    ],
)
def test_it_takes_every_kind_as_it_is_written_down(kind: Kind, content: dict[str, Any]) -> None:
    assert checked(kind, content) == content


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [
        (Kind.CLARIFIED, some_post(), "clarification"),
        (Kind.MOVED_IN, some_post(), "moved"),
        (Kind.MOVED_IN, moved(leaf="x"), "leaf"),
        (Kind.MOVED_IN, moved(position=True), "position"),
        (Kind.POSTED, bad(threads=[{"thread": "jets"}]), "name"),
        (Kind.POSTED, bad(threads=[{"thread": "j" * 65, "name": "Jets"}]), "thread"),
        (Kind.POSTED, claimed(version=0), "version"),
        (Kind.POSTED, claimed(version="1"), "version"),
        (Kind.POSTED, claimed(version=2**31), "version"),
        (Kind.POSTED, claimed(url="javascript:x"), "url"),
        (Kind.POSTED, claimed(claim="c" * 65), "claim"),
        (Kind.SHARED_CHANGED, CHANGED | {"sort": "song"}, "sort"),
        (Kind.SHARED_CHANGED, CHANGED | {"status": "true"}, "status"),
        (Kind.SHARED_CHANGED, CHANGED | {"version": None}, "version"),
        (Kind.PAUSED, {"note": "x" * 2001}, "note"),
        (Kind.MERGED, {"into": {"slug": "flood"}}, "coverage"),
        (Kind.JOINED, {}, "from"),
        (Kind.MOVED_OUT, {"to": ELSEWHERE}, "post"),
        (Kind.REORDERED, {"above": 3}, "above"),
        (Kind.WITHHELD, {"reason": "taste", "positions": [3]}, "reason"),
        (Kind.REMOVED, {"reason": "legal", "positions": []}, "positions"),
        (Kind.REMOVED, {"reason": "legal", "positions": [5, 3]}, "ascend"),
        (Kind.REMOVED, {"reason": "legal", "positions": [3, 3]}, "ascend"),
        (Kind.RELEASED, {"positions": ["3"]}, "positions"),
        (Kind.LOST, {}, "positions"),
        (Kind.CONTINUED, {"origin": "x", "size": -1, "root": "ab" * 32}, "size"),
        (Kind.POSTED, {"blocks": []}, "empty post"),
        (Kind.POSTED, bad(headline="x" * 301), "headline"),
        (Kind.POSTED, bad(headline=3), "headline"),
        (Kind.POSTED, bad(happened_at="yesterday"), "happened_at"),
        (Kind.POSTED, bad(happened_at="1969-07-20T20:17:40"), "happened_at"),
        (Kind.POSTED, bad(origin={"published_at": "noon"}), "published_at"),
        (Kind.POSTED, bad(blocks="x"), "blocks"),
        (Kind.POSTED, bad(blocks=[{"type": "script"}]), "blocks"),
        (Kind.POSTED, bad(blocks=[{"type": "paragraph"}]), "html"),
        (Kind.POSTED, bad(blocks=[{"type": "picture", "media": "../x"}]), "media"),
        (Kind.POSTED, bad(blocks=[{"type": "picture", "width": -1}]), "width"),
        (Kind.POSTED, bad(blocks=[{"type": "links", "items": [JAVASCRIPT]}]), "url"),
        (Kind.POSTED, bad(blocks=[{"type": "claim", "claim": "c", "text": "x"}]), "claim"),
        (Kind.CORRECTED, some_post(), "correction"),
        (Kind.WITHDRAWN, {}, "reason"),
        (Kind.OPENED, harbour_fire() | {"slug": "A b"}, "slug"),
        (Kind.OPENED, harbour_fire() | {"title": " "}, "title"),
        (Kind.OPENED, harbour_fire() | {"zone": "Mars/Olympus"}, "zone"),
        (Kind.OPENED, harbour_fire() | {"lead": {"kind": "song"}}, "lead"),
        (Kind.OPENED, harbour_fire() | {"standfirst": [{"type": "claim"}]}, "blocks"),
        (Kind.OPENED, harbour_fire() | {"zone": "America"}, "zone"),
        (Kind.OPENED, harbour_fire() | {"zone": "A" * 300}, "zone"),
        (Kind.OPENED, harbour_fire() | {"zone": "localtime"}, "zone"),
        (Kind.OPENED, harbour_fire() | {"language": 'en"><script>'}, "language"),
        (Kind.OPENED, harbour_fire() | {"date": "31 January"}, "date"),
        (Kind.OPENED, harbour_fire() | {"origin": "CNN"}, "origin"),
        (Kind.POSTED, bad(happened_at="0001-01-01T05:50:36Z"), "year 1 "),
        (Kind.POSTED, bad(happened_at="9999-12-31T14:59:00Z"), "year 9999 "),
        (Kind.POSTED, bad(happened_at="0001-01-01T00:00:00+05:00"), "happened_at"),
        (Kind.POSTED, bad(origin={"published_at": "9999-12-31T23:00:00Z"}), "published_at"),
    ],
)  # fmt: skip
def test_it_names_the_field_that_is_wrong(kind: Kind, content: dict[str, Any], field: str) -> None:
    with pytest.raises(BadContent, match=field) as refusal:
        checked(kind, content)
    assert "\n" not in str(refusal.value)


def test_it_refuses_what_would_weigh_on_every_reader() -> None:
    with pytest.raises(BadContent, match="is the most"):
        as_bytes({"x": "y" * CONTENT_MAX})
    with pytest.raises(BadContent, match="broken character"):
        as_bytes({"x": "\ud800"})


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=50) | st.integers() | st.none()))
def test_any_object_is_taken_or_refused_in_a_sentence(content: dict[str, Any]) -> None:
    for kind in Kind:
        try:
            checked(kind, content)
        except BadContent as refusal:
            assert str(refusal)
