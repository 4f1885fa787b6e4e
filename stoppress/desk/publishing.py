"""Pressing Publish: from a composer's form to the record, and what to say when it is refused.

Whatever goes wrong, the form comes back with all that was in it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from stoppress.desk.answers import DeskRequest, error_json, wants_json
from stoppress.desk.comparing import compared
from stoppress.desk.composer import Composer, sent_fields
from stoppress.desk.copy_form import content_of
from stoppress.desk.drafts import drop_draft, keep_draft, press_of
from stoppress.desk.media import check_taken_in, take_files
from stoppress.desk.pages import composer_page
from stoppress.desk.place import Place, revision_said
from stoppress.desk.section_form import Fields, obey_button, read_sections, write_sections
from stoppress.desk.shelf import as_shown, chosen_blocks, names_of
from stoppress.lib.clock import now
from stoppress.lib.pictures import PictureRefused
from stoppress.record.append import append
from stoppress.record.content.check import checked
from stoppress.record.content.copies import copies_in, is_same_copy
from stoppress.record.errors import Conflict, Refused
from stoppress.record.models import Post, Revision
from stoppress.record.receipts import receipt
from stoppress.record.rows import Press, already
from stoppress.record.vocabulary import Kind, Sort


def press(request: DeskRequest, place: Place) -> HttpResponse:
    """Answer a composer's form: publish it, or do what another of its buttons asks."""
    fields = sent_fields(request)
    content: dict[str, Any] = {}
    try:
        take_files(request.FILES, fields)
        if obey_button(fields):
            keep_draft(request.user, place, fields, by_hand=True)
            return composer_page(request, Composer(place, fields, restored_at=now()))
        content = _content(place, fields)
        before = already(place.coverage.id, Press(submission=press_of(fields)))
        revision = _append(request, place, fields, content)
    except Conflict as error:
        return _conflict(request, place, fields, content, error)
    except (Refused, PictureRefused) as error:
        return _refused(request, place, fields, str(error))
    if before and not _says(revision, place.kind, content):
        return _pressed_before(request, place, fields, revision)
    drop_draft(request.user, press_of(fields))
    return _published(request, revision)


def _content(place: Place, fields: Fields) -> dict[str, Any]:
    chosen = [section.values.get("use") or "" for section in read_sections(fields)]
    content = content_of(
        fields,
        place.kind,
        base=place.base,
        zone=place.zone,
        submission=press_of(fields),
        insets=chosen_blocks(chosen),
    )
    _name_chosen_sources(content["blocks"], place.base)
    check_taken_in(content, place.base)
    return content


def _name_chosen_sources(blocks: list[dict[str, Any]], base: dict[str, Any]) -> None:
    """Give claims whose source was chosen from the list its name, not what stood there before."""
    claims = [block for block in blocks if block["type"] == "claim" and block.get("source_id")]
    had = {(one.get("claim"), one.get("source_id")) for one in base.get("blocks") or []}
    known = names_of(Sort.SOURCE, [claim["source_id"] for claim in claims])
    for claim in claims:
        if (claim["claim"], claim["source_id"]) not in had and claim["source_id"] in known:
            claim["source"], claim["source_version"] = known[claim["source_id"]]


def _append(
    request: DeskRequest, place: Place, fields: Fields, content: dict[str, Any]
) -> Revision:
    return append(
        place.coverage.id,
        place.kind,
        content,
        post_id=place.post.id if place.post else None,
        actor=request.user,
        submission=press_of(fields),
        made_from=revision_said(fields.get("made_from", "")),
    )


def _says(revision: Revision, kind: Kind, content: dict[str, Any]) -> bool:
    """Whether `revision` says `content`. A repeated press is given the first one's revision."""
    said = bytes(revision.content or b"")  # none where it was removed
    return said != b"" and is_same_copy(json.loads(said), checked(kind, content))


def _published(request: HttpRequest, revision: Revision) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(receipt(revision, settings.STOPPRESS))
    coverage = reverse("coverage", args=[revision.coverage.slug])
    return redirect(f"{coverage}?published={revision.post_id}#published")


def _refused(request: DeskRequest, place: Place, fields: Fields, problem: str) -> HttpResponse:
    if wants_json(request):
        return error_json(problem, 422)
    return composer_page(request, Composer(place, fields, problem=problem), status=422)


def _conflict(
    request: DeskRequest,
    place: Place,
    fields: Fields,
    yours: dict[str, Any],
    error: Conflict,
) -> HttpResponse:
    """Show both versions; pressing Publish there puts yours in the place of theirs."""
    if wants_json(request):
        return error_json(str(error), 409, conflict=True)
    if place.post is None:
        return composer_page(request, Composer(place, fields, problem=str(error)), status=409)
    post = Post.objects.get(id=place.post.id)
    theirs = as_shown(post)
    place = replace(place, post=post)
    fields["made_from"] = str(post.revision)
    _made_from_newest(fields, theirs)
    composer = Composer(place, fields, problem=str(error), comparison=compared(theirs, yours))
    return composer_page(request, composer, status=409)


def _made_from_newest(fields: Fields, theirs: dict[str, Any]) -> None:
    """The next press puts its words in the place of those of shared things just shown as well."""
    newest = {copy.id: copy.version for copy in copies_in(theirs)}
    sections = read_sections(fields)
    for section in sections:
        if section.thing in newest:
            section.values["version"] = str(newest[section.thing] or "")
    write_sections(fields, sections)


def _pressed_before(
    request: DeskRequest, place: Place, fields: Fields, revision: Revision
) -> HttpResponse:
    """The first press was published though its answer never came; words were changed since.

    They become a draft of an edit of what was published.
    """
    edit = Place(place.coverage, Kind.REVISED, revision.post)
    drop_draft(request.user, press_of(fields))
    fields["submission"] = str(uuid4())
    fields["made_from"] = str(revision.post_revision)
    keep_draft(request.user, edit, fields)
    see = f"{edit.url}?draft={fields['submission']}&late"
    if wants_json(request):
        return error_json("Your first press was published; this is kept as an edit.", 409, see=see)
    return redirect(see)
