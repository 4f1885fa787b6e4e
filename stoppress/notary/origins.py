"""The names of the logs: `<host>/<slug>/log`, the site's `<host>/-/log`, and what follows them.

A log that cannot go on under its name goes on under the next one: `…/log/2`, `…/log/3`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from stoppress.config import Config

SITE = "-"  # the slug of the site log; no coverage can have it
_NUMBERED = re.compile(r"(.+/log)/([2-9]|[1-9][0-9]+)")


def reader_host(config: Config) -> str:
    """Where readers are, as origins begin: no scheme, no slash at the end."""
    address = urlsplit(config.reader_base)
    return (address.netloc.rpartition("@")[2].lower() + address.path).rstrip("/")


def first_origin(host: str, slug: str) -> str:
    """The origin that the log of this slug begins under."""
    return f"{host}/{slug}/log"


def host_of(origin: str) -> str:
    """The host that an origin of the site log begins with."""
    return origin.partition(f"/{SITE}/log")[0]


def origin_of(host: str, slug: str, continued: str | None) -> str:
    """The origin in force; `continued` is the one that the log was last continued from."""
    first = first_origin(host, slug)
    if continued is None:
        return first
    numbered = _NUMBERED.fullmatch(continued)
    # A log that was begun elsewhere (an archive that was adopted) has a number of ours from 2 on.
    if numbered is None or numbered[1] != first:
        return f"{first}/2"
    return f"{first}/{int(numbered[2]) + 1}"
