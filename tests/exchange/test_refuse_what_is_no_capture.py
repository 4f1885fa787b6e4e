"""Files that cannot be taken in: one line each, which says what is wrong and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stoppress.exchange.recognise import TEXT_MOST, NotTaken, read_capture
from tests.exchange.captures import FIXTURES, REAL, capture, page

ARTICLE = """Why the ferry fares went up | The Bay Ledger

Why the ferry fares went up

Ferry fares between Hallam and the islands rose by a fifth this spring. The operator blames fuel.

The price of diesel

Diesel has become a third dearer in two years. "We cannot sail on goodwill," said its director.

Fewer passengers in winter

In winter the boats sail half empty. The operator has asked to drop two sailings a week.

Related

How a ferry is steered
The islands without a doctor
"""
PROSE = """THE KEEPER'S ACCOUNT BOOK

Chapter 1

It was the third of November, and the rain had not stopped. I counted the oil and wrote it down.

Chapter 2

In the morning the sea was flat. Nothing moved on it at all.
"""
CODE = '''"""Reads the levels."""

import sys


def level(line):
    """The level in a line."""
    return float(line.split(";")[1])


print(max(level(line) for line in sys.stdin))
'''
TABLE = "id,name,day\n1,Ann Lee,2026-05-04\n2,Bo Ek,2026-05-05\n3,Cy Fox,2026-05-06\n"
LOG = "\n".join(f"2026-05-04 14:0{n}:00 INFO connection from 10.0.0.{n} accepted" for n in range(9))
NOT_RECOGNISED = "is not recognised as live coverage"


@pytest.mark.parametrize("text", [ARTICLE, PROSE, CODE, TABLE, LOG, "milk\neggs\n"])
def test_text_that_is_no_coverage(tmp_path: Path, text: str) -> None:
    assert NOT_RECOGNISED in _refusal(_file(tmp_path, text.encode()))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty; save the page again"),
        (b" \n\t\n \n", "is empty; save the page again"),
        (b"\xef\xbb\xbf\n", "is empty; save the page again"),
        (b"text\x00text", "is a binary file, not text; save the page as plain text"),
        (b"%PDF-1.7 and so on", "is a binary file, not text; save the page as plain text"),
        (b"\x01\x02\x03\x04" * 9, "is a binary file, not text; save the page as plain text"),
        ("Titel\n\nFähre".encode("cp1252"), "is not UTF-8 (line 3); convert it"),
        ("\ufeffTitel".encode("utf-16-le")[:-1], "is not UTF-16 (line 1); convert it"),
        (b"<!DOCTYPE html>\n<title>Live</title>", "is HTML or XML, which is not taken in"),
        (b'{"posts": []}', "is JSON, which is not taken in"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, reason: str) -> None:
    path = _file(tmp_path, content)
    assert _refusal(path).startswith(f"{path}: {reason}")


def test_paths_that_lead_to_no_file(tmp_path: Path) -> None:
    assert "is a folder; name the files in it" in _refusal(tmp_path)
    assert "there is no such file; check the path" in _refusal(tmp_path / "no.txt")
    os.mkfifo(tmp_path / "pipe")
    assert "is no ordinary file" in _refusal(tmp_path / "pipe")


def test_a_file_without_permission(tmp_path: Path) -> None:
    path = _file(tmp_path, b"text")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "cannot be read (Permission denied)" in _refusal(path)


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "is too large (200 MB; at most 10 MB are taken)" in _refusal(path)
    with path.open("wb") as file:
        file.truncate(TEXT_MOST + 1)
    assert "is too large" in _refusal(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding(tmp_path: Path, encoding: str) -> None:
    text = (FIXTURES / "hochwasser.txt").read_text("utf-8")
    read = read_capture(_file(tmp_path, text.encode(encoding)))
    assert read.posts == capture("hochwasser").posts


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    text = page("River still rising today", "It rose by a foot.", "Read more:").replace("\n", end)
    coverage = read_capture(_file(tmp_path, text.encode()))
    assert [(post.line, post.text) for post in coverage.posts] == [
        (7, "It rose by a foot.\n\nRead more:")
    ]


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(page("River still rising today", "It rose by a foot."))
    assert read_capture(path).found_posts == 1


@pytest.mark.skipif(not REAL, reason="no ../shared/captures/*.txt beside the clone")
def test_the_beginning_of_a_capture_is_coverage(tmp_path: Path) -> None:
    lines = REAL[0].read_text("utf-8").split("\n")[:40]
    assert read_capture(_file(tmp_path, "\n".join(lines).encode())).found_posts == 2


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "capture.txt"
    path.write_bytes(content)
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(NotTaken) as refused:
        read_capture(path)
    said = str(refused.value)
    assert said.startswith(f"{path}: ") and "\n" not in said
    return said
