"""A reader's device remembers which signed history it was shown, and tells when it is another."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from stoppress.config import Config
from stoppress.notary.continuing import continue_log
from stoppress.notary.rotation import retire, rotate
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.forks import check_fork_proof
from stoppress.tlog.hashes import root_of
from stoppress.tlog.keys import Signer
from tests.archives import sign
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.reader.signed import ORIGIN, edge_of, put_checkpoint, signing, tamper, window
from tests.waiting import eventually

pytestmark = pytest.mark.journey
_FORKED = "This site has signed two histories that cannot both be true"


@pytest.fixture
def fire(newsroom: Config) -> str:
    """A signed coverage of three revisions."""
    fire = open_harbour_fire()
    publish(fire)
    publish(fire, "Ferries stop")
    sign(newsroom)
    return fire


def visit(page: Page, url: str) -> Locator:
    page.goto(f"{url}/harbour-fire/")
    line = page.locator("#seen")
    line.locator("a").first.wait_for()
    return line


def visit_until(page: Page, url: str, words: str) -> Locator:
    """Visit again and again: a checkpoint may be five seconds old."""

    def is_said() -> bool:
        return words in visit(page, url).inner_text()

    eventually(is_said)
    return page.locator("#seen")


def proof_saved(page: Page, line: Locator) -> str:
    with page.expect_download() as saved:
        line.get_by_text("save the proof").click()
    path = saved.value.path()
    assert saved.value.suggested_filename == "fork-harbour-fire-log-proof.json"
    return Path(path).read_text()


def test_it_remembers_the_history_and_finds_it_unchanged(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        assert "remembered on this device" in visit(page, url).inner_text()
        publish(fire, "Crane secured")
        sign(newsroom)
        line = visit_until(page, url, "Signed history, unchanged since your first visit on")
        remembered = "JSON.parse(localStorage['stoppress:/harbour-fire/log/'])"

        def is_remembered() -> bool:
            visit(page, url)
            return "\n4\n" in page.evaluate(f"{remembered}.last")

        eventually(is_remembered)
        assert "\n3\n" in page.evaluate(f"{remembered}.first")
        assert line.locator("a").get_attribute("href") == "/-/verify#/harbour-fire/"
        line.locator("a").click()
        expect(page.locator("#verdict")).to_contain_text("Whole: 4 revisions")


def test_it_loads_what_compares_only_when_another_checkpoint_comes(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        loaded: list[str] = []
        page.on("request", lambda asked: loaded.append(asked.url))
        assert "History, remembered on this device" in visit(page, url).inner_text()
        assert "History, unchanged since your first visit on" in visit(page, url).inner_text()
        assert not any("/forks." in one for one in loaded)
        publish(fire, "Crane secured")
        sign(newsroom)
        visit_until(page, url, "Signed history, unchanged since your first visit on")
        assert sum("/forks." in one for one in loaded) >= 1


def test_it_accuses_nobody_where_what_it_remembers_was_signed_by_none_of_the_keys(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        visit(page, url)
        stranger = Signer(ORIGIN, bytes(32))
        note = sign_checkpoint(Checkpoint(ORIGIN, 3, b"x" * 32), stranger).decode()
        page.evaluate(
            "(note) => localStorage.setItem('stoppress:/harbour-fire/log/',"
            " JSON.stringify({ first: note, last: note, since: 1 }))",
            note,
        )
        assert "could not be compared" in visit(page, url).inner_text()


def test_it_proves_that_history_of_the_same_length_is_another(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        visit(page, url)
        put_checkpoint(newsroom, url, 3, b"x" * 32)
        proof = proof_saved(page, visit_until(page, url, _FORKED))
    fork = check_fork_proof(proof, str(signing(newsroom).key))
    assert (fork.smaller.size, fork.larger.size) == (3, 3)
    assert b"x" * 32 in (fork.smaller.root, fork.larger.root)


def test_it_proves_that_a_longer_history_does_not_go_on_from_what_was_shown(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        visit(page, url)
        publish(fire, "Crane secured")
        sign(newsroom)
        hashes = [bytes(row.leaf_hash) for row in revisions(fire)]
        hashes[1] = b"x" * 32
        statement = "UPDATE leaf SET leaf_hash = ? WHERE slug = 'harbour-fire' AND position = 2"
        tamper(newsroom, statement, hashes[1])
        put_checkpoint(newsroom, url, 4, root_of(hashes))
        line = visit_until(page, url, _FORKED)
        proof = proof_saved(page, line)
        assert _FORKED in visit(page, url).inner_text(), "it is not forgotten"
    fork = check_fork_proof(proof, str(signing(newsroom).key))
    assert (fork.smaller.size, fork.larger.size) == (3, 4)


def test_it_hears_of_a_fork_while_the_page_is_open(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        line = visit(page, url)
        note = put_checkpoint(newsroom, url, 3, b"x" * 32).decode()
        page.evaluate(
            "(detail) => coverage.dispatchEvent(new CustomEvent('stoppress:checkpoint', {detail}))",
            note,
        )
        expect(line).to_contain_text(_FORKED)


def test_a_checkpoint_that_the_key_has_not_signed_proves_nothing(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        line = visit(page, url)
        before = line.inner_text()
        note = put_checkpoint(newsroom, url, 3, b"x" * 32).decode()
        forged = note.replace("eHh4", "eXh4", 1)
        page.evaluate(
            "(detail) => coverage.dispatchEvent(new CustomEvent('stoppress:checkpoint', {detail}))",
            forged,
        )
        expect(line).not_to_have_text(before)
        assert "could not be compared" in line.inner_text()
        assert "cannot both be true" not in line.inner_text()


def test_it_says_nothing_where_nothing_can_be_kept(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, chromium.new_page() as page:
        page.add_init_script(
            "Object.defineProperty(self, 'localStorage', {get() { window.asked = true;"
            " throw new DOMException('no', 'SecurityError'); }})"
        )
        page.goto(f"{url}/harbour-fire/")
        page.wait_for_function("window.asked")
        assert page.locator("#seen").inner_text() == ""


def test_it_follows_a_change_of_keys(chromium: Browser, newsroom: Config, fire: str) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        visit(page, url)
        rotate(newsroom)
        publish(fire, "Crane secured")
        sign(newsroom)
        kept = "JSON.parse(localStorage['stoppress:/harbour-fire/log/']).keys?.length"

        def is_known() -> bool:
            return "unchanged" in visit(page, url).inner_text() and page.evaluate(kept) == 2

        eventually(is_known)
        retire(newsroom)
        publish(fire, "Quay reopens")
        sign(newsroom)
        remembered = "JSON.parse(localStorage['stoppress:/harbour-fire/log/']).last"

        def is_taken() -> bool:
            return "unchanged" in visit(page, url).inner_text() and (
                "\n5\n" in page.evaluate(remembered)
            )

        eventually(is_taken)


def test_it_says_that_the_log_goes_on_under_another_name(
    chromium: Browser, newsroom: Config, fire: str
) -> None:
    with edge_of(newsroom) as url, window(chromium) as page:
        visit(page, url)
        continue_log(newsroom, fire)
        sign(newsroom)
        visit_until(page, url, "goes on under another name than before")
