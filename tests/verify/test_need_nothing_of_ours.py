"""Whoever checks must not have to trust, or install, what made what is checked."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from stoppress import verify
from tests.waiting import PATIENCE


def test_the_command_loads_no_django_and_no_record() -> None:
    program = (
        "import sys, stoppress.__main__ as m\n"
        "m._parser(m._module_for(['verify']))\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'"
        " or name.startswith(('stoppress.record.models', 'stoppress.notary', 'stoppress.edge'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_package_knows_only_logs() -> None:
    allowed = ("stoppress.tlog", "stoppress.lib", "stoppress.verify")
    for path in Path(verify.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stoppress."):
                assert (node.module or "").startswith(allowed), (path.name, node.module)
