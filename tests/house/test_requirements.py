"""Everything installed is locked by hash, and no requirements file says where to get it."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT

_LOCKS = ["runtime", "build", "dev"]
_INDEX = re.compile(r"https?://|^-[if] |--(extra-)?index-url|--find-links|--trusted-host", re.M)


@pytest.mark.parametrize("name", _LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("ascii")
    parts = [part for part in re.split(r"\n(?=\S)", text) if not part.startswith("#")]
    loose = [
        part.splitlines()[0]
        for part in parts
        if not re.match(r"[\w.\-\[\]]+==\S+", part) or "--hash=sha256:" not in part
    ]
    assert parts
    assert loose == []


@pytest.mark.parametrize("name", _LOCKS)
@pytest.mark.parametrize("ending", ["in", "txt"])
def test_no_requirements_file_names_an_index(name: str, ending: str) -> None:
    assert not _INDEX.search((ROOT / "requirements" / f"{name}.{ending}").read_text("ascii"))


@pytest.mark.parametrize("name", _LOCKS)
def test_every_direct_requirement_is_in_its_lock(name: str) -> None:
    asked = (ROOT / "requirements" / f"{name}.in").read_text("ascii").splitlines()
    locked = (ROOT / "requirements" / f"{name}.txt").read_text("ascii").lower()
    names = [re.split(r"[\[~=<>]", line)[0].lower() for line in asked if line[:1].isalpha()]
    missing = [name for name in names if not re.search(rf"^{name}(\[.*\])?==", locked, re.M)]
    assert missing == []
