"""A newsroom to break."""

from tests.commands.conftest import shell

__all__ = ["shell"]
