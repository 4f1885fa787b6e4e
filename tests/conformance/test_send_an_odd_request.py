"""What is not a plain GET or HEAD is refused, and nothing can be smuggled behind it."""

from __future__ import annotations

import time

import pytest

from tests.conformance.client import Address, Wire, request

SECOND = b"GET /-/health HTTP/1.1\r\nHost: x\r\n\r\n"

ODD = {
    "a body": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
    "a body that is a request": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\n\r\n",
    "chunks": b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": (
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\n"
    ),
    "chunks, misspelt": b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
    "chunks after a tab": b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\tchunked\r\n\r\n",
    "an identity": b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
    "two lengths": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
    "a signed length": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n",
    "a list of lengths": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 5\r\n\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    "a header before the line": b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: x\n\n\r\n\r\n",
    "a bare line feed": b"GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n",
    "a bare carriage return": b"GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: x\r\nLast-Event-ID: e1.1\0\r\n\r\n",
    "NUL in the target": b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes above ASCII in the target": b"GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space in the target": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "an absolute target": b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "no Host": b"GET / HTTP/1.1\r\n\r\n",
    "two Hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method in lower case": b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/2 with a path": b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/1.2": b"GET / HTTP/1.2\r\nHost: x\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "garbage": b"\xff\xfe\xfd\r\n\r\n",
}


@pytest.mark.parametrize("name", ODD)
def test_it_refuses_it_and_closes_and_takes_nothing_behind_it(address: Address, name: str) -> None:
    with Wire(address) as wire:
        wire.send(ODD[name] + SECOND)
        answer = wire.answer()
        assert (answer.status, answer.headers["cache-control"]) == (400, "no-store")
        assert answer.headers["connection"] == "close"
        assert wire.is_closed()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE"])
def test_it_allows_no_other_method(address: Address, method: str) -> None:
    with Wire(address) as wire:
        target = "x:443" if method == "CONNECT" else "/"
        wire.send(request(target, method, host="x") + SECOND)
        answer = wire.answer()
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
        assert wire.is_closed()


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"c" * 17_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 3_000 + b"\r\n",
        b"GET / HTTP/1.1\r\n" + b"x" * 1_000_000,
    ],
    ids=["a long header", "a long target", "many headers", "no end"],
)
def test_it_refuses_a_head_that_is_too_large(address: Address, head: bytes) -> None:
    with Wire(address) as wire:
        wire.send(head + SECOND)
        assert wire.answer().status == 431
        assert wire.is_closed()


def test_it_takes_a_head_of_almost_sixteen_kib(address: Address) -> None:
    with Wire(address) as wire:
        wire.ask("/-/health", cookie="c" * 16_000)
        assert wire.answer().status == 200


def test_it_answers_http_1_0_and_closes(address: Address) -> None:
    for head in (b"", b"Connection: keep-alive\r\n", b"Host: x\r\n"):
        with Wire(address) as wire:
            wire.send(b"GET /-/health HTTP/1.0\r\n" + head + b"\r\n")
            answer = wire.answer()
            assert (answer.status, answer.headers["connection"]) == (200, "close")
            assert wire.is_closed()


def test_it_answers_pipelined_requests_one_after_another(address: Address, live: str) -> None:
    targets = [f"{live}/", "/-/health", "/nothing", f"{live}/?x", live, f"{live}/"] * 20
    with Wire(address) as wire:
        wire.send(b"".join(request(target, host="x") for target in targets))
        answers = [wire.answer() for _ in targets]
    assert [answer.status for answer in answers] == [200, 200, 404, 302, 308, 200] * 20


def test_it_puts_a_head_together_from_single_bytes(address: Address) -> None:
    with Wire(address) as wire:
        for byte in request("/-/health", host="x"):
            wire.send(bytes([byte]))
        assert wire.answer().status == 200


def test_it_skips_empty_lines_before_a_request(address: Address) -> None:
    with Wire(address) as wire:
        wire.send(b"\r\n\r\n" + SECOND)
        assert wire.answer().status == 200


def test_it_ignores_an_offer_of_another_protocol(address: Address) -> None:
    for name in ("websocket", "h2c"):
        with Wire(address) as wire:
            wire.ask("/-/health", connection="Upgrade", upgrade=name)
            assert wire.answer().status == 200


def test_it_closes_a_connection_whose_head_trickles_in(address: Address, press: object) -> None:
    """However steadily: the time counts from the first byte."""
    with Wire(address) as wire:
        head, end = request("/-/health", host="x", cookie="c" * 5000), time.monotonic() + 10
        try:
            for byte in head:
                assert time.monotonic() < end, "it waited on"
                wire.send(bytes([byte]))
                time.sleep(0.02)
        except ConnectionError:
            pass
        assert wire.is_closed()


def test_it_answers_who_has_closed_his_half(address: Address, live: str) -> None:
    with Wire(address) as wire:
        wire.ask(f"{live}/")
        wire.socket.shutdown(1)
        assert wire.answer().status == 200
        assert wire.is_closed()
