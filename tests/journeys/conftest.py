"""The whole newsroom, for real: `stoppress serve`, an editor's browser and a reader's."""

from tests.commands.conftest import shell
from tests.reader.conftest import chromium

__all__ = ["chromium", "shell"]
