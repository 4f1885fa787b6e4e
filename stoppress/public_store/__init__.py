"""The public store: what the public may see, as bytes (docs/reference/public-store.md).

The projection writes it, edges read it. Nothing here knows Django, the record or the desk.
"""

from stoppress.public_store.opening import open_reader, open_writer
from stoppress.public_store.types import (
    BelowFloor,
    Frame,
    Head,
    Leaf,
    Page,
    Publication,
    Reader,
    Site,
    Writer,
)

__all__ = [
    "BelowFloor",
    "Frame",
    "Head",
    "Leaf",
    "Page",
    "Publication",
    "Reader",
    "Site",
    "Writer",
    "open_reader",
    "open_writer",
]
