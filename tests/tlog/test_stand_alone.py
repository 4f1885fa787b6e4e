"""Library and witness need nothing of a newsroom: neither Django nor the record nor settings."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# `import stoppress` itself brings this one, which chooses the SQLite of the process.
_ALWAYS = ["stoppress.lib", "stoppress.lib.sqlite_library"]
_IMPORT_ALL = """
import importlib, json, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"{sys.argv[1]}.{module.name}")
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("stoppress.tlog", ["stoppress.tlog"]),
        ("stoppress.witness", ["stoppress.tlog", "stoppress.witness", "stoppress.lib"]),
    ],
)
def test_it_loads_nothing_else_of_ours_and_no_django(package: str, allowed: list[str]) -> None:
    words = [sys.executable, "-c", _IMPORT_ALL, package]
    loaded = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    ours = [name for name in loaded if name.startswith("stoppress.")]
    others = [name for name in ours if not name.startswith(tuple(allowed))]
    assert set(others) <= set(_ALWAYS)
    assert [name for name in loaded if name.partition(".")[0] == "django"] == []


def test_who_only_serves_tiles_needs_no_cryptography() -> None:
    """An edge that names and joins tiles signs nothing and checks no signature."""
    program = (
        "import sys, stoppress.tlog.tiles, stoppress.tlog.bundles, stoppress.tlog.stored\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'cryptography'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
