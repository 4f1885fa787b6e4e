"""A limit on the size of requests, before Django writes them to disk for somebody unknown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from stoppress.lib.pictures import BYTES_MAX

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

REQUEST_MAX = BYTES_MAX + 4 * 1024 * 1024  # bytes: one picture and a long post
_DRAINED_MAX = 8 * REQUEST_MAX

_BODY = b'{"error": "This is too big to send; make the picture smaller or split the post."}'


def limited(application: Application) -> Application:
    """`application`, which never sees more than REQUEST_MAX bytes of a request's body."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if _declared(scope) > REQUEST_MAX:
            await _refuse(receive, send)
            return
        seen = 0

        async def receive_limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # A body of undeclared length that grows and grows: as if the sender had gone away.
            return message if seen <= REQUEST_MAX else {"type": "http.disconnect"}

        await application(scope, receive_limited, send)

    return answer


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope.get("headers", ()) if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


async def _refuse(receive: Receive, send: Send) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(_BODY)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _BODY, "more_body": True})
    await _drain(receive)
    await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    """Let the sender finish: a browser that is cut off in the middle shows no answer at all."""
    seen, more = 0, True
    while more and seen <= _DRAINED_MAX:
        message = await receive()
        seen += len(message.get("body", b""))
        more = message.get("more_body", False)
