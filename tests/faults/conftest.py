"""A newsroom to break, and a page of it that somebody reads."""

from tests.commands.conftest import shell
from tests.edge.conftest import press
from tests.reader.conftest import reading, site

__all__ = ["press", "reading", "shell", "site"]
