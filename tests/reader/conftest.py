"""A site as readers meet it: the record, the projection at work, a real edge, a real browser."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from stoppress.config import Config
from stoppress.projection.follow import start_following
from stoppress.record.models import Coverage, Post
from tests.commands.shell import Shell, command
from tests.newsroom import open_harbour_fire, publish
from tests.reader.reader import Reader
from tests.waiting import eventually


class Edge:
    """An edge process on a free port; after `stop`, `start` takes the same port again."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._address = "127.0.0.1:0"
        self.url = ""
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            command("edge", "--edge", self._address),
            env=Shell(self._config).env,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[-1]
        self._address = self.url.removeprefix("http://")

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=10)


class Site:
    """One newsroom being read: the projection at work here, the edge in its process."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.stop_publishing = start_following(config)
        self.edge = Edge(config)

    def start_publishing(self) -> None:
        self.stop_publishing = start_following(self.config)

    def close(self) -> None:
        self.edge.kill()
        self.stop_publishing()

    def wait_until_public(self, path: str) -> None:
        """Wait until an edge shows at `path` all that the record holds."""
        known = Coverage.objects.filter(slug=path.split("/")[1]).values_list("head", flat=True)
        cursor = re.compile(rf'data-cursor="\w+\.{known[0]}"' if known else "")

        def is_shown() -> bool:
            with suppress(OSError), urlopen(self.address(path), timeout=5) as answer:
                return cursor.search(answer.read().decode()) is not None
            return False

        eventually(is_shown)

    def address(self, path: str = "/harbour-fire/") -> str:
        return self.edge.url + path


@pytest.fixture
def site(chromium: Browser, newsroom: Config) -> Iterator[Site]:
    site = Site(newsroom)
    yield site
    site.close()


@pytest.fixture
def reading(chromium: Browser, site: Site) -> Iterator[Callable[..., Reader]]:
    """Opens a page of the site in a browser of its own: `reading(path, phone=True, …)`."""
    readers: list[Reader] = []

    def read(path: str = "/harbour-fire/", **how: Any) -> Reader:
        site.wait_until_public(path)
        readers.append(Reader(chromium, site.address(path), **how))
        return readers[-1]

    yield read
    for reader in readers:
        reader.close()


@pytest.fixture
def fire(newsroom: Config) -> str:
    """The id of the sample coverage, open at /harbour-fire/."""
    return open_harbour_fire()


@pytest.fixture
def crane(fire: str) -> Post:
    return publish(fire, "Crane falls", "Nobody was hurt.")


@pytest.fixture
def reader(reading: Callable[..., Reader], crane: Post) -> Reader:
    """Somebody who has opened the coverage while it had one post."""
    reader = reading()
    reader.page.evaluate("window.isStillTheSamePage = true")
    return reader
