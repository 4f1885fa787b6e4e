"""Pictures: taken in when they are chosen, kept whatever happens, shown at the desk only."""

from __future__ import annotations

import io
import logging
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from stoppress.config import Config
from stoppress.desk.disk_trouble import InOneLine
from stoppress.record.history import published
from stoppress.record.models import Revision
from tests.desk.forms import as_post, fields_in, text_of

PUBLISH = "/coverages/harbour-fire/publish"
JSON = {"accept": "application/json"}


def photo(width: int = 900, name: str = "crane.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (width, 600), (120, 150, 180)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def taken(browser: Client, file: Any) -> dict[str, Any]:
    answer = browser.post("/media", {"file": file}, headers=JSON)
    assert answer.status_code == 200
    return dict(answer.json())


def test_it_takes_a_picture_in_at_once(browser: Client, fire: str) -> None:
    picture = taken(browser, photo(1800))
    assert (picture["width"], picture["height"]) == (1600, 533)
    shown = browser.get(f"/media/{picture['small']}")
    assert shown.headers["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(shown.content)) as image:
        assert image.width == 640
    assert not settings.STOPPRESS.public_media.exists(), "draft media never lie there"


def test_it_says_why_a_file_is_not_taken_in(browser: Client, fire: str) -> None:
    words = SimpleUploadedFile("notes.jpg", b"just words", "image/jpeg")
    answer = browser.post("/media", {"file": words}, headers=JSON)
    assert answer.status_code == 422
    assert "no picture" in answer.json()["error"]


@pytest.fixture
def full_disk(newsroom: Config) -> Iterator[None]:
    """A folder of pictures in which one block is free."""
    newsroom.desk_media.mkdir()
    small = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(newsroom.desk_media)]
    if subprocess.run(small, capture_output=True).returncode:
        pytest.skip("mounting a small disk takes root")
    yield
    subprocess.run(["umount", "--lazy", newsroom.desk_media], check=True)


def test_it_says_that_the_disk_is_full(
    browser: Client, fire: str, full_disk: None, caplog: pytest.LogCaptureFixture
) -> None:
    browser.raise_request_exception = False
    out = io.BytesIO()
    Image.effect_noise((900, 600), 80).save(out, "PNG")
    file = SimpleUploadedFile("noise.png", out.getvalue(), "image/png")
    answer = browser.post("/media", {"file": file}, headers=JSON)
    assert answer.status_code == 503
    assert "is the disk full?" in answer.json()["error"]
    (said,) = caplog.records
    assert InOneLine().filter(said)
    assert "\n" not in logging.Formatter().format(said)
    assert "No space left" in said.getMessage()


def test_it_shows_nothing_but_pictures(browser: Client, fire: str) -> None:
    (settings.STOPPRESS.data / "desk-media").mkdir()
    (settings.STOPPRESS.desk_media / "notes.txt").write_text("private")
    for name in ("notes.txt", "..%2fsecret-key", "%2e%2e/secret-key", f"{'0' * 64}.webp"):
        assert browser.get(f"/media/{name}").status_code == 404


def test_it_publishes_a_picture_with_its_words(browser: Client, fire: str) -> None:
    picture = taken(browser, photo())
    words = {"caption": "The crane\nat noon", "credit": "Ana Reis", "alt": "A crane"}
    sent = {"headline": "Crane", "section": "p", "p-kind": "picture", "p-file_photo": "on"}
    sent |= {f"p-{name}": str(value) for name, value in (picture | words).items()}
    assert browser.post(PUBLISH, sent, headers=JSON).status_code == 200
    (block,) = published(Revision.objects.latest("position")).content["blocks"]
    assert block == {"type": "picture", "file_photo": True} | picture | words


def test_it_takes_the_file_with_the_form_where_there_is_no_script_and_keeps_it(
    browser: Client, fire: str
) -> None:
    too_long = {"headline": "x" * 301, "section": "p", "p-kind": "picture", "p-caption": "Smoke"}
    answer = browser.post(PUBLISH, too_long | {"p-file": photo()})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "301 characters" in text_of(page, "#problem")
    kept = fields_in(page, "#composer")
    assert len(kept["p-media"]) == 69
    assert browser.post(PUBLISH, as_post(kept, headline="Crane")).status_code == 302
    (block,) = published(Revision.objects.latest("position")).content["blocks"]
    assert (block["media"], block["caption"]) == (kept["p-media"], "Smoke")


def test_it_keeps_the_good_pictures_of_a_form_that_has_a_bad_one(
    browser: Client, fire: str
) -> None:
    sent: dict[str, Any] = {"headline": "Two", "section": ["a", "b"]}
    sent |= {"a-kind": "picture", "a-file": SimpleUploadedFile("a.jpg", b"just words")}
    sent |= {"b-kind": "picture", "b-file": photo()}
    answer = browser.post(PUBLISH, sent)
    assert answer.status_code == 422
    kept = fields_in(answer.content.decode(), "#composer")
    assert kept["a-media"] == ""
    assert kept["b-media"]


def test_it_refuses_a_picture_that_was_never_taken_in(browser: Client, fire: str) -> None:
    for name in (f"{'0' * 64}.webp", "../secret-key", f"{'0' * 64}.webp\n"):
        sent = {"headline": "Crane", "section": "p", "p-kind": "picture", "p-media": name}
        answer = browser.post(PUBLISH, sent, headers=JSON)
        assert answer.status_code == 422
        assert "choose the file again" in answer.json()["error"]
    assert Revision.objects.count() == 1
