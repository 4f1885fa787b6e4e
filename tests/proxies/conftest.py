"""A real edge, a relay that counts, and the real programs in front, with the documented set-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bench import proxies
from bench.programs import NotMeasurable
from bench.relay import Relay, relaying
from stoppress.config import Config
from stoppress.edge.limits import Limits
from tests.conformance.client import Address, get
from tests.edge.press import EPOCH, Press, open_press
from tests.edge.process import EdgeProcess, running
from tests.waiting import eventually

SHORT = Limits(tick_seconds=0.05, heartbeat_seconds=1.0, hold_seconds=2.0)

# What a newcomer has: nothing but where the edge is.
BARE_VCL = 'vcl 4.1;\nbackend edge { .host = "127.0.0.1"; .port = "8000"; }\n'

Putter = Callable[..., AbstractContextManager[Address]]


@pytest.fixture
def press(newsroom: Config) -> Iterator[Press]:
    press = open_press(newsroom)
    press.publish("The first post")
    yield press
    press.writer.close()


@pytest.fixture
def edge(press: Press) -> Iterator[EdgeProcess]:
    with running(press.config, SHORT) as process:
        hears_of(process, press)
        yield process


def hears_of(edge: EdgeProcess, press: Press) -> None:
    """Wait until the edge knows of all that is published."""
    below = f"/{press.slug}/after/{EPOCH}.{press.position - 1}"
    eventually(lambda: get(edge.address(), below).status == 200)


@pytest.fixture
def relay(edge: EdgeProcess) -> Iterator[Relay]:
    with relaying(edge.address().port) as relay:
        yield relay


@pytest.fixture
def put_before(tmp_path: Path) -> Putter:
    """Puts a program before a port: `with put_before("nginx", port) as address`."""
    started = {"nginx": proxies.nginx, "varnish": proxies.varnish, "caddy": proxies.caddy}

    @contextmanager
    def put(name: str, port: int, **text: str) -> Iterator[Address]:
        try:
            proxies.program({"varnish": "varnishd"}.get(name, name))
        except NotMeasurable as reason:
            pytest.skip(str(reason))
        with started[name](tmp_path / name, port, **text) as (_, front):
            yield Address("127.0.0.1", front)

    return put


@pytest.fixture(params=["varnish", "varnish as it comes", "nginx"])
def cache(request: pytest.FixtureRequest, put_before: Putter, relay: Relay) -> Iterator[Address]:
    """A cache before the counting relay."""
    with a_cache(request.param, put_before, relay) as address:
        yield address


def a_cache(name: str, put_before: Putter, relay: Relay) -> AbstractContextManager[Address]:
    """With its documented configuration, or none but the edge's address."""
    text = {"text": BARE_VCL} if "as it comes" in name else {}
    return put_before(name.split()[0], relay.port, **text)
