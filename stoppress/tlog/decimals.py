"""Numbers of the formats: ASCII digits, no sign, no leading zero, at most 63 bits."""

from __future__ import annotations

import re

from stoppress.tlog.errors import Malformed

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
MAX_NUMBER = 2**63 - 1


def parse_decimal(text: str) -> int:
    """The number. Raises Malformed."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_NUMBER:
        raise Malformed("not a number as it is written in a log")
    return int(text)
