"""reliability.md, line 33: the disk is full while the desk serves.

A press is refused with a sentence, readers go on reading, and the same desk publishes again as
soon as there is space.
"""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from uuid import uuid4

import pytest

from stoppress.config import Config
from tests.commands.shell import Shell, page
from tests.editor import Editor, NotPublished
from tests.waiting import eventually

SLUG = "harbour-fire"
_LONG = "</p><p>".join(["word " * 200] * 60)


@pytest.fixture
def small(newsroom: Config, tmp_path: Path) -> Iterator[Shell]:
    """A newsroom whose data folder is a disk of 6 MiB."""
    if newsroom.database:
        pytest.skip("on PostgreSQL the record is not on this disk")
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small disk takes root")
    try:
        shell = Shell(Config(data=disk))
        shell.ok("setup", "--defaults")
        yield shell
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_line_33_a_full_disk_refuses_a_press_and_nothing_else(small: Shell) -> None:
    link = small.ok("user", "add", "ana").split()[-1]
    with small.serving() as served:
        editor, press = Editor(served.desk), uuid4()
        editor.sign_in(link)
        editor.open_coverage(SLUG)
        shown = editor.publish(SLUG, "Before")
        eventually(lambda: _is_there(shown["url"], "Before"))
        desk = served.children()["desk"]
        _fill(small.config.data / "filling")
        with pytest.raises(NotPublished, match="disk"):
            editor.publish(SLUG, "Too long", _LONG, press=press)
        assert "Before" in page(f"{served.reader}/{SLUG}/")
        (small.config.data / "filling").unlink()
        answer = editor.publish(SLUG, "Too long", _LONG, press=press)
        eventually(lambda: _is_there(answer["url"], "Too long"))  # publishing tries again by itself
        assert served.children()["desk"] == desk
    small.ok("check", "--record")


def _is_there(url: str, headline: str) -> bool:
    try:
        return headline in page(url)
    except HTTPError:
        return False


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)) == 4096:
                pass
        except OSError as error:
            assert error.errno == errno.ENOSPC
