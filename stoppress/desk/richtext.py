"""Rich text, as the composer edits it, and the text blocks of docs/reference/content.md.

`to_html` and `to_blocks` undo each other. A paragraph or bullet that begins with bold words and a
colon has a label; a quote's last line that begins with a dash is its credit. Where words merely
look so and are meant as they stand, the HTML says `data-plain`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stoppress.desk.lines import Line, Run, runs_of
from stoppress.record.content.fields import LINE_MAX
from stoppress.record.content.inline import clean_inline

Block = dict[str, Any]

TEXT_BLOCKS = frozenset({"paragraph", "heading", "bullets", "quote"})
_LABEL = re.compile(r"<strong>([^<]+):\s*</strong>\s*")
_CREDIT = re.compile(r"[—–]\s+")


def to_html(blocks: Iterable[Block]) -> str:
    """The text blocks `blocks` as HTML that the composer edits."""
    return "\n".join(_HTML[block["type"]](block) for block in blocks)


def to_blocks(text: str) -> list[Block]:
    """The text blocks that the HTML `text` means. Empty lines vanish; words never do."""
    return [block for run in runs_of(text) for block in _BLOCKS[run.kind](run)]


def lines_to_html(lines: Iterable[str]) -> str:
    """Lines of inline HTML that have neither labels nor credits (an inset's, a claim's)."""
    return "\n".join(f"<p>{line}</p>" for line in lines)


def to_lines(text: str) -> list[str]:
    """The lines of inline HTML that the HTML `text` means, whatever they are in."""
    return [line.html for run in runs_of(text) for line in run.lines]


@dataclass(frozen=True)
class _Labelled:
    label: str | None
    html: str


def _paragraph_html(block: Block) -> str:
    line, plain = _labelled_html(block)
    return f"<p{plain}>{line}</p>"


def _bullets_html(block: Block) -> str:
    name = "ol" if block.get("ordered") else "ul"
    items = "\n".join(_bullet_html(item) for item in block["items"])
    return f"<{name}>\n{items}\n</{name}>"


def _bullet_html(item: Block) -> str:
    line, plain = _labelled_html(item)
    return f"<li><p{plain}>{line}</p></li>" if plain else f"<li>{line}</li>"


def _labelled_html(block: Block) -> tuple[str, str]:
    """The line and, where it has no label but looks so, the attribute that says it."""
    if label := block.get("label"):
        return f"<strong>{_escaped(label)}:</strong> {block['html']}", ""
    return block["html"], " data-plain" if _labelled(Line(block["html"])).label else ""


def _heading_html(block: Block) -> str:
    return f"<h3>{_escaped(block['text'])}</h3>"


def _quote_html(block: Block) -> str:
    words = block.get("paragraphs") or []
    lines = [f"<p>{line}</p>" for line in words]
    if credit := block.get("credit"):
        lines.append(f"<p>— {_escaped(credit)}</p>")
    elif words and _CREDIT.match(words[-1]):
        lines[-1] = f"<p data-plain>{words[-1]}</p>"
    return f"<blockquote>{''.join(lines)}</blockquote>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


_HTML = {
    "paragraph": _paragraph_html,
    "heading": _heading_html,
    "bullets": _bullets_html,
    "quote": _quote_html,
}


def _paragraphs(run: Run) -> Iterator[Block]:
    for line in run.lines:
        said = _labelled(line)
        yield {"type": "paragraph", "html": said.html, "label": said.label}


def _headings(run: Run) -> Iterator[Block]:
    for line in run.lines:
        if text := _text(line.html):
            yield {"type": "heading", "text": text}


def _bullets(run: Run) -> Iterator[Block]:
    items = [_labelled(line) for line in run.lines]
    yield {
        "type": "bullets",
        "ordered": run.kind == "ol",
        "items": [{"label": item.label, "html": item.html} for item in items],
    }


def _quote(run: Run) -> Iterator[Block]:
    *before, last = run.lines
    credit = _credit(last)
    lines = before if credit else run.lines
    yield {"type": "quote", "paragraphs": [line.html for line in lines], "credit": credit}


def _credit(line: Line) -> str | None:
    dash = None if line.plain else _CREDIT.match(line.html)
    words = _text(line.html[dash.end() :]) if dash else ""
    return words if 0 < len(words) <= LINE_MAX else None


def _labelled(line: Line) -> _Labelled:
    found = None if line.plain else _LABEL.match(line.html)
    label = html.unescape(found[1]).strip() if found else ""
    if found is None or not label or len(label) > LINE_MAX:
        return _Labelled(None, line.html)
    return _Labelled(label, clean_inline(line.html[found.end() :]))


def _text(inline: str) -> str:
    """The words of inline HTML without their marks."""
    return html.unescape(re.sub(r"<[^>]*>", "", inline.replace("<br>", " "))).strip()


_BLOCKS = {"p": _paragraphs, "heading": _headings, "ul": _bullets, "ol": _bullets, "quote": _quote}
