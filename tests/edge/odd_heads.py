"""Heads as attackers, old clients and broken proxies write them, for hypothesis to put together."""

from __future__ import annotations

from hypothesis import strategies as st

LINES = st.sampled_from([
    b"Host: x", b"Host: y", b"host:x", b"Host : x", b" Host: x", b"Host: x\r\nHost: x",
    b"Content-Length: 0", b"Content-Length: 36", b"Content-Length: +36", b"Content-Length: 0x24",
    b"Content-Length: 3 6", b"Content-Length: 36, 36", b"content-length:\t36",
    b"Content-Length : 36", b"Content-Length:", b"Connection: content-length",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding : chunked", b"Transfer-Encoding: identity",
    b"Transfer-Encoding: x, chunked", b"Transfer-Encoding:\x0bchunked", b"Transfer_Encoding: x",
    b"transfer-encoding:chunked", b"X: y\nTransfer-Encoding: x", b"X: y\rTransfer-Encoding: x",
    b"Connection: close", b"Connection: keep-alive, Upgrade", b"Upgrade: h2c",
    b"Upgrade: websocket", b"HTTP2-Settings: AAMAAABkAAQAAP__", b"Expect: 100-continue",
    b"Trailer: X", b"X: " + b"x" * 300, b"A: b\r\n folded", b"A: \0", b":", b"",
    b"If-None-Match: *", b"If-None-Match: " + b'"' * 50, b"Accept-Encoding: gzip;q=0,*;q=0",
    b"Accept-Encoding: " + b"br," * 90, b"Last-Event-ID: e1.0", b"Last-Event-ID: \xff",
    b"Via: 1.1 x", b"Range: bytes=0-1", b"X-HTTP-Method-Override: DELETE",
])  # fmt: skip
_METHODS = st.sampled_from(
    [b"GET ", b"HEAD ", b"POST ", b"get ", b"PRI ", b"GET\t", b"GET  ", b"\r\nGET ", b""]
)
_TARGETS = st.sampled_from([
    b"/", b"/harbour-fire/", b"/harbour-fire", b"/harbour-fire/?at=1", b"/harbour-fire/?at=-1",
    b"/harbour-fire/stream", b"/harbour-fire/after/e1.0", b"/harbour-fire/after/e2.0", b"*", b"/?x",
    b"/harbour-fire/after/e1.99999", b"http://x/", b"//x", b"/%2e%2e/", b"/a b", b"/\xff", b"",
    b"/harbour-fire/log/checkpoint", b"/-/health", b"/" + b"x" * 700,
])  # fmt: skip
_VERSIONS = st.sampled_from([
    b" HTTP/1.1", b" HTTP/1.1", b" HTTP/1.0", b" HTTP/2.0", b" HTTP/1.1 ", b" http/1.1", b"",
    b" HTTP/1.10",
])  # fmt: skip
_ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\r\n"])
HEADS = st.builds(
    lambda method, target, version, lines, end: end.join(
        [method + target + version, *lines, b"", b""]
    ),
    _METHODS, _TARGETS, _VERSIONS, st.lists(LINES, max_size=5), _ENDS,
)  # fmt: skip
# Each says, to somebody, that more follows the head.
BODIES = st.sampled_from([
    b"Content-Length: 36", b"Content-Length: 036", b"content-length:\t36", b"Content-Length: 35",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked", b"Content-Length: 99",
    b"Transfer-Encoding:\tchunked", b"Transfer-Encoding: \x0bchunked", b"Content-Length : 36",
    b"Content-Length: 0\r\nContent-Length: 36", b"Content-Length: 36\r\nContent-Length: 0",
    b"Transfer-Encoding: chunked\r\nContent-Length: 0", b"Transfer-Encoding: identity",
    b"Content-Length: 36 0", b"Content-Length: -36", b"Transfer-Encoding\t: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
])  # fmt: skip
