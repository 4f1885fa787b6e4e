"""What calls itself an archive may be anything: a bomb, a way out of its folder, or a pipe."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from stoppress.verify import sources
from stoppress.verify.archive import check_archive, is_archive
from stoppress.verify.findings import Trouble
from stoppress.verify.keys import Trust
from stoppress.verify.manifest import FORMAT, NoManifest, parse_manifest
from stoppress.verify.sources import open_archive
from tests.archives import Memory

MANIFEST = f"live.example/fire/log\n{FORMAT}\n1\n"


def zipped(path: Path, files: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name", ["../out", "/etc/passwd", "a/../../out", "a\\..\\out", "a/./b", "a//b", "a b", "a\nb"]
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    bad = zipped(tmp_path / "bad.zip", {f"x/{name}": b"", "x/manifest": b"", "y": b""})
    with pytest.raises(Trouble, match="a name twice, or one that leads out of it"):
        open_archive(bad)
    with pytest.raises(NoManifest, match="has a line that names no file"):
        parse_manifest(f"{MANIFEST}{'0' * 64} 0 {name}\n".encode())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("x/manifest", "one")
        packed.writestr("x/manifest", "two")
    with pytest.raises(Trouble, match="a name twice"):
        open_archive(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped(
        tmp_path / "bomb.zip",
        {"x/manifest": b"\0" * (sources.MAX_FILE_BYTES + 1)},
        zipfile.ZIP_DEFLATED,
    )
    assert bomb.stat().st_size < 100_000
    with pytest.raises(Trouble, match="longer than any of an archive"):
        open_archive(bomb)


def test_a_length_that_is_a_lie_is_no_way_around_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "lie.zip", {"manifest": b"\0" * 5_000_000}, zipfile.ZIP_DEFLATED)
    data = path.read_bytes()
    path.write_bytes(data.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(FileNotFoundError):
        open_archive(path).read("manifest")


def test_links_and_pipes_are_no_files(tmp_path: Path) -> None:
    folder = tmp_path / "fire"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "manifest").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "keys")
    archive = open_archive(folder)
    for name in ("manifest", "keys", "../secret", "/etc/passwd", ""):
        with pytest.raises(FileNotFoundError):
            archive.read(name)
    assert stat.S_ISFIFO((folder / "keys").stat().st_mode)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Trouble, match="is no ordinary file"):
        open_archive(tmp_path / "pipe")


def test_a_folder_that_links_to_itself_comes_to_an_end(tmp_path: Path) -> None:
    folder = tmp_path / "fire"
    folder.mkdir()
    (folder / "again").symlink_to(folder)
    (folder / "manifest").write_text(MANIFEST)
    report = check_archive(open_archive(folder), Trust())
    assert list(report.findings())


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"index.html": b"<p>"},
        {"manifest": b""},
        {"manifest": b"\xff\xfe\n\n\xe2\x80\x94 a b\n"},
        {"manifest": MANIFEST.encode()},
        {"manifest": MANIFEST.replace("\n1\n", "\n9999999999999\n").encode()},
        {"manifest": MANIFEST.encode(), "record/checkpoint": b"\n\n", "site/checkpoint": b"\0"},
        {"manifest": MANIFEST.encode(), "keys": b"+++\n\xff"},
        {"record/tile/entries/000.p/1": b"\0\1[", "manifest": MANIFEST.encode()},
    ],
)
def test_nonsense_is_called_that(files: dict[str, bytes]) -> None:
    """Never whole, never a traceback."""
    try:
        report = check_archive(Memory(files), Trust())
    except Trouble:
        return
    assert list(report.findings())


def test_a_nest_of_brackets_is_no_content(tmp_path: Path) -> None:
    deep = b"[" * 100_000
    files = {
        "manifest": MANIFEST.encode(),
        "record/tile/entries/000.p/1": len(b"[" * 9000).to_bytes(2, "big") + b"[" * 9000,
        "record/tile/0/000.p/1": bytes(32),
        "record/contents/000": deep + b"\n",
    }
    report = check_archive(Memory(files), Trust())
    assert {"record/tile/entries/000.p/1", "record/contents/000"} <= {
        each.where for each in report.findings()
    }


def test_an_archive_is_known_by_what_stands_in_it(tmp_path: Path) -> None:
    files = {"manifest": MANIFEST.encode()}
    assert is_archive(zipped(tmp_path / "page.txt", {f"x/{n}": d for n, d in files.items()}))
    (tmp_path / "folder").mkdir()
    assert not is_archive(tmp_path / "folder")
    (tmp_path / "folder" / "manifest").write_text(MANIFEST)
    assert is_archive(tmp_path / "folder")
    assert not is_archive(zipped(tmp_path / "other.zip", {"manifest": b"{}"}))
    assert not is_archive(tmp_path / "nowhere")
