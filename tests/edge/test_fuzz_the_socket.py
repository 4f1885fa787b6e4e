"""Any bytes whatever, onto a real socket: documented answers or a close, and nothing smuggled in.

Sampled by hypothesis; `--full` takes many times as many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from stoppress.config import Config
from tests.conformance.client import Address, Answer, Wire, get, request
from tests.edge.odd_heads import BODIES, HEADS, LINES
from tests.edge.press import EPOCH, Press, open_press
from tests.edge.process import EdgeProcess, running
from tests.sampling import seed_of

Fuzzed = Callable[[Callable[..., None]], Callable[..., None]]

FRONT = "/harbour-fire/"
DOCUMENTED = {200, 204, 302, 304, 308, 400, 404, 405, 406, 410, 431, 503}
# A request that stands where only a body could be. Its answer is unlike any other's: so it can be
# told whether it was taken for one.
SMUGGLED = b"GET /-/alive HTTP/1.1\r\nHost: x\r\n\r\n"
ALIVE = b'{"ok":true}'
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeProcess]:
    config = Config(data=tmp_path_factory.mktemp("fuzz"))
    press: Press = open_press(config)
    press.publish("One", "Two", "Three")
    with running(config) as process:
        yield process
        assert get(process.address(), FRONT).status == 200
        process.end()
    assert process.words == ""  # nothing went wrong inside, either
    press.writer.close()


@pytest.fixture
def address(edge: EdgeProcess) -> Address:
    return edge.address()


@pytest.fixture
def fuzzed(request: pytest.FixtureRequest, full: bool) -> Fuzzed:
    """Runs a test of hypothesis' by the seed of this run, which is printed where it fails."""
    number = seed_of(request.config)
    print(f"again with --sample-seed={number}")
    examples = 5_000 if full else 300
    bounds = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    return lambda test: seed(number)(bounds(test))


def test_no_bytes_do_harm(address: Address, fuzzed: Fuzzed) -> None:
    @fuzzed
    @given(st.lists(HEADS | st.binary(max_size=60), min_size=1, max_size=4))
    @example([b"\r\n" * 500])
    @example([b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"] * 4)
    def send(pieces: list[bytes]) -> None:
        for status in _statuses(_exchange(address, pieces)):
            assert status in DOCUMENTED

    send()


def test_what_stands_where_a_body_would_is_never_answered(address: Address, fuzzed: Fuzzed) -> None:
    """Whoever says that a body follows gets one refusal, and the connection is closed."""
    chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(SMUGGLED), SMUGGLED)

    @fuzzed
    @given(
        st.sampled_from([b"GET", b"HEAD", b"POST"]), st.lists(LINES, max_size=2), BODIES,
        st.lists(LINES, max_size=2), st.sampled_from([SMUGGLED, chunk, b"0\r\n\r\n" + SMUGGLED]),
        st.lists(st.integers(1, 200), max_size=3),
    )  # fmt: skip
    def smuggle(
        method: bytes, before: list[bytes], body: bytes, after: list[bytes], rest: bytes,
        cuts: list[int],
    ) -> None:  # fmt: skip
        head = b"\r\n".join([method + b" / HTTP/1.1", b"Host: x", *before, body, *after, b"", b""])
        # A head that ends before its body is announced is a whole one, and so is what follows it.
        first = head.index(b"\r\n\r\n")
        if body not in head[: first + 2]:
            return
        got = _exchange(address, _cut(head + rest, cuts))
        assert len(_statuses(got)) <= 1
        assert ALIVE not in got and not got.startswith(b"HTTP/1.1 2")

    smuggle()


def test_two_requests_on_one_connection_are_two_answers(address: Address, fuzzed: Fuzzed) -> None:
    """However they are cut into pieces; and what one asks does not colour the other's answer."""
    targets = st.sampled_from(["/", FRONT, "/nothing", "/harbour-fire", f"{FRONT}?x", "/-/alive"])
    codings = st.sampled_from(["", "gzip", "br", "zstd", "*;q=0", "identity;q=0", "x", "gzip;q=,"])
    asked = st.lists(st.tuples(targets, codings), min_size=1, max_size=5)
    alone = {}

    @fuzzed
    @given(asked, st.lists(st.integers(1, 400), max_size=6))
    def ask(asks: list[tuple[str, str]], cuts: list[int]) -> None:
        heads = [request(target, host="x", accept_encoding=coding) for target, coding in asks]
        with Wire(address) as wire:
            for piece in _cut(b"".join(heads), cuts):
                wire.send(piece)
            for one in asks:
                if one not in alone:
                    alone[one] = get(address, one[0], accept_encoding=one[1])
                assert _told(wire.answer()) == _told(alone[one])

    ask()


def test_line_7_no_cursor_does_harm(address: Address, fuzzed: Fuzzed) -> None:
    cursors = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40)
    near = st.builds(
        lambda epoch, dot, number: f"{epoch}{dot}{number}",
        st.sampled_from([EPOCH, "e2", "E1", "e1 ", "", "e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1"]),
        st.sampled_from([".", "..", "", ",", "%2e"]),
        st.sampled_from(["0", "1", "3", "01", "-1", "1e3", "9" * 15, "9" * 16, "\xd9\xa3"]),
    )  # fmt: skip

    @fuzzed
    @given(near | cursors)
    def come_back(cursor: str) -> None:
        # HTTP/1.0 and HEAD: the stream, too, ends with its head.
        for target in (f"/harbour-fire/after/{cursor}", f"/harbour-fire/stream?after={cursor}"):
            head = f"HEAD {target} HTTP/1.0\r\nLast-Event-ID: {cursor}\r\n\r\n".encode("latin-1")
            if cursor in (f"{EPOCH}.3", f"{EPOCH}.999999999999999"):
                return  # held, as it must be
            with Wire(address) as wire:
                wire.send(head)
                assert wire.answer(is_head=True).status in DOCUMENTED - {503}

    come_back()


def _exchange(address: Address, pieces: Sequence[bytes]) -> bytes:
    """All that comes back to who sends `pieces` and nothing more."""
    got = b""
    with Wire(address) as wire:
        # A reset is a close, too: it was refused before we had finished.
        with suppress(OSError):
            for piece in pieces:
                wire.send(piece)
            wire.socket.shutdown(1)
        with suppress(ConnectionError):
            for piece in wire.pieces(0.5 if _holds(pieces) else 10):
                got += piece
    return got


def _holds(pieces: Sequence[bytes]) -> bool:
    """Whether an answer may be one that is held, or a stream."""
    sent = b"".join(pieces)
    return b"/stream" in sent or b"/after/" in sent


def _statuses(got: bytes) -> list[int]:
    return [int(status) for status in _STATUS.findall(got)]


def _cut(data: bytes, sizes: Sequence[int]) -> list[bytes]:
    pieces = []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    return [piece for piece in (*pieces, data) if piece]


def _told(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status, headers, answer.body
