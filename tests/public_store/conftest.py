"""A store for each test of it, on whatever engine the tests run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from stoppress.config import Config
from stoppress.public_store import Reader, Writer, open_reader, open_writer


@pytest.fixture
def writer(newsroom: Config) -> Iterator[Writer]:
    """Of a site without any coverage."""
    with closing(open_writer(newsroom)) as writer:
        with writer.rebuild(epoch="e1", render="0" * 16):
            pass
        yield writer


@pytest.fixture
def reader(newsroom: Config, writer: Writer) -> Iterator[Reader]:
    with closing(open_reader(newsroom)) as reader:
        yield reader
