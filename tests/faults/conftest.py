"""A newsroom to break, and a browser to watch it with."""

from tests.commands.conftest import shell
from tests.reader.conftest import chromium

__all__ = ["chromium", "shell"]
