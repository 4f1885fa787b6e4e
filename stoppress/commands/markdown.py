"""Markdown from a pipe as blocks of docs/reference/content.md. Raw HTML in it stays text.

What our blocks cannot hold is not lost: it becomes paragraphs. A picture is refused, because the
shell has no way to give the credit and the description that it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from stoppress.commands.failures import Failure

Block = dict[str, Any]
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def blocks_of(text: str) -> list[Block]:
    """The blocks of a post's body. Raises Failure for a picture."""
    tree = SyntaxTreeNode(_MARKDOWN.parse(text))
    if any(node.type == "image" for node in tree.walk()):
        raise Failure("a picture cannot be posted from here; add it at the desk")
    return _blocks(tree)


def _blocks(node: SyntaxTreeNode) -> list[Block]:
    blocks: list[Block] = []
    for child in node.children:
        blocks += _MADE_OF.get(child.type, _as_paragraphs)(child)
    return blocks


def _paragraph(node: SyntaxTreeNode) -> list[Block]:
    return [{"type": "paragraph", "html": _inline(node), "label": None}]


def _heading(node: SyntaxTreeNode) -> list[Block]:
    return [{"type": "heading", "text": _plain(node)}]


def _bullets(node: SyntaxTreeNode) -> list[Block]:
    items = [{"label": None, "html": html} for item in node.children for html in _item(item)]
    return [{"type": "bullets", "ordered": node.type == "ordered_list", "items": items}]


def _item(node: SyntaxTreeNode) -> list[str]:
    """An item's paragraphs as one; the items of a list within it follow as items of their own."""
    own, below = [], []
    for child in node.children:
        if child.type in ("bullet_list", "ordered_list"):
            below += [html for item in child.children for html in _item(item)]
        else:
            own += [block["html"] for block in _as_paragraphs(child)]
    return ["<br>".join(own), *below] if own else below


def _quote(node: SyntaxTreeNode) -> list[Block]:
    paragraphs = [block["html"] for block in _as_paragraphs(node)]
    return [{"type": "quote", "paragraphs": paragraphs, "credit": None}]


def _code(node: SyntaxTreeNode) -> list[Block]:
    lines = node.content.rstrip("\n").split("\n")
    html = "<br>".join(f"<code>{_escaped(line)}</code>" for line in lines if line)
    return [{"type": "paragraph", "html": html, "label": None}] if html else []


def _rule(node: SyntaxTreeNode) -> list[Block]:
    return []


def _as_paragraphs(node: SyntaxTreeNode) -> list[Block]:
    """Everything in `node` as paragraphs, whatever it was."""
    if node.type in ("paragraph", "heading"):
        return _paragraph(node)
    if node.type in ("fence", "code_block"):
        return _code(node)
    return [block for child in node.children for block in _as_paragraphs(child)]


def _inline(node: SyntaxTreeNode) -> str:
    tokens = node.to_tokens()[1:-1]
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})).strip()


def _plain(node: SyntaxTreeNode) -> str:
    """The words of a line of its own; where it was broken there is a space."""
    broken = ("softbreak", "hardbreak")
    return "".join(" " if part.type in broken else _words(part) for part in node.walk())


def _words(node: SyntaxTreeNode) -> str:
    return node.content if node.type in ("text", "code_inline") else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_MADE_OF: dict[str, Callable[[SyntaxTreeNode], list[Block]]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "bullet_list": _bullets,
    "ordered_list": _bullets,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "hr": _rule,
}
