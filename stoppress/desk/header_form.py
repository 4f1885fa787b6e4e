"""The form of a coverage's header, and the content it means (docs/reference/content.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from stoppress.config import Config
from stoppress.desk.lead_form import LEAD_FIELDS, fields_of_lead, lead_of_fields
from stoppress.desk.richtext import to_blocks, to_html
from stoppress.desk.zones import city_of
from stoppress.lib.ids import slug_from

_LINES = ("title", "language", "zone", "zone_name", "date")
Fields = dict[str, str]


def blank_header(config: Config) -> Fields:
    """The form for a new coverage."""
    return {
        "language": config.language,
        "zone": config.zone,
        "date": datetime.now(ZoneInfo(config.zone)).date().isoformat(),
    }


def fields_of_header(header: dict[str, Any]) -> Fields:
    """The form in which `header` is edited."""
    fields = {name: str(header.get(name) or "") for name in _LINES}
    fields |= fields_of_lead(header.get("lead"))
    return fields | {"standfirst": to_html(header.get("standfirst") or [])}


def sent_header(form: QueryDict) -> Fields:
    """The form as it was sent."""
    names = (*_LINES, *LEAD_FIELDS, "slug", "standfirst", "submission", "made_from")
    return {name: form.get(name, "").replace("\r\n", "\n") for name in names}


def header_of_fields(fields: Fields, base: dict[str, Any]) -> dict[str, Any]:
    """What the form says; what no field of it shows stays as it is in `base`.

    Raises BadContent.
    """
    said = {name: value for name, value in base.items() if name not in _LINES}
    said |= {name: fields[name].strip() for name in _LINES if fields.get(name, "").strip()}
    if "zone" in said:
        said.setdefault("zone_name", city_of(said["zone"]))
    said["standfirst"] = to_blocks(fields.get("standfirst", ""))
    lead = lead_of_fields(fields, base.get("lead"))
    if lead or base.get("lead"):
        said["lead"] = lead
    return said


def opening_of_fields(fields: Fields) -> dict[str, Any]:
    """The header of a new coverage; without an address, its title makes one."""
    slug = fields.get("slug", "").strip() or slug_from(fields.get("title", ""))
    return header_of_fields(fields, {"slug": slug})
