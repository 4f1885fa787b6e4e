"""A process that `serve` started must not outlive it, not even after `kill -9`.

The supervisor keeps the writing end of a pipe and never writes. The kernel closes that end with the
supervisor, however it dies, and the child reads the end of the file. (PR_SET_PDEATHSIG does the
same on Linux alone.)
"""

from __future__ import annotations

import os
import signal
import threading
import time

_GRACE_SECONDS = 10


def end_with(descriptor: int) -> None:
    """Watch the pipe's reading end; when it closes, end this process as SIGTERM would."""
    threading.Thread(target=_watch, args=(descriptor,), name="lifeline", daemon=True).start()


def _watch(descriptor: int) -> None:
    os.set_inheritable(descriptor, False)
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
