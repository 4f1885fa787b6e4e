"""With no script at all the page is complete, and shows no control that would do nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from stoppress.record.append import append
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish
from tests.projection.public import page
from tests.projection.test_render import read
from tests.reader.conftest import Site
from tests.reader.everything import publish_everything
from tests.reader.reader import Reader

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]


def text(locator: Locator) -> str:
    """The text as it is copied, white space made single."""
    return " ".join(locator.inner_text().split())


@pytest.fixture
def ids(site: Site) -> dict[str, str]:
    return publish_everything(site.config)


@pytest.fixture
def reader(reading: Reading, ids: dict[str, str]) -> Reader:
    return reading(java_script_enabled=False)


def test_it_opens_with_all_that_the_header_says(reader: Reader) -> None:
    opening = text(reader.page.locator(".opening"))
    for words in (
        "Live",
        "20 July 2026 · Imported from Harbour Times",
        "Fire in the old harbour",
        "What we know",
        "A warehouse burns on the north quay.",
        "Hurt: Nobody.",
        "6 of the 33 posts the source announced were in the capture.",
        "From the quay",
        "The crane falls",
        "Video · 03:05 · Source: Harbour TV",
    ):
        assert words in opening, words
    assert reader.page.locator("#count").inner_text() == "4 posts, 1 withdrawn"
    related = reader.page.locator("#related")
    assert text(related).count("How cranes are built (link not kept)") == 1
    expect(related.get_by_role("link")).to_have_attribute("href", "https://harbour.test/history")


def test_it_shows_every_part_of_a_post(reader: Reader, ids: dict[str, str]) -> None:
    shown = text(reader.post(ids["whole"]))
    for words in (
        "20:17 UTC · 21:17 Lisbon",
        "Pinned",
        "Key event",
        "Round-up",
        "North quay",
        "Crane falls on the quay",
        "Ana Reis · LISBON",
        "Correction: It was a gantry. Was: crane Now: gantry",
        "It fell at noon.",
        "The wind: It came from the north.",
        "The crane",
        "Built: In 1911.",
        "By nobody who is left.",
        "First the cable.",
        "It just bowed. — Rui Pinto, docker",
        "The crane an hour before. File photo. Rui Pinto/Harbour News",
        "Picture not in the source The quay.",
        "BACKGROUND The harbour: It was dug in 1887.",
        "BACKGROUND Four quays North and south. East and west.",
        "Unverified A claim that is unverified. Source: Port authority · Harbour radio, channel 16",
        "We asked, and it is unverified.",
        "Confirmed A claim that is confirmed.",
        "Disputed A claim that is disputed.",
        "False A claim that is false.",
        "Read more The report The map (link not kept)",
    ):
        assert words in shown, words
    assert re.search(r"filed \d+ \w+ \d{4}, \d\d:\d\d UTC", shown)
    assert re.search(r"corrected \d+ \w+ \d{4}, \d\d:\d\d UTC", shown)


def test_it_puts_the_correction_before_the_words_that_it_corrects(
    reader: Reader, ids: dict[str, str]
) -> None:
    shown = text(reader.post(ids["whole"]))
    assert shown.index("Correction:") < shown.index("It fell at noon.")


def test_it_shows_pictures_in_a_space_kept_for_them(reader: Reader, ids: dict[str, str]) -> None:
    image = reader.post(ids["whole"]).get_by_role("img")
    expect(image).to_have_attribute("alt", "A crane leans over a quay")
    expect(image).to_have_attribute("width", "900")
    expect(image).to_have_attribute("loading", "lazy")
    assert "640w" in (image.get_attribute("srcset") or "")
    image.scroll_into_view_if_needed()
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0


def test_it_says_where_a_time_is_not_known_and_makes_none_up(
    reader: Reader, ids: dict[str, str]
) -> None:
    assert text(reader.post(ids["timeless"])) == "Time not given by Harbour Times Smoke"
    assert reader.post(ids["timeless"]).locator("time").count() == 0
    timed = text(reader.post(ids["timed"]))
    assert "21 July 2026, 03:00 UTC · 04:00 Lisbon" in timed


def test_it_leaves_a_notice_where_a_post_was_withdrawn(reader: Reader, ids: dict[str, str]) -> None:
    notice = text(reader.post(ids["gone"]))
    assert "This post was withdrawn It was another harbour." in notice
    assert "A ship sinks" not in reader.page.content()


def test_it_leads_from_pin_and_key_event_to_the_post_in_its_place(
    reader: Reader, ids: dict[str, str]
) -> None:
    pin = reader.page.locator("#pinned").get_by_role("link")
    expect(pin).to_have_attribute("href", f"#post-{ids['whole']}")
    assert "It fell at noon." in text(reader.page.locator("#pinned"))
    events = reader.page.locator("#keys")
    expect(events.get_by_role("link", name="The crane falls")).to_be_visible()
    expect(events.get_by_role("link", name="Ash")).to_be_visible()


def test_it_shows_no_control_that_would_do_nothing(reader: Reader) -> None:
    assert reader.page.get_by_role("button").count() == 0
    assert reader.page.get_by_role("checkbox").count() == 0


def test_it_folds_key_events_away_on_a_phone(reading: Reading, ids: dict[str, str]) -> None:
    reader = reading(phone=True, java_script_enabled=False)
    link = reader.page.locator("#keys").get_by_role("link", name="The crane falls")
    expect(link).to_be_hidden()
    reader.page.locator("#keys summary").click()
    expect(link).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/harbour-fire/"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_it_never_scrolls_sideways(
    reading: Reading, ids: dict[str, str], width: int, path: str
) -> None:
    reader = reading(path, width=width)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_can_be_read_and_walked_by_landmark_and_heading(reader: Reader) -> None:
    for role in ("banner", "main", "contentinfo", "complementary"):
        assert reader.page.get_by_role(role).count() >= 1, role
    assert reader.page.locator("h1").count() == 1
    levels = [
        int(name[1])
        for name in reader.page.locator("h1, h2, h3, h4").evaluate_all(
            "(all) => all.map((one) => one.nodeName)"
        )
    ]
    assert levels[0] == 1
    assert all(later - level <= 1 for level, later in zip(levels, levels[1:], strict=False))
    reader.page.keyboard.press("Tab")
    skip = reader.page.get_by_role("link", name="Skip to the posts")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


def test_each_post_has_a_page_of_its_own(reader: Reader, ids: dict[str, str]) -> None:
    reader.post(ids["whole"]).get_by_role("link", name="20:17 UTC").click()
    assert reader.page.url.endswith(f"/posts/{ids['whole']}")
    assert "It fell at noon." in text(reader.post(ids["whole"]))
    assert reader.page.title() == "Crane falls on the quay – Fire in the old harbour"
    reader.page.get_by_role("link", name="All posts").click()
    assert reader.page.url.endswith("/harbour-fire/")


def test_line_24_older_posts_are_a_few_pages_away(site: Site, reading: Reading) -> None:
    fire = open_harbour_fire()
    for number in range(1, 161):
        publish(fire, f"Post {number}")
    reader = reading(java_script_enabled=False)
    seen = reader.headlines
    assert len(seen) == 60
    while (older := reader.page.get_by_role("link", name="Older posts")).count():
        older.click()
        seen += reader.headlines
    assert seen == [f"Post {number}" for number in range(160, 0, -1)]
    reader.page.get_by_role("link", name="Newer posts").click()
    assert reader.page.url.endswith("/page/2")
    reader.page.get_by_role("link", name="Newer posts").click()
    assert reader.page.url.endswith("/harbour-fire/")


def test_it_says_that_a_coverage_has_ended(site: Site, ids: dict[str, str]) -> None:
    append(Coverage.objects.get().id, Kind.ENDED, {"note": "Good night."})
    site.wait_until_public("/harbour-fire/")
    shown = page(site.config, "/harbour-fire/")
    assert "Ended" in shown
    assert "This coverage has ended. Good night." in read(shown)
