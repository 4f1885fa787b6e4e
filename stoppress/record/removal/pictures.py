"""The desk's folder of pictures, when words go: a file that nothing shows any more goes too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stoppress.lib.durable import drop_file, keep_file, make_durable
from stoppress.record.content.carried import rows_naming


def drop_unshown(folder: Path, names: Iterable[str], *, kept: Iterable[str] = ()) -> set[str]:
    """Take out of `folder` those of `names` that stand in no revision's words and not in `kept`.

    Gives what went, or was not there. Raises OSError where a file cannot be taken away.
    """
    unshown = {
        name for name in set(names) - set(kept) if next(iter(rows_naming(name)), None) is None
    }
    for name in unshown:
        drop_file(folder, Path(name).name)
    return unshown


def keep_picture(folder: Path, name: str, data: bytes) -> None:
    """Put a picture under its name, the hash of its bytes; durable when this returns.

    Raises OSError. One that is there stays: it can only be the same.
    """
    keep_file(folder, name, data)
    make_durable(folder)
