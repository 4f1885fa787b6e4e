"""Sections of the composer and blocks of docs/reference/content.md, each made from the other.

A run of text blocks is one section of rich text; every other block is a section of its own. What a
block holds comes back from its section without loss (tests/desk/test_sections.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from stoppress.desk.richtext import TEXT_BLOCKS, lines_to_html, to_blocks, to_html, to_lines
from stoppress.desk.section_form import Fields, Section, new_section
from stoppress.record.errors import BadContent

Block = dict[str, Any]
Insets = Mapping[str, Block]  # the contexts and claims that were chosen, by their id


def sections_of(blocks: Iterable[Block]) -> list[Section]:
    """The sections in which the composer shows `blocks`."""
    sections = []
    for is_text, run in groupby(blocks, lambda block: block["type"] in TEXT_BLOCKS):
        if is_text:
            sections.append(new_section("text", html=to_html(run)))
        else:
            sections.extend(_SECTIONS[block["type"]](block) for block in run)
    return sections


def blocks_of(sections: Iterable[Section], submission: UUID, insets: Insets) -> list[Block]:
    """The blocks that `sections` mean; empty sections mean none.

    `submission` names the press: the same press gives new claims and insets the same ids again.
    `insets` are those that were chosen, as blocks. Raises BadContent.
    """
    blocks: list[Block] = []
    for section in sections:
        if not _is_empty(section):
            blocks.extend(_BLOCKS[section.kind](section, submission, insets))
    return blocks


def _picture_section(block: Block) -> Section:
    section = new_section(
        "picture",
        media=block.get("media") or "",
        small=block.get("small") or "",
        width=str(block.get("width") or ""),
        height=str(block.get("height") or ""),
        alt=block.get("alt") or "",
        caption=block.get("caption") or "",
        credit=block.get("credit") or "",
    )
    if block.get("file_photo"):
        section.values["file_photo"] = "on"
    if not block.get("media"):
        section.values["lost"] = "on"
    return section


def _claim_section(block: Block) -> Section:
    return new_section(
        "claim",
        claim=block["claim"],
        version=str(block.get("version") or ""),
        html=lines_to_html([block["text"]]),
        source=block.get("source") or "",
        source_id=block.get("source_id") or "",
        source_version=str(block.get("source_version") or ""),
        channel=block.get("channel") or "",
        url=block.get("url") or "",
        status=block["status"],
        note=block.get("note") or "",
    )


def _context_section(block: Block) -> Section:
    return new_section(
        "context",
        context=block["context"],
        version=str(block.get("version") or ""),
        title=block["title"],
        html=lines_to_html(block.get("paragraphs") or []),
    )


def _links_section(block: Block) -> Section:
    section = new_section("links", title=block.get("title") or "")
    for link in block.get("items") or []:
        section.values.appendlist("link_text", link["text"])
        section.values.appendlist("link_url", link.get("url") or "")
    return section


_SECTIONS: dict[str, Callable[[Block], Section]] = {
    "picture": _picture_section,
    "claim": _claim_section,
    "context": _context_section,
    "links": _links_section,
}


def _is_empty(section: Section) -> bool:
    """Whether nothing has been put into `section` but what it came with."""
    came_with = {"kind", "status", "lost", "file_photo", "width", "height", "keep_source"}
    written = (
        to_lines(value) if name == "html" else value.strip()
        for name in section.values
        if name not in came_with
        for value in section.values.getlist(name)
    )
    return not any(written)


def _text_blocks(section: Section, submission: UUID, insets: Insets) -> Iterator[Block]:
    yield from to_blocks(section.values.get("html", ""))


def _picture_block(section: Section, submission: UUID, insets: Insets) -> Iterator[Block]:
    values = section.values
    media = values.get("media") or None
    if media is None and not values.get("lost"):
        raise BadContent("picture: choose the file of the picture, or remove the section.")
    yield {
        "type": "picture",
        "media": media,
        "small": values.get("small") or None,
        "width": _number(values, "width"),
        "height": _number(values, "height"),
        "alt": values.get("alt") or None,
        "caption": values.get("caption") or None,
        "credit": values.get("credit") or None,
        "file_photo": bool(values.get("file_photo")),
    }


def _number(values: Fields, name: str) -> int | None:
    text = values.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _claim_block(section: Section, submission: UUID, insets: Insets) -> Iterator[Block]:
    values = section.values
    if values.get("use"):
        yield _chosen(section, insets)
        return
    text = "<br>".join(to_lines(values.get("html", "")))
    if not text:
        raise BadContent("claim: write what is claimed, or remove the section.")
    yield {
        "type": "claim",
        "claim": values.get("claim") or _id_of(section, submission),
        "version": _number(values, "version"),
        "text": text,
        "source": values.get("source") or None,
        "source_id": values.get("source_id") or _kept_source(section, submission),
        "source_version": _number(values, "source_version"),
        "channel": values.get("channel") or None,
        "url": values.get("url") or None,
        "status": values.get("status") or "unverified",
        "note": values.get("note") or None,
    }


def _context_block(section: Section, submission: UUID, insets: Insets) -> Iterator[Block]:
    values = section.values
    if values.get("use"):
        yield _chosen(section, insets)
        return
    if not values.get("title", "").strip():
        raise BadContent("context: write a title; readers see it above the text.")
    yield {
        "type": "context",
        "context": values.get("context") or _id_of(section, submission),
        "version": _number(values, "version"),
        "title": values["title"],
        "paragraphs": to_lines(values.get("html", "")),
    }


def _links_block(section: Section, submission: UUID, insets: Insets) -> Iterator[Block]:
    items = [
        {"text": text.strip() or address.strip(), "url": address.strip() or None}
        for text, address in section.links
        if text.strip() or address.strip()
    ]
    yield {"type": "links", "title": section.values.get("title") or None, "items": items}


def _chosen(section: Section, insets: Insets) -> Block:
    block = insets.get(str(section.values["use"]))
    if block is None or block["type"] != section.kind:
        raise BadContent(f"{section.kind}: the chosen one is gone; choose again or write it.")
    return dict(block)


def _kept_source(section: Section, submission: UUID) -> str | None:
    """The id of a new source, where who says it is to be kept in the list of sources."""
    if not section.values.get("keep_source") or not section.values.get("source", "").strip():
        return None
    return uuid5(submission, f"{section.key} source").hex[:12]


def _id_of(section: Section, submission: UUID) -> str:
    return uuid5(submission, section.key).hex[:12]


_BLOCKS: dict[str, Callable[[Section, UUID, Insets], Iterator[Block]]] = {
    "text": _text_blocks,
    "picture": _picture_block,
    "claim": _claim_block,
    "context": _context_block,
    "links": _links_block,
}
