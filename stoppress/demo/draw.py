"""The demo's pictures by name. Drawn when wanted, offline, the same pixels every time."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from stoppress.demo.pictures import alarm, boot, descent, eagle, luna, site, stations

DRAWINGS: dict[str, Callable[[], Image.Image]] = {
    "eagle": eagle.draw,
    "descent": descent.draw,
    "alarm": alarm.draw,
    "site": site.draw,
    "stations": stations.draw,
    "boot": boot.draw,
    "luna": luna.draw,
}


def draw(name: str) -> Image.Image:
    """The drawing called `name`, RGB, 1600 x 1000 pixels. Raises KeyError for a name we lack."""
    return DRAWINGS[name]()
