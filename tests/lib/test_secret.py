"""The secret key is made once and is its owner's alone."""

from __future__ import annotations

from pathlib import Path

from stoppress.lib.secret import secret_key


def test_it_keeps_one_key_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert len(first) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_it_makes_no_folder_by_the_way(tmp_path: Path) -> None:
    assert secret_key(tmp_path / "none") != secret_key(tmp_path / "none")
    assert not (tmp_path / "none").exists()
