"""What every answer of the desk says to browsers and caches."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.newsroom import publish

PAGES = [
    "/",
    "/open",
    "/coverages/harbour-fire",
    "/coverages/harbour-fire/header",
    "/coverages/harbour-fire/end",
    "/password",
    "/sign-in",
    "/no-such-page",
]


@pytest.mark.parametrize("url", PAGES)
def test_it_lets_pages_run_nothing_but_our_own_scripts(
    browser: Client, fire: str, url: str
) -> None:
    publish(fire)
    answer = browser.get(url)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    page = answer.content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", page)


def test_it_says_so_of_refusals_too(browser: Client, fire: str) -> None:
    for answer in (Client().get("/"), Client().post("/"), browser.get("/sign-out")):
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_tells_a_wrong_name_the_right_one(browser: Client, fire: str) -> None:
    answer = browser.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "open http://127.0.0.1:8001/" in answer.content.decode()
    assert "evil" not in answer.content.decode()


def test_it_gives_every_field_a_label(browser: Client, fire: str) -> None:
    for url in (*PAGES, f"/coverages/harbour-fire/posts/{publish(fire).id}/correct"):
        page = LexborHTMLParser(browser.get(url).content.decode())
        for field in page.css("input:not([type=hidden]), select, textarea"):
            name, own = field.attributes.get("name"), field.attributes
            labelled = page.css_first(f'label[for="{own.get("id")}"]') if own.get("id") else None
            inside = field.parent is not None and field.parent.tag == "label"
            assert labelled or inside or own.get("aria-label"), f"{url}: {name} has no label"
