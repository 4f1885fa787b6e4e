"""Which format a file has, told by what stands in it, and the file taken in; or why it cannot be.

Every refusal is one line that says what to do. Nothing is taken in half.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from stoppress.exchange.capture import ImportedCoverage
from stoppress.exchange.evidence import is_coverage
from stoppress.exchange.text import read_text

TEXT_MOST = 10_000_000  # bytes; a day of live coverage as text is some 50,000
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|rss|feed|[a-z]+[\s>])", re.I)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_BINARY_STARTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
)
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class NotTaken(Exception):
    """A file cannot be taken in. The text is one line, which begins with the file's path."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


def read_capture(path: Path) -> ImportedCoverage:
    """The coverage in the file at `path`. Raises NotTaken, with a line that says what to do."""
    content = _read(path)
    text = _decode(path, content)
    _refuse_other_formats(path, text)
    coverage = read_text(text, str(path), hashlib.sha256(content).hexdigest())
    if not is_coverage(coverage):
        raise NotTaken(
            path,
            "is not recognised as live coverage (a title, posts with headlines, their number or"
            " times); save the whole page as plain text, its title on the first line",
        )
    return coverage


def _read(path: Path) -> bytes:
    """The file's bytes, no more than a text may have."""
    if path.is_dir():
        raise NotTaken(path, "is a folder; name the files in it")
    if not path.exists():
        raise NotTaken(path, "there is no such file; check the path")
    if not path.is_file():
        raise NotTaken(path, "is no ordinary file; save the capture to a file first")
    try:
        with path.open("rb") as file:
            content = file.read(TEXT_MOST + 1)
    except OSError as error:
        raise NotTaken(path, f"cannot be read ({error.strerror}); check its permissions") from None
    if len(content) > TEXT_MOST:
        size = path.stat().st_size / 1_000_000
        raise NotTaken(
            path,
            f"is too large ({size:,.0f} MB; at most {TEXT_MOST // 1_000_000} MB are taken);"
            " split it into one file a coverage",
        )
    return content


def _decode(path: Path, content: bytes) -> str:
    if not content.strip():
        raise NotTaken(path, "is empty; save the page again")
    encoding = next((name for mark, name in _WIDE if content.startswith(mark)), "utf-8-sig")
    if content.startswith(_BINARY_STARTS) or (encoding == "utf-8-sig" and b"\x00" in content):
        raise NotTaken(path, "is a binary file, not text; save the page as plain text")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotTaken(
            path,
            f"is not {encoding.removesuffix('-sig').upper()} (line {line}); convert it, for example"
            " with: iconv -f WINDOWS-1252 -t UTF-8",
        ) from None
    if not text.strip():
        raise NotTaken(path, "is empty; save the page again")
    if len(_CONTROL.findall(text[:100_000])) > 0.01 * len(text[:100_000]):
        raise NotTaken(path, "is a binary file, not text; save the page as plain text")
    return text


def _refuse_other_formats(path: Path, text: str) -> None:
    if _MARKUP.match(text):
        raise NotTaken(path, "is HTML or XML, which is not taken in; save the page as plain text")
    if _JSON.match(text):
        raise NotTaken(path, "is JSON, which is not taken in; save the page as plain text")
