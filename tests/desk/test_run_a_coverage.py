"""Coverages: listing them, opening one, changing its header, ending it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from stoppress.record.append import append, open_coverage
from stoppress.record.history import header_of, published
from stoppress.record.models import Coverage, Revision
from stoppress.record.vocabulary import Kind
from tests.desk.forms import as_post, fields_in, text_of
from tests.desk.test_pictures_of_a_post import photo
from tests.newsroom import harbour_fire, open_harbour_fire, publish

OPEN = "/open"
HEADER = "/coverages/harbour-fire/header"
END = "/coverages/harbour-fire/end"


def opened(browser: Client, **fields: str) -> Any:
    page = browser.get(OPEN).content.decode()
    return browser.post(OPEN, as_post(fields_in(page, "#header"), **fields))


def header() -> dict[str, Any]:
    return header_of(Coverage.objects.get()).content


def test_it_lists_live_coverages_before_ended_ones(browser: Client, fire: str) -> None:
    flood = open_harbour_fire("flood")
    append(flood, Kind.ENDED, {})
    crane = publish(fire)
    publish(fire)
    append(fire, Kind.WITHDRAWN, {"reason": "Not so."}, post_id=crane.id)
    page = browser.get("/").content.decode()
    assert page.index("/coverages/harbour-fire") < page.index("Ended") < page.index("/flood")
    assert "1 post ·" in text_of(page, ".coverages li")
    assert 'href="http://127.0.0.1:8000/harbour-fire/"' in page


def test_it_opens_a_coverage_at_the_address_its_title_makes(browser: Client) -> None:
    answer = opened(
        browser, title="Fire in the old harbour", zone="Europe/Lisbon", standfirst="It burns."
    )
    assert answer.headers["Location"] == "/coverages/fire-in-the-old-harbour"
    said = header()
    assert said["title"] == "Fire in the old harbour"
    assert (said["zone"], said["zone_name"]) == ("Europe/Lisbon", "Lisbon")
    assert said["language"] == "en"
    assert said["standfirst"] == [{"type": "paragraph", "html": "It burns.", "label": None}]
    assert Revision.objects.get().actor is not None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "write a title"),
        ({"title": "Flood", "slug": "Flood!"}, "an address is made of"),
        ({"title": "Flood", "zone": "Mars/Base"}, "is no time zone"),
        ({"title": "Flood", "slug": "harbour-fire"}, "choose another address"),
    ],
)
def test_it_says_why_it_does_not_open_and_keeps_the_words(
    browser: Client, fire: str, fields: dict[str, str], said: str
) -> None:
    answer = opened(browser, standfirst="<p>The river rises.</p>", **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in text_of(page, "[role=alert]")
    kept = fields_in(page, "#header")
    assert "The river rises." in str(kept["standfirst"])
    assert kept["title"] == fields["title"]
    assert Coverage.objects.count() == 1


def test_it_opens_once_for_a_double_click(browser: Client) -> None:
    form = fields_in(browser.get(OPEN).content.decode(), "#header")
    for _ in range(2):
        assert browser.post(OPEN, as_post(form, title="Flood")).status_code == 302
    assert Revision.objects.count() == 1


def test_it_changes_the_header_and_keeps_what_the_form_does_not_show(
    browser: Client, newsroom: object
) -> None:
    related = [{"text": "How cranes stand", "url": None}]
    opening = harbour_fire() | {"related": related, "later": 1}
    open_coverage(opening)
    form = fields_in(browser.get(HEADER).content.decode(), "#header")
    answer = browser.post(HEADER, as_post(form, title="Fire in the harbour is out"))
    assert answer.status_code == 302
    said = header()
    assert said["title"] == "Fire in the harbour is out"
    assert (said["related"], said["later"]) == (related, 1)
    assert said["standfirst"][0]["html"] == harbour_fire()["standfirst"][0]["html"]


def test_it_shows_both_headers_when_somebody_was_quicker(
    browser: Client, belas_browser: Client, fire: str
) -> None:
    anas = fields_in(browser.get(HEADER).content.decode(), "#header")
    belas = fields_in(belas_browser.get(HEADER).content.decode(), "#header")
    assert belas_browser.post(HEADER, as_post(belas, title="Belas title")).status_code == 302
    answer = browser.post(HEADER, as_post(anas, title="Anas title"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Belas title" in text_of(page, ".comparison .theirs")
    assert "Anas title" in text_of(page, ".comparison .yours")
    again = fields_in(page, "#header")
    assert again["title"] == "Anas title"
    assert browser.post(HEADER, as_post(again)).status_code == 302
    assert header()["title"] == "Anas title"


def test_it_ends_a_coverage_after_asking(browser: Client, fire: str) -> None:
    form, late = (fields_in(browser.get(END).content.decode(), "form.card") for _ in range(2))
    assert Coverage.objects.get().state == "live"
    assert browser.post(END, as_post(form, note="Good night.")).status_code == 302
    assert Coverage.objects.get().state == "ended"
    last = Revision.objects.get(kind="ended")
    assert published(last).content == {"note": "Good night."}
    page = browser.get("/coverages/harbour-fire").content.decode()
    assert "has ended" in page
    assert 'id="composer"' not in page
    assert browser.post(END, as_post(late)).status_code == 422
    assert "form.card" not in browser.get(END).content.decode()  # nothing is asked in vain


def test_it_takes_a_lead_picture_with_its_words_and_takes_it_away_again(
    browser: Client, fire: str
) -> None:
    form = fields_in(browser.get(HEADER).content.decode(), "#header")
    picture = {"lead-kind": "picture", "lead-caption": "The crane", "lead-credit": "Ana Reis"}
    missing = browser.post(HEADER, as_post(form, **picture))
    assert missing.status_code == 422
    page = missing.content.decode()
    assert "choose the file of the picture" in text_of(page, "#problem")
    kept = fields_in(page, "#header")
    assert str(kept["lead-caption"]).strip() == "The crane"
    sent = as_post(kept) | {"lead-kind": "picture", "lead-file": photo()}
    assert browser.post(HEADER, sent).status_code == 302
    lead = header()["lead"]
    assert (lead["kind"], lead["caption"], lead["credit"]) == ("picture", "The crane", "Ana Reis")
    assert lead["width"] == 900
    form = fields_in(browser.get(HEADER).content.decode(), "#header")
    assert browser.post(HEADER, as_post(form, title="Fire is out")).status_code == 302
    assert header()["lead"] == lead
    form = fields_in(browser.get(HEADER).content.decode(), "#header")
    assert browser.post(HEADER, as_post(form, **{"lead-kind": ""})).status_code == 302
    assert header()["lead"] is None


def test_it_takes_a_video_by_its_link(browser: Client, fire: str) -> None:
    form = fields_in(browser.get(HEADER).content.decode(), "#header")
    video = {"lead-kind": "video", "lead-title": "The quay from above", "lead-length": "03:05"}
    assert browser.post(HEADER, as_post(form, **video)).status_code == 422
    video |= {"lead-url": "https://video.example/quay", "lead-source": "Port authority"}
    assert browser.post(HEADER, as_post(form, **video)).status_code == 302
    lead = header()["lead"]
    assert (lead["url"], lead["length"]) == ("https://video.example/quay", "03:05")
    assert (lead["source"], lead["media"]) == ("Port authority", None)


def test_it_keeps_a_lead_of_which_a_source_kept_only_the_words(
    browser: Client, newsroom: object
) -> None:
    lead = {"kind": "video", "title": "From above", "length": "03:05", "url": None}
    open_coverage(harbour_fire() | {"lead": lead})
    form = fields_in(browser.get(HEADER).content.decode(), "#header")
    assert browser.post(HEADER, as_post(form, title="Fire is out")).status_code == 302
    assert {name: header()["lead"][name] for name in lead} == lead


def test_it_refuses_a_lead_that_was_never_taken_in(browser: Client, fire: str) -> None:
    form = fields_in(browser.get(HEADER).content.decode(), "#header")
    made_up = {"lead-kind": "picture", "lead-media": f"{'0' * 64}.webp"}
    answer = browser.post(HEADER, as_post(form, **made_up))
    assert answer.status_code == 422
    assert "choose the file again" in text_of(answer.content.decode(), "#problem")


def test_a_refusal_does_not_hide_that_somebody_was_quicker(
    browser: Client, belas_browser: Client, fire: str
) -> None:
    anas = fields_in(browser.get(HEADER).content.decode(), "#header")
    belas = fields_in(belas_browser.get(HEADER).content.decode(), "#header")
    assert belas_browser.post(HEADER, as_post(belas, title="Belas title")).status_code == 302
    refused = browser.post(HEADER, as_post(anas, zone="Mars/Base"))
    assert refused.status_code == 422
    again = fields_in(refused.content.decode(), "#header")
    assert browser.post(HEADER, as_post(again, zone="Europe/Lisbon")).status_code == 409
    assert header()["title"] == "Belas title"
