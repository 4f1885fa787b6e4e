"""Nothing in the repository depends on, or speaks of, the machine where it was written."""

from __future__ import annotations

import re

from tests.house.tree import files, shown

# In pieces, so that this file does not name them itself.
_FOLDERS = ["work", "root", "tmp", "home", "opt"]
_MACHINE = re.compile(r"(?<![\w.~\-/])/(?:" + "|".join(_FOLDERS) + r")/[\w.]")
_HOSTS = re.compile("|".join(["py" + "pi[.]org", "python" + "hosted[.]org", "npm" + "js[.]"]))


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert _hits(_MACHINE) == []


def test_no_file_names_a_package_index() -> None:
    assert _hits(_HOSTS) == []


def _hits(pattern: re.Pattern[str]) -> list[str]:
    hits = []
    for path in files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a sample of a wrong encoding
        hits += [f"{shown(path)}: {found.group()}" for found in pattern.finditer(text)]
    return hits
