"""The whole newsroom, for real: `stoppress serve`."""

from tests.commands.conftest import shell

__all__ = ["shell"]
