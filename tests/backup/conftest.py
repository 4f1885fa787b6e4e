"""What tests of backups share: a shell on a newsroom of their own."""

from __future__ import annotations

from tests.commands.conftest import shell

__all__ = ["shell"]
