"""A newsroom to run real commands on."""

from __future__ import annotations

import pytest

from stoppress.config import Config
from tests.commands.shell import Shell


@pytest.fixture
def shell(newsroom: Config) -> Shell:
    """A shell whose commands work on an empty newsroom, on the database of this run."""
    newsroom.data.chmod(0o700)
    (newsroom.data / "format").write_text("1\n", "ascii")
    return Shell(newsroom)
