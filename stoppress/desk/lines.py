"""HTML taken apart into runs of lines: paragraphs, headings, lists, quotes.

It takes whatever a browser, a paste or a hand-written textarea holds. No words are lost; nesting
is: a list within a list becomes further lines of the outer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.record.content.inline import clean_inline

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_GROUPS = {"ul": "ul", "ol": "ol", "blockquote": "quote"} | dict.fromkeys(_HEADINGS, "heading")
# Whatever begins a line of its own; anything else is part of one.
_ANY_BREAK = (
    "p,li,ul,ol,blockquote,h1,h2,h3,h4,h5,h6,div,section,article,header,footer,main,aside,pre,"
    "figure,figcaption,table,caption,tbody,thead,tr,td,th,dl,dt,dd,address,form,fieldset,hr"
)
_BREAKS = frozenset(_ANY_BREAK.split(","))
# Browsers and hands also write these; content.md has one name for each mark.
_MARKS = {"b": "strong", "i": "em", "del": "s", "strike": "s"}
_MARK = re.compile(r"<(/?)(b|i|del|strike)(?=[\s>])")
_BLANK = re.compile(r"(?:\s|&nbsp;|<br>)*\Z")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Line:
    """Clean inline HTML; `plain` means that nothing in it is a label or a credit."""

    html: str
    plain: bool = False


@dataclass(frozen=True)
class Run:
    """Lines that belong together: one list, one quote, one heading; or one paragraph (`p`)."""

    kind: str
    lines: list[Line]


def runs_of(text: str) -> list[Run]:
    """The runs of the HTML `text`, in its order, without the empty ones."""
    # An explicit <body> keeps the parser from taking <frameset> or <head> at their word.
    body = LexborHTMLParser(f"<!doctype html><body>{text.replace(chr(0), '')}").body
    return [] if body is None else [run for run in _runs(body) if run.lines]


def _runs(parent: LexborNode) -> Iterator[Run]:
    for part in _parts(parent):
        if isinstance(part, Line):
            yield Run("p", [part])
        elif part.tag in _GROUPS:
            yield Run(_GROUPS[part.tag], list(_lines(part)))
        else:
            yield from _runs(part)


def _lines(parent: LexborNode) -> Iterator[Line]:
    for part in _parts(parent):
        if isinstance(part, Line):
            yield part
        else:
            yield from _lines(part)


def _parts(parent: LexborNode) -> Iterator[Line | LexborNode]:
    """The lines that `parent` holds itself, and the elements in it that hold lines."""
    loose: list[str] = []
    for node in parent.iter(include_text=True):
        if not _breaks(node):
            loose.append(node.html or "")
            continue
        yield from _loose_lines(loose, parent)
        loose = []
        yield node
    yield from _loose_lines(loose, parent)


def _breaks(node: LexborNode) -> bool:
    if node.is_text_node or node.is_comment_node:
        return False
    # Google Docs pastes all its paragraphs inside one <b>.
    return node.tag in _BREAKS or node.css_first(_ANY_BREAK) is not None


def _loose_lines(loose: list[str], parent: LexborNode) -> Iterator[Line]:
    whole = "".join(loose)
    # Where nobody wrote <p>, as in a textarea without script, an empty line ends a paragraph.
    pieces = _EMPTY_LINE.split(whole) if parent.tag == "body" else [whole]
    plain = "data-plain" in parent.attributes
    for piece in pieces:
        line = clean_inline(_MARK.sub(lambda tag: f"<{tag[1]}{_MARKS[tag[2]]}", piece))
        if not _BLANK.match(line):
            yield Line(line, plain)
