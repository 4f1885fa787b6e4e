"""Asking a process of ours whether it serves: `GET /-/health`."""

from __future__ import annotations

import asyncio

from stoppress.config import host_and_port

_ANSWER_SECONDS = 5
_PAUSE_SECONDS, _PAUSE_MOST_SECONDS = 0.05, 1.0
# An address that stands for every interface is asked on the loopback one.
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}


async def answers(address: str) -> bool:
    """Whether `address` says that it is well."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            return await _status(address) == b"200"
    except (OSError, TimeoutError):
        return False


async def until_healthy(address: str) -> None:
    """Return once `address` says that it is well; the caller bounds the wait."""
    pause = _PAUSE_SECONDS
    while not await answers(address):
        await asyncio.sleep(pause)
        pause = min(pause * 1.2, _PAUSE_MOST_SECONDS)


async def _status(address: str) -> bytes:
    host, port = host_and_port(address)
    reader, writer = await asyncio.open_connection(_LOOPBACK.get(host, host), port)
    try:
        request = f"GET /-/health HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        words = (await reader.readline()).split()
        return words[1] if len(words) > 1 else b""
    finally:
        writer.close()
