"""What a browser without script would send: the fields of a form, read from its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.datastructures import MultiValueDict
from selectolax.lexbor import LexborHTMLParser, LexborNode

_NOT_SENT = {"submit", "button", "file", "image"}


def fields_in(page: str, form: str = "form") -> MultiValueDict[str, str]:
    """The fields of the first element of `page` that the selector `form` finds."""
    found = LexborHTMLParser(page).css_first(form)
    assert found is not None, f"no {form} in the page"
    fields: MultiValueDict[str, str] = MultiValueDict()
    for node in found.css("input, textarea, select"):
        for name, value in _sent(node):
            fields.appendlist(name, value)
    return fields


def as_post(fields: MultiValueDict[str, str], **changes: Any) -> dict[str, Any]:
    """`fields` for Django's client, with some of them changed; `None` leaves one out."""
    data: dict[str, Any] = dict(fields.lists())
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def text_of(page: str, selector: str) -> str:
    """The words of the first element that `selector` finds; "" where there is none."""
    found = LexborHTMLParser(page).css_first(selector)
    return " ".join(found.text().split()) if found is not None else ""


def _sent(node: LexborNode) -> Iterator[tuple[str, str]]:
    attributes = node.attributes
    name = attributes.get("name")
    kind = attributes.get("type") or "text"
    if not name or (node.tag == "input" and kind in _NOT_SENT):
        return
    if kind == "checkbox" and "checked" not in attributes:
        return
    if node.tag == "textarea":
        # A form sends every line's end as CR LF.
        yield name, node.text().replace("\n", "\r\n")
    elif node.tag == "select":
        options = node.css("option[selected]") or node.css("option")
        yield name, options[0].attributes.get("value") or ""
    else:
        yield name, attributes.get("value") or ("on" if kind == "checkbox" else "")
