"""The composer as a page shows it: a form's fields, whence they came, what is wrong with them.

Its state is always a form's fields, whether fresh, from a post, from a draft or just sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from stoppress.desk.answers import DeskRequest, name_of
from stoppress.desk.comparing import Row
from stoppress.desk.copy_form import blank_fields, fields_of
from stoppress.desk.drafts import latest_draft, other_drafts, press_of
from stoppress.desk.models import Draft
from stoppress.desk.place import Place
from stoppress.desk.section_form import KINDS, Fields, Section, read_sections
from stoppress.desk.shelf import offered, shown_elsewhere
from stoppress.record.models import Shared
from stoppress.record.vocabulary import Sort

# How a browser's form calls itself and its buttons: no part of what is being written.
_NOT_WRITTEN = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Composer:
    """All that the composer's template needs."""

    place: Place
    fields: Fields
    restored_at: datetime | None = None
    problem: str = ""
    comparison: list[Row] = field(default_factory=list)
    others: list[Draft] = field(default_factory=list)

    @cached_property
    def sections(self) -> list[Section]:
        """Each with the other posts that show what it shares."""
        sections = read_sections(self.fields)
        things = [section.thing for section in sections if section.thing]
        elsewhere = shown_elsewhere(things, self.place.post)
        return [
            replace(section, elsewhere=tuple(elsewhere.get(section.thing, ())))
            for section in sections
        ]

    @cached_property
    def contexts(self) -> list[Shared]:
        return offered(Sort.CONTEXT, self.place.coverage)

    @cached_property
    def claims(self) -> list[Shared]:
        return offered(Sort.CLAIM, self.place.coverage)

    @cached_property
    def sources(self) -> list[Shared]:
        return offered(Sort.SOURCE, self.place.coverage)

    @cached_property
    def threads(self) -> list[Shared]:
        return offered(Sort.THREAD, self.place.coverage)

    @property
    def thread_ids(self) -> list[str]:
        return self.fields.getlist("thread")

    def blank_sections(self) -> Iterator[Section]:
        """One empty section of each kind, which the script copies."""
        for kind in KINDS:
            yield Section("__key__", kind, MultiValueDict())


def composer_at(place: Place, request: DeskRequest) -> Composer:
    """The composer that `request` opens: with the draft left there, unless `?new` is asked for."""
    wanted = request.GET.get("draft")
    draft = None if "new" in request.GET else latest_draft(request.user, place, wanted)
    fields = MultiValueDict(draft.fields) if draft else fresh_fields(place, name_of(request.user))
    return Composer(
        place,
        fields,
        restored_at=draft.saved_at if draft else None,
        others=other_drafts(request.user, place, press_of(fields)),
    )


def fresh_fields(place: Place, byline: str) -> Fields:
    """The form before anybody has written in it."""
    fields = fields_of(place.base, place.zone) if place.post else blank_fields(byline)
    fields["submission"] = str(uuid4())
    fields["stroke"] = "0"
    if place.post:
        fields["made_from"] = str(place.post.revision)
    return fields


def sent_fields(request: HttpRequest) -> Fields:
    """The composer's form as it was sent, always with the name of its press."""
    fields: Fields = MultiValueDict(
        {
            name: [value.replace("\x00", "").replace("\r\n", "\n") for value in values]
            for name, values in request.POST.lists()
            if name not in _NOT_WRITTEN
        }
    )
    try:
        fields["submission"] = str(UUID(fields.get("submission", "")))
    except ValueError:
        fields["submission"] = str(uuid4())
    return fields
