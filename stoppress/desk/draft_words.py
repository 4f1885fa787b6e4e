"""Drafts that hold what a shared thing used to say: once that is removed, its newest words stand
there, also where somebody had begun to change the old ones.
"""

from __future__ import annotations

from django.utils.datastructures import MultiValueDict

from stoppress.desk.models import Draft
from stoppress.desk.section_form import Section, read_sections, write_sections
from stoppress.desk.sections import sections_of
from stoppress.record.models import Shared
from stoppress.record.vocabulary import Sort


def bring_drafts_up_to_date(thing: Shared, version: int) -> None:
    """Put the newest words of `thing` into every draft that was made from `version` of it."""
    for draft in Draft.objects.all():
        fields = MultiValueDict(draft.fields)
        sections = read_sections(fields)
        changed = [_bring_up_to_date(section, thing, version) for section in sections]
        if any(changed):
            write_sections(fields, sections)
            draft.fields = dict(fields.lists())
            draft.save(update_fields=["fields"])


def _bring_up_to_date(section: Section, thing: Shared, version: int) -> bool:
    """Change the section's own fields; whether there was need to."""
    values, old = section.values, str(version)
    if section.thing == thing.id and values.get("version") == old:
        (newest,) = sections_of([thing.fields | _named(thing)])
        for name in newest.values:
            values.setlist(name, newest.values.getlist(name))
        return True
    if values.get("source_id") == thing.id and values.get("source_version") == old:
        values["source"] = thing.fields.get("name") or ""
        values["source_version"] = str(thing.version)
        return True
    return False


def _named(thing: Shared) -> dict[str, object]:
    sort = Sort(thing.sort)
    return {"type": str(sort), str(sort): thing.id, "version": thing.version}
