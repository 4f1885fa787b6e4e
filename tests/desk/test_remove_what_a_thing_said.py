"""An old version of a shared thing is removed wherever it was said: asked for, read, confirmed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from stoppress.config import Config
from stoppress.desk.models import Draft, VersionRemoval
from stoppress.lib.clock import now
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.models import Post, Revision, SharedVersion
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind, Standing
from tests.desk.forms import as_post, fields_in, text_of
from tests.desk.writer import Writer
from tests.newsroom import open_harbour_fire

THING = "/shared/claim/c1"
CLAIM = {"type": "claim", "claim": "c1", "text": "Ruda Vell did it", "status": "unverified"}
NEWEST = {"text": "It is not known who did it", "status": "false"}


def _post(coverage: str, headline: str) -> Post:
    row = append(coverage, Kind.POSTED, {"headline": headline, "blocks": [CLAIM]})
    assert row.post is not None
    return row.post


@pytest.fixture
def three(fire: str) -> list[Post]:
    """Posts of two coverages that named somebody; one was withdrawn, and the claim changed."""
    posts = [_post(fire, "Crane"), _post(open_harbour_fire("flood"), "Flood"), _post(fire, "Gone")]
    append(fire, Kind.WITHDRAWN, {"reason": "Not so."}, post_id=posts[2].id)
    change_shared("c1", NEWEST)
    return posts


def _old_words() -> int:
    rows = Revision.objects.exclude(content=None)
    return sum(b"Ruda" in bytes(row.content or b"") for row in rows)


def ask(browser: Client, **fields: Any) -> VersionRemoval:
    url = reverse("ask-version-removal", args=[1, "c1"])
    form = fields_in(browser.get(url).content.decode(), "main form")
    for _ in range(2):  # a double click
        answer = browser.post(url, as_post(form, **({"reason": "privacy"} | fields)))
        assert answer.headers["Location"] == THING, answer.content.decode()
    return VersionRemoval.objects.get()


def test_another_editor_reads_what_goes_and_destroys_it(
    browser: Client, belas_browser: Client, newsroom: Config, three: list[Post]
) -> None:
    assert "Ask for removal of version 1" in browser.get(THING).content.decode()
    request = ask(browser)
    assert "Removal asked for" in text_of(browser.get(THING).content.decode(), ".versions")
    assert _old_words() == 3, "asking destroys nothing"
    assert browser.get("/state").json()["removals"] == 1
    assert "Claim: It is not known who did it" in text_of(
        belas_browser.get("/removals").content.decode(), ".coverages"
    )
    url = f"/removals/versions/{request.pk}"
    page = belas_browser.get(url).content.decode()
    assert "Ruda Vell did it" in text_of(page, ".doomed")
    going = text_of(page, ".going")
    assert going.count("it is given the newest words first") == 2
    assert going.count("This post is withdrawn: it loses its words whole") == 1
    form = fields_in(page, "form.confirm")
    unsure = belas_browser.post(url, as_post(form, sure=None))
    assert unsure.status_code == 422
    for _ in range(2):
        done = belas_browser.post(url, as_post(form, sure="on"))
        assert done.headers["Location"] == "/removals"
    assert _old_words() == 0
    assert SharedVersion.objects.get(shared="c1", version=1).fields is None
    standings = [Post.objects.get(id=post.id).standing for post in three]
    assert standings == [Standing.SHOWN, Standing.SHOWN, Standing.REMOVED]
    assert "destroyed in 3 revisions by bela" in belas_browser.get("/removals").content.decode()
    assert "Words removed" in browser.get(THING).content.decode()
    assert [str(finding) for finding in check_record(newsroom)] == []


def test_who_asked_cannot_confirm_unless_the_setting_says_so(
    browser: Client, newsroom: Config, three: list[Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"/removals/versions/{ask(browser).pk}"
    page = browser.get(url).content.decode()
    assert "another editor must confirm" in page
    assert "Destroy them" not in page
    refused = browser.post(url, {"sure": "on", "submission": str(uuid4())})
    assert "Another editor must confirm" in text_of(refused.content.decode(), "#problem")
    assert _old_words() == 3
    monkeypatch.setattr(settings, "STOPPRESS", dataclasses.replace(newsroom, removal="one"))
    form = fields_in(browser.get(url).content.decode(), "form.confirm")
    assert browser.post(url, as_post(form, sure="on")).status_code == 302
    assert _old_words() == 0


def test_it_is_called_off_and_asked_for_again(
    browser: Client, belas_browser: Client, three: list[Post]
) -> None:
    url = f"/removals/versions/{ask(browser).pk}"
    assert belas_browser.post(f"{url}/call-off").headers["Location"] == THING
    late = browser.post(f"{url}/call-off", follow=True)
    assert "answered this request already" in late.content.decode()
    refused = belas_browser.post(url, {"sure": "on"})
    assert "answered this request already" in text_of(refused.content.decode(), "#problem")
    assert _old_words() == 3
    assert "Ask for removal of version 1" in browser.get(THING).content.decode()
    assert "called off" in browser.get("/removals").content.decode()


def test_it_says_what_is_the_case_instead_of_asking(
    browser: Client, belas_browser: Client, three: list[Post]
) -> None:
    def said(version: int) -> str:
        page = browser.get(reverse("ask-version-removal", args=[version, "c1"]))
        return text_of(page.content.decode(), "#in-the-way")

    assert said(2).startswith("This is what it says now; change it first")
    request = ask(browser)
    assert said(1).startswith("The removal of these words has been asked for already")
    assert browser.post(f"/removals/versions/{request.pk}/call-off").status_code == 302
    request = VersionRemoval.objects.filter(answered_at=None).first() or ask_again(browser)
    form = {"sure": "on", "submission": str(uuid4())}
    assert belas_browser.post(f"/removals/versions/{request.pk}", form).status_code == 302
    assert said(1).startswith("Nothing says that any more; it was removed already")


def ask_again(browser: Client) -> VersionRemoval:
    url = reverse("ask-version-removal", args=[1, "c1"])
    assert browser.post(url, {"reason": "legal"}).status_code == 302
    return VersionRemoval.objects.get(answered_at=None)


def test_what_was_typed_is_kept_where_no_reason_is_chosen(
    browser: Client, three: list[Post]
) -> None:
    url = reverse("ask-version-removal", args=[1, "c1"])
    answer = browser.post(url, {"note": "A court forbids it."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose what it is because of" in text_of(page, "#problem")
    assert "A court forbids it." in page
    assert VersionRemoval.objects.count() == 0


def test_drafts_get_the_newest_words_in_the_place_of_the_old(
    browser: Client, belas_browser: Client, ana: User, three: list[Post]
) -> None:
    fields = {"headline": ["Mine"], "section": ["s"], "s-kind": ["claim"], "s-claim": ["c1"]}
    fields |= {"s-version": ["1"], "s-html": ["<p>Ruda Vell did it</p>"], "s-status": ["false"]}
    draft = Draft.objects.create(
        submission=uuid4(),
        person=ana,
        coverage=three[0].coverage,
        place="posted",
        fields=fields,
        saved_at=now(),
    )
    form = {"sure": "on", "submission": str(uuid4())}
    assert belas_browser.post(f"/removals/versions/{ask(browser).pk}", form).status_code == 302
    draft.refresh_from_db()
    assert "Ruda" not in str(draft.fields)
    assert draft.fields["headline"] == ["Mine"]
    assert draft.fields["s-html"] == ["<p>It is not known who did it</p>"]
    assert draft.fields["s-version"] == ["2"]


@pytest.mark.journey
def test_two_editors_do_it_with_the_keyboard_alone_on_a_phone(
    writing: Callable[..., Writer], bela: User, three: list[Post]
) -> None:
    ana = writing(phone=True).page
    base = ana.url.partition("/coverages")[0].rstrip("/")
    ana.goto(base + THING)
    ana.get_by_role("link", name="Ask for removal of version 1").press("Enter")
    expect(ana.locator(".doomed")).to_contain_text("Ruda Vell did it")
    ana.get_by_label("privacy").press("Space")
    ana.keyboard.press("Tab")
    ana.keyboard.type("At the family's wish.")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    expect(ana.get_by_text("Removal asked for.")).to_be_visible()
    other = writing(bela, phone=True).page
    other.goto(f"{base}/removals")
    other.get_by_role("link", name="Claim: It is not known").press("Enter")
    expect(other.locator(".going li")).to_have_count(3)
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it fits"
    other.get_by_label("I have read this.").press("Space")
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    expect(other.get_by_text("The words have been destroyed.")).to_be_visible()
    assert _old_words() == 0
