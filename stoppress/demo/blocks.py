"""The blocks of docs/reference/content.md, written so that a chapter reads like copy."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def flow(text: str) -> str:
    """`text` as one line: in a chapter it is broken and indented for the eye only."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[Block]:
    """One paragraph for each run of lines; an empty line parts them."""
    return [{"type": "paragraph", "html": html} for html in split(text)]


def split(text: str) -> list[str]:
    """The paragraphs of `text`, each as one line."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return [flow(part) for part in lines.split("\n\n") if part.strip()]


def labelled(label: str, text: str) -> Block:
    """A paragraph with a run-in heading."""
    return {"type": "paragraph", "label": label, "html": flow(text)}


def heading(text: str) -> Block:
    return {"type": "heading", "text": text}


def bullets(*items: tuple[str | None, str]) -> Block:
    """Each item is its label, or None, and its words."""
    return {
        "type": "bullets",
        "ordered": False,
        "items": [{"label": label, "html": flow(text)} for label, text in items],
    }


def quote(credit: str, text: str) -> Block:
    return {"type": "quote", "paragraphs": split(text), "credit": credit}


def picture(drawing: str, *, caption: str, alt: str) -> Block:
    """A drawing by its name in draw.py; whoever publishes it puts `media` in its place."""
    return {
        "type": "picture",
        "drawing": drawing,
        "caption": flow(caption),
        "credit": "Drawing: Stoppress",
        "alt": flow(alt),
        "file_photo": False,
    }


def context(name: str, title: str, text: str) -> Block:
    """An inset written once and shown in several posts; `name` is its id."""
    return {"type": "context", "context": name, "title": title, "paragraphs": split(text)}


def claim(name: str, status: str, source: str, text: str, note: str | None = None) -> Block:
    """What somebody says, and how far it is checked; `name` is its id."""
    return {
        "type": "claim",
        "claim": name,
        "status": status,
        "source": source,
        "text": flow(text),
        "note": flow(note) if note else None,
    }


def links(title: str, *items: tuple[str, str]) -> Block:
    """Each item is its words and its address."""
    return {
        "type": "links",
        "title": title,
        "items": [{"text": text, "url": url} for text, url in items],
    }
