"""The edge that is held to docs/reference/stream.md.

By default a real edge process on a store of its own, into which the tests publish. Or any other, by
`pytest tests/conformance --edge-url http://host:port --edge-coverage slug`; what needs a press or
short limits is left out then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest

from stoppress.config import Config
from stoppress.edge.limits import Limits
from stoppress.public_store import Frame, Head
from tests.conformance.client import Address, address_of, get
from tests.edge.logs import put_log
from tests.edge.press import Press, frame_body, open_press
from tests.edge.process import running
from tests.waiting import eventually

# The contract's numbers, shortened where a test must wait for them.
SHORT = Limits(tick_seconds=0.05, heartbeat_seconds=0.5, hold_seconds=0.8, head_seconds=0.8)
ENDED = "quay-flood"
ENDED_TOP = 3
LOGGED = "long-night"  # a coverage with a log
LOGGED_SIZE = 600
SITE_LOG_SIZE = 3
_WATCHES = count(1)
MEDIA = "0123456789abcdef" * 4 + ".webp"
PICTURE = b"RIFF" + bytes(range(256)) * 1500


@dataclass(frozen=True)
class Edge:
    """What is under test; `press` is None where we cannot publish."""

    address: Address
    slug: str
    press: Press | None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--edge-url", help="hold the edge at this URL to the contract")
    parser.addoption("--edge-coverage", help="the slug of a live coverage there")


@pytest.fixture(scope="session")
def edge(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Edge]:
    url = request.config.getoption("--edge-url", None)
    if url:
        slug = request.config.getoption("--edge-coverage") or pytest.fail("--edge-coverage SLUG")
        yield Edge(address_of(url), slug, None)
        return
    config = Config(data=tmp_path_factory.mktemp("conformance"))
    press = open_press(config)
    press.publish("The first post")
    _end_a_coverage(press)
    _keep_logs(press)
    config.public_media.mkdir()
    (config.public_media / MEDIA).write_bytes(PICTURE)
    with running(config, SHORT) as process:
        yield Edge(process.address(), press.slug, press)
    press.writer.close()


@pytest.fixture
def address(edge: Edge) -> Address:
    return edge.address


@pytest.fixture
def live(edge: Edge) -> str:
    """The path of a live coverage, without a slash at its end."""
    return f"/{edge.slug}"


@pytest.fixture
def press(edge: Edge) -> Press:
    if edge.press is None:
        pytest.skip("needs a press: run without --edge-url")
    return edge.press


@pytest.fixture
def edge_has_press(edge: Edge) -> bool:
    return edge.press is not None


@pytest.fixture
def watch(address: Address, press: Press) -> Press:
    """A coverage of the test's own, in which nothing has been published yet."""
    watch = replace(press, slug=f"watch-{next(_WATCHES)}", position=0, state="live")
    watch.open()
    eventually(lambda: get(address, f"/{watch.slug}").status == 308)
    return watch


@pytest.fixture
def ended(press: Press) -> str:
    """The path of an ended coverage, whose top is ENDED_TOP."""
    return f"/{ENDED}"


def _end_a_coverage(press: Press) -> None:
    with press.writer.publish() as publication:
        for position in range(1, ENDED_TOP + 1):
            publication.put_frame(ENDED, Frame(position, frame_body(position, "High water")))
        publication.put_head(Head(ENDED, "c2", ENDED_TOP, "ended"))


def _keep_logs(press: Press) -> None:
    with press.writer.publish() as publication:
        publication.put_head(Head(LOGGED, "c3", LOGGED_SIZE, "live"))
        put_log(publication, LOGGED, LOGGED_SIZE)
        put_log(publication, "-", SITE_LOG_SIZE)
