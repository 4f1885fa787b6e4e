"""Django's SQLite backend, in which a writer that waits for its turn asks for it often.

SQLite pauses longer each time it asks, up to 100 ms; of several writers one then waits for seconds
while others go by. Here it begins again with its short pauses until the setting `timeout` is over.
"""

from __future__ import annotations

import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_AT_A_TIME = 15  # ms of asking, in which the pauses grow from 1 to 7


class DatabaseWrapper(base.DatabaseWrapper):
    """Where Django looks for it, under this name."""

    def _start_transaction_under_autocommit(self) -> None:
        whole = float(self.settings_dict["OPTIONS"]["timeout"])  # seconds
        self.connection.execute(f"PRAGMA busy_timeout = {_AT_A_TIME}")
        try:
            self._begin_before(time.monotonic() + whole)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {whole * 1000:.0f}")

    def _begin_before(self, end: float) -> None:
        while True:
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]  # no stub
            except OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.001)  # it has not waited where this connection still reads
            else:
                return
