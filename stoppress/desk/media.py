"""The desk's pictures: taken in as soon as they are chosen, shown to people of the desk only."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST, require_safe

from stoppress.desk.answers import error_json
from stoppress.desk.section_form import Fields
from stoppress.lib.pictures import BYTES_MAX, PictureRefused, TakenPicture, take_in
from stoppress.record.errors import BadContent

_NAME = re.compile(r"[0-9a-f]{64}\.(webp|jpg|png)\Z")
_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}


@require_POST
def take_picture(request: HttpRequest) -> HttpResponse:
    """`POST /media` with a `file`: the names and the size of the picture as taken in."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return error_json("Choose a picture.", 422)
    try:
        return JsonResponse(asdict(taken(file)))
    except PictureRefused as error:
        return error_json(str(error), 422)


@require_safe
def show_picture(request: HttpRequest, name: str) -> HttpResponse:
    """`GET /media/<name>`."""
    if not _NAME.match(name):
        raise Http404
    try:
        data = (settings.STOPPRESS.desk_media / name).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    kind = _TYPES[name.rpartition(".")[2]]
    # The name is the hash of the bytes, so they never change; but only this browser may keep them.
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return HttpResponse(data, content_type=kind, headers=headers)


def take_files(files: MultiValueDict[str, Any], fields: Fields | dict[str, str]) -> None:
    """Take in the pictures that came with a form, and put their names into `fields`.

    Raises PictureRefused for the first that cannot be, after all the others.
    """
    refusal = None
    for name, file in files.items():
        key, _, what = str(name).rpartition("-")
        if what != "file" or not isinstance(file, UploadedFile):
            continue
        try:
            for part, value in asdict(taken(file)).items():
                fields[f"{key}-{part}"] = str(value)
        except PictureRefused as error:
            refusal = error
    if refusal:
        raise refusal


def check_taken_in(content: dict[str, Any], base: dict[str, Any]) -> None:
    """Raise BadContent for a picture that was never taken in; those in `base` are published."""
    folder = settings.STOPPRESS.desk_media
    for name in sorted(_names(content) - _names(base)):
        if not _NAME.match(name) or not (folder / name).is_file():
            raise BadContent("picture: its file is not at this desk; choose the file again.")


def _names(content: dict[str, Any]) -> set[str]:
    shown = [content.get("lead") or {}, *(content.get("blocks") or [])]
    names = (one.get(key) for one in shown for key in ("media", "small"))
    return {str(name) for name in names if name}


def taken(file: UploadedFile[Any]) -> TakenPicture:
    # One byte more than may be: enough for the refusal, without the rest in memory.
    return take_in(file.read(BYTES_MAX + 1), settings.STOPPRESS.desk_media)
