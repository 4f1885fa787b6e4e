"""Telling a full or failing disk, and a database that is away, from errors of our own."""

from __future__ import annotations

import errno
import logging

from django.db import DatabaseError, OperationalError

# Network file systems break calls off (EINTR) where others never do.
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EINTR)


def is_disk_trouble(error: BaseException | None) -> bool:
    """Whether an operator can put it right, without a change to the program."""
    if isinstance(error, OSError):
        return error.errno in _OF_THE_DISK
    # SQLite says of what it cannot read that it is malformed, and that comes as the bare class.
    return isinstance(error, OperationalError) or type(error) is DatabaseError


class InOneLine(logging.Filter):
    """Such troubles come by the hundred, and their tracebacks would fill what is left of a disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_disk_trouble(error):
            record.msg, record.args = f"{record.getMessage()}: {' '.join(str(error).split())}", ()
            record.exc_info, record.exc_text = None, None
        return True
