"""Checking a coverage's signed record in the browser, on the page that every site brings along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page

from stoppress.config import Config
from stoppress.notary.continuing import continue_log
from stoppress.notary.rotation import rotate
from stoppress.record.append import append
from stoppress.record.models import Revision
from stoppress.record.removal.removing import remove
from stoppress.record.vocabulary import Kind
from tests.archives import sign
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.reader.signed import CHECKPOINT, checked, edge_of, public_value, signing, tamper, window

pytestmark = pytest.mark.journey
_LEAF = "UPDATE leaf SET leaf = ? WHERE slug = 'harbour-fire' AND position = 3"
_SAID = "UPDATE leaf SET said = ? WHERE slug = 'harbour-fire' AND position = 4"


@pytest.fixture
def fire(newsroom: Config) -> str:
    """A signed coverage of four revisions."""
    fire = open_harbour_fire()
    crane = publish(fire, "Übersee – 港")
    append(fire, Kind.REVISED, some_post("Gantry"), post_id=crane.id)
    publish(fire, "Ferries stop")
    sign(newsroom)
    return fire


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with window(chromium) as page:
        yield page


def findings(page: Page) -> str:
    return " ".join(page.locator("#findings li").all_inner_texts())


def test_a_whole_record_is_whole(newsroom: Config, fire: str, page: Page) -> None:
    with edge_of(newsroom) as url:
        assert checked(page, url).startswith("Whole: 4 revisions, all signed.")
        assert findings(page) == ""
        assert page.locator("#vkeys").inner_text() == str(signing(newsroom).key)
        shown = page.locator("#checkpoint").text_content() or ""
        assert shown.encode() == page.request.get(url + CHECKPOINT).body()
        assert f"stoppress verify {url}/harbour-fire/" in page.locator("#command").inner_text()


def test_without_a_coverage_it_explains_itself(newsroom: Config, fire: str, page: Page) -> None:
    with edge_of(newsroom) as url:
        page.goto(f"{url}/-/verify")
        page.locator("#explained").wait_for()
        assert page.locator("#explained a").get_attribute("href") == "/"
        assert not page.locator("#checked").is_visible()
        assert "cannot convict a server" in page.locator("main").inner_text()


def test_a_changed_leaf_is_named(newsroom: Config, fire: str, page: Page) -> None:
    with edge_of(newsroom) as url:
        leaf = bytes(Revision.objects.get(coverage_id=fire, position=3).leaf)
        tamper(newsroom, _LEAF, leaf.replace(b"revised", b"revisec"))
        assert checked(page, url).startswith("Not whole: Position 3: the leaf is not the one")


def test_changed_words_are_named(newsroom: Config, fire: str, page: Page) -> None:
    with edge_of(newsroom) as url:
        statement = "SELECT said FROM leaf WHERE slug = 'harbour-fire' AND position = 4"
        said = public_value(newsroom, statement).replace(b"Ferries", b"Berries")
        tamper(newsroom, _SAID, said)
        assert checked(page, url) == (
            "Not whole: Position 4: the content is not what the leaf commits to."
        )


def test_a_changed_checkpoint_is_named(newsroom: Config, fire: str, page: Page) -> None:
    with edge_of(newsroom) as url:
        note = public_value(newsroom, f"SELECT body FROM part WHERE name = '{CHECKPOINT}'")
        changed = note.replace(b"\n4\n", b"\n3\n")
        tamper(newsroom, "UPDATE part SET body = ? WHERE name = ?", changed, CHECKPOINT)
        assert "Not whole: The checkpoint: the signature is wrong" in checked(page, url)


def test_words_that_were_removed_are_explained(newsroom: Config, fire: str, page: Page) -> None:
    post = Revision.objects.get(coverage_id=fire, position=4).post_id
    assert post is not None
    remove(fire, post_id=post, reason="privacy")
    sign(newsroom)
    with edge_of(newsroom) as url:
        assert checked(page, url).startswith("Whole: 5 revisions")
        assert "The words of position 4 are removed; position 5 says so." in (
            page.locator("#gone").inner_text()
        )


def test_words_that_vanish_without_a_word_are_named(
    newsroom: Config, fire: str, page: Page
) -> None:
    with edge_of(newsroom) as url:
        gone = b'{"position":4,"gone":"removed","by":5}'
        tamper(newsroom, _SAID, gone)
        assert checked(page, url) == (
            "Not whole: Position 4: the content is not there, and no revision says why."
        )


def test_without_cryptography_in_the_browser_it_says_so_and_checks_all_else(
    newsroom: Config, fire: str, page: Page
) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    with edge_of(newsroom) as url:
        assert checked(page, url).startswith("Whole in itself: 4 revisions")
        assert "The signature: this browser cannot check it" in (
            page.locator("#unchecked").inner_text()
        )
    said = public_value(newsroom, "SELECT said FROM leaf WHERE slug != '-' AND position = 4")
    tamper(newsroom, _SAID, said.replace(b"Ferries", b"Berries"))
    with edge_of(newsroom) as url:  # another, which remembers nothing
        assert checked(page, url).startswith("Not whole: Position 4")


def test_a_record_of_several_tiles_and_keys_is_whole(
    newsroom: Config, fire: str, page: Page
) -> None:
    with transaction.atomic():
        for _ in range(300):
            publish(fire)
    sign(newsroom)
    rotate(newsroom)
    publish(fire, "Quay reopens")
    sign(newsroom)
    with edge_of(newsroom) as url:
        assert checked(page, url).startswith("Whole: 305 revisions, all signed.")
        assert len(page.locator("#vkeys").inner_text().split("\n")) == 2


def test_a_log_that_went_on_under_another_name_is_whole(
    newsroom: Config, fire: str, page: Page
) -> None:
    continue_log(newsroom, fire)
    sign(newsroom)
    with edge_of(newsroom) as url:
        assert checked(page, url).startswith("Whole: 5 revisions, all signed.")
        assert "harbour-fire/log/2" in page.locator("#checkpoint").inner_text()
