"""What an open request waits for, and what its connection tells it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stoppress.edge.protocol import Connection


class Pending:
    """One of these is at a connection between a request and the end of its answer."""

    __slots__ = ("connection",)

    # Whether it goes on for a reader who has said that he will send nothing more (`nc` does).
    outlives_half_close: ClassVar[bool] = False

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def expire(self) -> None:
        """The deadline that it gave has come."""
        self.connection.cut()

    def leave(self) -> None:
        """The reader has gone; nothing can be written any more."""

    def flow(self) -> None:
        """What was written has gone out; there is room for more."""
