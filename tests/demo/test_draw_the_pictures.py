"""The drawings of the demo: made by code, all of them used, the same pixels wherever made."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256

import pytest

from stoppress.demo.draw import DRAWINGS, draw
from tests.demo.reading import COPY, HEADERS, blocks


@pytest.fixture(scope="module")
def hashes() -> dict[str, str]:
    return {name: sha256(draw(name).tobytes()).hexdigest() for name in DRAWINGS}


@pytest.mark.parametrize("name", DRAWINGS)
def test_it_is_a_full_sheet_with_something_on_it(name: str) -> None:
    sheet = draw(name)
    assert (sheet.mode, sheet.size) == ("RGB", (1600, 1000))
    colours = sheet.reduce(4).getcolors(maxcolors=1_000_000)
    assert colours and len(colours) > 300


def test_each_is_another(hashes: dict[str, str]) -> None:
    assert len(set(hashes.values())) == len(hashes) == 7


def test_another_process_draws_the_same(hashes: dict[str, str]) -> None:
    program = (
        "from hashlib import sha256; from stoppress.demo.draw import DRAWINGS, draw\n"
        "for name in DRAWINGS: print(name, sha256(draw(name).tobytes()).hexdigest())"
    )
    surroundings = os.environ | {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=surroundings
    )
    assert done.stderr == ""
    assert dict(line.split() for line in done.stdout.splitlines()) == hashes


def test_it_needs_nothing_of_a_newsroom() -> None:
    program = (
        "import sys, stoppress.demo.draw, stoppress.demo.script\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_script_shows_each_drawing_and_no_other() -> None:
    shown = {block["drawing"] for step in COPY for block in blocks(step.content, "picture")}
    shown |= {step.content["lead"]["drawing"] for step in HEADERS}
    assert shown == set(DRAWINGS)


def test_it_says_so_when_there_is_no_such_drawing() -> None:
    with pytest.raises(KeyError, match="moonbase"):
        draw("moonbase")
