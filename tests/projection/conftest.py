"""A shell for the one command that belongs to the projection."""

from tests.commands.conftest import shell

__all__ = ["shell"]
