"""A head is read as it is meant or refused; no bytes whatever make the reading fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.edge.answers import BAD_REQUEST, METHOD_NOT_ALLOWED
from stoppress.edge.cursors import Cursor, read_cursor
from stoppress.edge.requests import Refused, read_request

PIECES = st.sampled_from([
    b"GET ", b"HEAD ", b"POST ", b"/", b"x", b" HTTP/1.1", b" HTTP/1.0", b"\r\n", b"\n", b"\r",
    b"\0", b"Host: x", b"Content-Length: ", b"0", b"5", b"Transfer-Encoding: chunked", b": ",
    b"\t", b"\xff", b"Connection: close", b"Upgrade: h2c", b"Expect: 100-continue",
    b"?", b"#", b"%00",
])  # fmt: skip


def test_it_reads_what_a_browser_sends() -> None:
    request = read_request(
        b"GET /harbour-fire/?x=%20 HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: gzip, br\r\n"
        b'accept-encoding: zstd\r\nIf-None-Match: W/"a"\r\nIF-NONE-MATCH: "b"\r\n\r\n'
    )
    assert request.target == "/harbour-fire/?x=%20"
    assert request.keep_alive and not request.is_head and request.accepts_gzip
    assert request.headers["accept-encoding"] == "gzip, br, zstd"
    assert request.headers["if-none-match"] == 'W/"a", "b"'


@pytest.mark.parametrize(
    ("line", "keeps"),
    [("close", False), ("Close", False), ("keep-alive, CLOSE", False), ("keep-alive", True),
     ("closed", True), ("", True)],
)  # fmt: skip
def test_it_knows_whether_the_connection_goes_on(line: str, keeps: bool) -> None:
    head = f"GET / HTTP/1.1\r\nHost: x\r\nConnection: {line}\r\n\r\n".encode()
    assert read_request(head).keep_alive is keeps
    assert not read_request(head.replace(b"1.1", b"1.0")).keep_alive


@settings(deadline=None)
@given(st.lists(PIECES | st.binary(max_size=6), max_size=25).map(b"".join))
def test_it_reads_or_refuses_any_bytes(head: bytes) -> None:
    try:
        request = read_request(head)
    except Refused as refused:
        assert refused.answer in (BAD_REQUEST, METHOD_NOT_ALLOWED)
    else:
        assert request.target.startswith("/")
        assert "transfer-encoding" not in request.headers
        assert request.headers.get("content-length", "0") == "0"


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[a-z0-9]{1,34}\.[0-9]{1,17}", fullmatch=True))
def test_it_reads_a_cursor_only_as_it_is_written(text: str) -> None:
    cursor = read_cursor(text)
    if cursor is not None:
        assert str(cursor) == text
        assert 0 <= cursor.position < 10**15
    assert read_cursor("e1.0") == Cursor("e1", 0)
