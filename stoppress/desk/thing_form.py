"""The form of a context, claim, source or thread, and the fields that it means."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from stoppress.desk.richtext import lines_to_html, to_lines
from stoppress.record.content.things import FIELDS
from stoppress.record.errors import BadContent
from stoppress.record.models import Shared
from stoppress.record.vocabulary import Sort

Fields = dict[str, str]
_NAMES = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))


def fields_of_thing(thing: Shared) -> Fields:
    """The form in which `thing` is changed."""
    said = thing.fields
    fields = {name: str(said.get(name) or "") for name in FIELDS[Sort(thing.sort)]}
    if thing.sort == Sort.CONTEXT:
        fields["paragraphs"] = lines_to_html(said.get("paragraphs") or [])
    if thing.sort == Sort.CLAIM:
        fields["text"] = lines_to_html([said.get("text") or ""])
    return fields


def sent_thing(form: QueryDict) -> Fields:
    """The form as it was sent."""
    return {name: form.get(name, "").replace("\r\n", "\n").replace("\x00", "") for name in _NAMES}


def thing_of_fields(sort: Sort, fields: Fields) -> dict[str, Any]:
    """What the form says. Raises BadContent."""
    said: dict[str, Any] = {name: fields[name].strip() or None for name in FIELDS[sort]}
    if sort is Sort.CONTEXT:
        said["paragraphs"] = to_lines(fields["paragraphs"])
    if sort is Sort.CLAIM:
        said["text"] = "<br>".join(to_lines(fields["text"]))
        if not said["text"]:
            raise BadContent("claim: write what is claimed.")
    return said
