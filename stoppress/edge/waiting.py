"""A reader who waits, shortly, for this edge to know what he asks about; then he is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.edge.answers import NOT_YET
from stoppress.edge.pending import Pending

if TYPE_CHECKING:
    from stoppress.edge.channel import Channel
    from stoppress.edge.protocol import Connection


class Waiting(Pending):
    """For older changes to be read, or for the top to reach a cursor that is ahead of it."""

    __slots__ = ("channel",)

    def __init__(self, connection: Connection, channel: Channel) -> None:
        super().__init__(connection)
        self.channel = channel
        channel.waiting[self] = None

    def expire(self) -> None:
        self.leave()
        self.connection.answer(NOT_YET)

    def leave(self) -> None:
        self.channel.waiting.pop(self, None)
