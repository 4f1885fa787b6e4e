"""What tests of the notary share: the store of a newsroom of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore


@pytest.fixture
def store(newsroom: Config) -> Iterator[CheckpointStore]:
    with closing(CheckpointStore(newsroom.checkpoints_file)) as store:
        yield store
