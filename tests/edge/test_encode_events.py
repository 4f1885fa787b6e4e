"""Whatever a frame says, it reaches the reader byte for byte and cannot break the stream."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.edge.sse import (
    GZIP_HEAD,
    Change,
    Chunk,
    Packer,
    compact,
    control,
    event,
    joined,
    retry,
    stored,
)
from stoppress.public_store import Frame
from tests.conformance.events import Event, Events

NASTY = ["\r", "\n", "\r\n", "\n\n", "\u2028", "\u2029", "\0", "\ufeff", "data: x", "id: 1", ":",
         " ", "event: reset", "retry: 1",
         "\x85", "\x0b", "\x1c", "</script>", "\U0001f30a"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(max_size=12), max_size=30).map("".join)


@settings(deadline=None)
@given(text=TEXTS, pieces=st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_line_8_it_keeps_any_text_whatever_the_pieces_it_comes_in(
    text: str, pieces: list[int]
) -> None:
    bodies = [compact({"position": n, "announce": text}) for n in (1, 2)]
    packer = Packer()
    changes = [packer.change("e1", Frame(n + 1, body)) for n, body in enumerate(bodies)]
    stream = joined([retry(3000), control("hello", epoch="e1"), *_chunks(changes)]).plain
    hello, *found = _parsed(stream, pieces)
    assert hello.name == "hello"
    assert [(one.name, one.id) for one in found] == [("change", "e1.1"), ("change", "e1.2")]
    assert [one.data.encode() for one in found] == bodies
    assert found[0].json["announce"] == text


@settings(deadline=None)
@given(text=TEXTS, indent=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_line_8_it_keeps_json_that_was_written_over_several_lines(text: str, indent: str) -> None:
    body = json.dumps({"announce": text, "position": 1}, indent=1).replace("\n", indent).encode()
    (found,) = _parsed(event("change", body, id_="e1.1"), [7])
    assert found.json == {"announce": text, "position": 1}


def test_it_sends_an_event_even_without_data() -> None:
    assert _parsed(event("bye", b""), [100]) == [Event("bye", "", "")]


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), pieces=st.lists(st.integers(1, 300)))
def test_it_is_the_same_in_gzip_from_wherever_a_reader_joins(
    texts: list[str], pieces: list[int]
) -> None:
    packer = Packer()
    changes = [
        packer.change("e1", Frame(n + 1, compact({"announce": text})))
        for n, text in enumerate(texts)
    ]
    for start in range(len(changes)):
        chunks = [control("hello", epoch="e1"), *_chunks(changes[start:]), control("bye")]
        whole = joined(chunks)
        inflate = zlib.decompressobj(31)
        packed = GZIP_HEAD + whole.packed
        assert b"".join(map(inflate.decompress, _cut(packed, pieces))) == whole.plain


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_each_block_shows_as_soon_as_it_has_come(texts: list[str]) -> None:
    packer, inflate = Packer(), zlib.decompressobj(31)
    inflate.decompress(GZIP_HEAD)
    for number, text in enumerate(texts):
        chunk = packer.change("e1", Frame(number + 1, compact({"announce": text}))).chunk
        assert inflate.decompress(chunk.packed) == chunk.plain
        beat = control("hb", position=number + 1)
        assert inflate.decompress(beat.packed) == beat.plain


@pytest.mark.parametrize("length", [0, 1, 65_534, 65_535, 65_536, 200_000])
def test_it_stores_any_length(length: int) -> None:
    plain = b"x" * length
    assert zlib.decompressobj(31).decompress(GZIP_HEAD + stored(plain).packed) == plain


def _chunks(changes: list[Change]) -> list[Chunk]:
    return [change.chunk for change in changes]


def _parsed(stream: bytes, pieces: list[int]) -> list[Event]:
    events = Events()
    return [found for piece in _cut(stream, pieces) for found in events.feed(piece)]


def _cut(stream: bytes, lengths: list[int]) -> list[bytes]:
    """The stream in pieces of these lengths, over and over."""
    pieces, at, turn = [], 0, 0
    while at < len(stream):
        length = lengths[turn % len(lengths)] if lengths else len(stream)
        pieces.append(stream[at : at + length])
        at, turn = at + length, turn + 1
    return pieces
