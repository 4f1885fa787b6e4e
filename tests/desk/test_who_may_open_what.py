"""Every route of the desk, and who gets through the gate. A route without a row here fails."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from stoppress.desk.links import new_link
from tests.newsroom import publish

# name: (method, what an editor gets); anybody else is sent to the sign-in page.
BEHIND_THE_GATE = {
    "coverages": ("GET", 200),
    "open": ("GET", 200),
    "coverage": ("GET", 200),
    "delivery": ("GET", 200),
    "header": ("GET", 200),
    "pause": ("GET", 200),
    "resume": ("GET", 200),
    "end": ("GET", 200),
    "reopen": ("GET", 200),
    "merge": ("GET", 200),
    "move-up": ("POST", 302),
    "move-down": ("POST", 302),
    "place-above": ("GET", 200),
    "move-post": ("GET", 200),
    "publish": ("POST", 422),
    "save-draft": ("POST", 200),
    "discard-draft": ("POST", 302),
    "edit": ("GET", 200),
    "correct": ("GET", 200),
    "clarify": ("GET", 200),
    "withdraw": ("GET", 200),
    "withhold": ("GET", 200),
    "release": ("GET", 200),
    "ask-removal": ("GET", 200),
    "versions": ("GET", 200),
    "things": ("GET", 200),
    "thing": ("GET", 404),
    "removals": ("GET", 200),
    "removal": ("GET", 404),
    "call-off": ("POST", 404),
    "ask-version-removal": ("GET", 404),
    "version-removal": ("GET", 404),
    "call-off-version": ("POST", 404),
    "pin": ("POST", 302),
    "unpin": ("POST", 302),
    "mark-key": ("POST", 302),
    "unmark-key": ("POST", 302),
    "take-picture": ("POST", 422),
    "media": ("GET", 404),
    "sign-out": ("POST", 302),
    "password": ("GET", 200),
    "readers": ("GET", 200),
    "state": ("GET", 200),
    "token": ("GET", 200),
}
# name: (method, what everybody gets)
BEFORE_THE_GATE = {"sign-in": ("GET", 200), "link": ("GET", 200), "health": ("GET", 200)}


def address(name: str, ana: User, post_id: str) -> str:
    own: dict[str, list[object]] = {
        "media": [f"{'0' * 64}.webp"],
        "discard-draft": ["harbour-fire", uuid4()],
        "things": ["claim"],
        "thing": ["claim", "c/1"],
        "removal": [1],
        "call-off": [1],
        "ask-version-removal": [1, "c/1"],
        "version-removal": [1],
        "call-off-version": [1],
        "link": [new_link(ana, 5).rpartition("/")[2]],
    }
    if name in own:
        return reverse(name, args=own[name])
    route = routes()[name]
    taken = {"slug": "harbour-fire", "post_id": post_id}
    return reverse(name, args=[taken[word] for word in taken if f":{word}>" in route])


def routes() -> dict[str, str]:
    found = {}
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern), "included routes need to be walked here as well"
        found[str(pattern.name)] = str(pattern.pattern)
    return found


def test_it_has_a_row_for_every_route() -> None:
    assert set(routes()) == set(BEHIND_THE_GATE) | set(BEFORE_THE_GATE)


@pytest.mark.parametrize("name", BEHIND_THE_GATE)
def test_it_lets_an_editor_in_and_nobody_else(
    name: str, ana: User, bela: User, browser: Client, fire: str
) -> None:
    method, answer = BEHIND_THE_GATE[name]
    url = address(name, ana, publish(fire).id)
    disabled = Client()
    disabled.force_login(bela)
    User.objects.filter(pk=bela.pk).update(is_active=False)
    for stranger in (Client(), disabled):
        refused = stranger.generic(method, url)
        if method == "GET":
            assert refused.status_code == 302
            assert refused.headers["Location"] == f"/sign-in?next={url}"
        else:
            assert refused.status_code == 401
        asked_by_script = stranger.generic(method, url, headers={"accept": "application/json"})
        assert asked_by_script.status_code == 401
        assert set(asked_by_script.json()) == {"error"}
    assert browser.generic(method, url).status_code == answer


@pytest.mark.parametrize("name", BEFORE_THE_GATE)
def test_it_lets_everybody_see_what_stands_before_the_gate(
    name: str, ana: User, browser: Client, fire: str
) -> None:
    method, answer = BEFORE_THE_GATE[name]
    for client in (Client(), browser):
        assert client.generic(method, address(name, ana, "")).status_code == answer


def test_it_serves_style_sheets_and_scripts_to_everybody(newsroom: object) -> None:
    for name in ("desk/page.css", "desk/composer.js", "django_prose_editor/editor.js"):
        answer = Client().get(f"/static/{name}")
        assert answer.status_code == 200
        assert len(answer.content) > 500
    assert Client().get("/static/../settings.py").status_code in (302, 404)
