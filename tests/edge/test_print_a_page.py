"""What a page of the store becomes: headers, entity tag, gzip."""

from __future__ import annotations

import gzip
import time
from dataclasses import replace

import pytest

from stoppress.edge import journal
from stoppress.edge.journal import note, one_line
from stoppress.edge.printed import names_tag, print_page
from stoppress.public_store import Page, Site

_BREAKING = "x\r\nSet-Cookie: y"
SITE = Site(1, "e1", "a" * 16)
PAGE = Page("fire", 200, "", "text/html; charset=utf-8", "content", 7, b"<p>News.</p>" * 100)


def test_it_names_the_page_by_cursor_and_templates() -> None:
    printed = print_page(SITE, PAGE, 1)
    assert printed.tag == f'W/"e1.7.{"a" * 16}"'
    assert printed.tag != print_page(replace(SITE, render="b" * 16), PAGE, 1).tag
    assert printed.tag != print_page(SITE, replace(PAGE, position=8), 1).tag


def test_it_names_a_page_of_no_coverage_by_its_bytes() -> None:
    front = replace(PAGE, slug="", position=0)
    assert print_page(SITE, front, 1).tag == print_page(SITE, front, 2).tag
    assert print_page(SITE, front, 1).tag != print_page(SITE, replace(front, body=b"x"), 1).tag


def test_it_compresses_what_is_text_and_worth_it() -> None:
    packed = print_page(SITE, PAGE, 1).packed
    assert list(packed) == ["gzip"] and gzip.decompress(packed["gzip"].body) == PAGE.body
    assert print_page(SITE, replace(PAGE, body=b"short"), 1).packed == {}
    assert print_page(SITE, replace(PAGE, content_type="font/woff2"), 1).packed == {}


def test_it_serves_a_page_that_is_gone_and_one_that_has_moved() -> None:
    gone = print_page(SITE, replace(PAGE, status=410), 1)
    assert gone.plain.head.startswith(b"HTTP/1.1 410 Gone\r\n")
    assert b"Cache-Control: no-store\r\n" in gone.plain.head
    assert gone.unchanged == gone.plain
    moved = print_page(SITE, replace(PAGE, status=301, location="/flood/posts/b"), 1)
    assert b"Location: /flood/posts/b\r\n" in moved.plain.head


@pytest.mark.parametrize(
    "page", [replace(PAGE, content_type=_BREAKING), replace(PAGE, status=301, location=_BREAKING)]
)
def test_it_refuses_a_header_that_would_break_out_of_its_line(page: Page) -> None:
    with pytest.raises(ValueError, match="would break"):
        print_page(SITE, page, 1)


def test_it_compares_tags_weakly() -> None:
    assert (
        names_tag('"a", W/"b"', 'W/"a"') and names_tag('"a", W/"b"', '"b"') and names_tag("*", "x")
    )
    assert not names_tag("", 'W/"a"') and not names_tag('"ab"', 'W/"a"')


def test_it_lets_nobody_flood_the_operator(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for count in ("_second", "_written"):  # what other tests have to say must not be left out
        monkeypatch.setattr(journal, count, 0)
    end = time.monotonic() + 10
    said: list[str] = []
    while not any("more were left out" in line for line in said):
        assert time.monotonic() < end
        for _ in range(1000):
            note("again")
        said += capfd.readouterr().err.splitlines()
    assert said.count("edge: again") < 100


def test_it_tells_the_operator_one_line_whatever_a_stranger_wrote() -> None:
    assert one_line("a\r\nb\x1b[31mc\u2028d\0") == "a\\r\\nb\\x1b[31mc\\u2028d\\x00"
    assert len(one_line("x" * 10_000)) < 600
