"""Publishing a post: by a browser without script, and by a script that asks for JSON."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils.datastructures import MultiValueDict

from stoppress.desk.models import Draft
from stoppress.record.append import append
from stoppress.record.epoch import site_epoch
from stoppress.record.history import published
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import publish

DESK = "/coverages/harbour-fire"
PUBLISH = f"{DESK}/publish"
JSON = {"accept": "application/json"}


@pytest.fixture
def form(browser: Client, fire: str) -> MultiValueDict[str, str]:
    """The composer's form as the browser opens it."""
    return fields_in(browser.get(DESK).content.decode(), "#composer")


def words(form: MultiValueDict[str, str], text: str, **more: Any) -> dict[str, Any]:
    """`form` filled with `text` in its first section."""
    key = form["section"]
    return as_post(form, **{f"{key}-html": text}, **more)


def last() -> dict[str, Any]:
    return published(Revision.objects.latest("position")).content


def test_it_publishes_what_was_written(
    browser: Client, form: MultiValueDict[str, str], ana: User
) -> None:
    sent = words(form, "<p>Nobody was <b>hurt</b>.</p>", headline="Crane falls", round_up="on")
    answer = browser.post(PUBLISH, sent)
    post = Post.objects.get()
    assert answer.headers["Location"] == f"{DESK}?published={post.id}#published"
    assert last() == {
        "headline": "Crane falls",
        "byline": "Ana Reis",
        "round_up": True,
        "blocks": [
            {"type": "paragraph", "html": "Nobody was <strong>hurt</strong>.", "label": None}
        ],
    }
    assert Revision.objects.latest("position").actor == ana
    page = browser.get(answer.headers["Location"]).content.decode()
    assert text_of(page, "#published") == "Published: Crane falls"
    assert fields_in(page, "#composer")["submission"] != form["submission"]


def test_it_answers_a_script_in_json(browser: Client, fire: str) -> None:
    answer = browser.post(PUBLISH, {"headline": "Crane falls"}, headers=JSON)
    post, epoch = Post.objects.get(), site_epoch(settings.STOPPRESS.checkpoints_file)
    assert answer.json() == {
        "post": post.id,
        "cursor": f"{epoch}.2",
        "url": f"http://127.0.0.1:8000/harbour-fire/posts/{post.id}",
    }


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "write a headline or some words"),
        ({"headline": "x" * 301}, "headline: 301 characters; at most 300 fit"),
        ({"headline": "x", "happened_at": "soon"}, "is no time"),
        ({"headline": "x", "happened_at": "0001-01-01T00:00"}, "year 1 "),
        ({"headline": "x", "happened_at": "9999-12-31T23:59"}, "year 9999 "),
        ({"section": "s1", "s1-kind": "picture", "s1-caption": "Smoke"}, "choose the file"),
    ],
)
def test_it_says_in_one_line_what_is_wrong_and_keeps_everything(
    browser: Client, fire: str, sent: dict[str, str], said: str
) -> None:
    answer = browser.post(PUBLISH, sent, headers=JSON)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    page = browser.post(PUBLISH, sent).content.decode()
    assert said in text_of(page, "#problem")
    kept = fields_in(page, "#composer")
    assert {name: kept.get(name) for name in sent} == sent
    assert not Post.objects.exists()


@pytest.mark.parametrize("headline", ["Crane falls", "  Crane falls "])
def test_line_37_it_publishes_once_for_a_double_click(
    browser: Client, form: MultiValueDict[str, str], headline: str
) -> None:
    sent = words(form, "<p>Nobody was hurt.</p>", headline=headline)
    answers = [browser.post(PUBLISH, sent, headers=JSON).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Post.objects.count() == 1


def test_it_keeps_as_an_edit_what_was_changed_after_a_press_that_had_gone_through(
    browser: Client, form: MultiValueDict[str, str]
) -> None:
    browser.post(PUBLISH, words(form, "<p>One is hurt.</p>", headline="Crane falls"))
    answer = browser.post(PUBLISH, words(form, "<p>Two are hurt.</p>", headline="Crane falls"))
    assert Post.objects.count() == 1
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Your first press was published" in page
    edit = fields_in(page, "#composer")
    assert "Two are hurt." in str(edit[f"{edit['section']}-html"])
    post = Post.objects.get()
    assert browser.post(f"{DESK}/posts/{post.id}/edit", as_post(edit)).status_code == 302
    assert last()["blocks"][0]["html"] == "Two are hurt."
    assert not Draft.objects.exists()


def test_it_writes_every_kind_of_section(browser: Client, fire: str) -> None:
    sent = {
        "headline": "What we know",
        "section": ["t", "c", "i", "l"],
        "t-kind": "text",
        "t-html": "<ul><li><strong>Hurt:</strong> nobody</li></ul>",
        "c-kind": "claim",
        "c-html": "<p>Two people are missing</p>",
        "c-source": "The harbour union",
        "c-status": "disputed",
        "i-kind": "context",
        "i-title": "The crane",
        "i-html": "<p>Built in 1904.</p>",
        "l-kind": "links",
        "l-link_text": ["The port’s own page", ""],
        "l-link_url": ["https://port.example/", ""],
    }
    assert browser.post(PUBLISH, sent, headers=JSON).status_code == 200
    bullets, claim, context, links = last()["blocks"]
    assert bullets["items"] == [{"label": "Hurt", "html": "nobody"}]
    assert (claim["text"], claim["source"]) == ("Two people are missing", "The harbour union")
    assert claim["status"] == "disputed"
    assert (context["title"], context["paragraphs"]) == ("The crane", ["Built in 1904."])
    assert links["items"] == [{"text": "The port’s own page", "url": "https://port.example/"}]


def test_it_offers_the_insets_of_the_coverage(browser: Client, fire: str) -> None:
    inset = {"type": "context", "context": "k3v9", "title": "The crane", "paragraphs": ["Old."]}
    append(fire, Kind.POSTED, {"headline": "One", "blocks": [inset]})
    assert 'value="k3v9"' in browser.get(DESK).content.decode()
    sent = {"headline": "Two", "section": "i", "i-kind": "context", "i-use": "k3v9"}
    assert browser.post(PUBLISH, sent, headers=JSON).status_code == 200
    assert last()["blocks"] == [inset | {"version": 1}]


def test_it_refuses_a_post_in_a_coverage_that_has_ended(browser: Client, fire: str) -> None:
    append(fire, Kind.ENDED, {})
    answer = browser.post(PUBLISH, {"headline": "Late"}, headers=JSON)
    assert answer.status_code == 422
    assert "has ended" in answer.json()["error"]


def test_it_adds_a_section_without_script_and_keeps_the_words(
    browser: Client, form: MultiValueDict[str, str]
) -> None:
    page = browser.post(PUBLISH, words(form, "<p>One</p>", add="picture")).content.decode()
    kept = fields_in(page, "#composer")
    text, picture = kept.getlist("section")
    assert kept[f"{text}-html"] == "<p>One</p>"
    assert kept[f"{picture}-kind"] == "picture"
    assert not Post.objects.exists()
    assert browser.post(PUBLISH, as_post(kept)).status_code == 302


def test_it_takes_a_press_without_a_name_for_a_press_of_its_own(browser: Client, fire: str) -> None:
    for name in ("", "no-uuid", str(uuid4())):
        sent = {"headline": "Crane falls", "submission": name}
        assert browser.post(PUBLISH, sent, headers=JSON).status_code == 200
    assert Post.objects.count() == 3


def test_it_lists_posts_with_their_marks_newest_first(browser: Client, fire: str) -> None:
    crane, ferry = publish(fire, "Crane falls"), publish(fire, "Ferries stop")
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.WITHDRAWN, {"reason": "Not so."}, post_id=ferry.id)
    page = browser.get(DESK).content.decode()
    assert page.index("Ferries stop") < page.index("Crane falls")
    assert text_of(page, f"#post-{crane.id} .marks") == "Pinned"
    assert text_of(page, f"#post-{ferry.id} .marks") == "Withdrawn"
    assert f"/posts/{ferry.id}/edit" not in page


def test_it_cuts_a_long_list_into_pages(browser: Client, fire: str) -> None:
    for number in range(52):
        publish(fire, f"Post {number}")
    page = browser.get(DESK).content.decode()
    assert page.count("<article") == 50
    older = browser.get(f"{DESK}?before=3").content.decode()
    assert older.count("<article") == 2
    assert "Post 1" in older
