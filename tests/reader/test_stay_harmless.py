"""Hostile text is text, in every field, even where the browser's own second line of defence is off.

The record refuses most of this; here it is written past it, as an older version or a damaged
database might have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stoppress.config import Config
from stoppress.record.append import append, open_coverage
from stoppress.record.models import Coverage, Revision
from stoppress.record.removal.removing import withhold
from stoppress.record.vocabulary import Kind
from tests.newsroom import some_post
from tests.projection.public import frames, page, projecting
from tests.reader.conftest import Site
from tests.reader.everything import header, picture, post
from tests.reader.reader import Reader

pytestmark = pytest.mark.journey
_ATTACKS = [
    "<script>hurt()</script>",
    "<img src=x onerror=hurt()>",
    '"><svg onload=hurt()>',
    "' onmouseover='hurt()' autofocus onfocus='hurt()",
    "</title></style></textarea></script><script>hurt()</script>",
    "<!--@cursor--><!--@posts-->",
    "{{ 7|add:7 }}{% debug %}",
    "\u202etxet desrever\u2066",
    '<a href="javascript:hurt()">x</a><iframe srcdoc="<script>parent.hurt()</script>">',
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=hurt()>'>",
]
_OWN_WORDS = {"type", "status", "zone", "slug", "language", "media", "small", "kind", "date"}


def poisoned(content: Any, attack: str, key: str = "") -> Any:
    """`content` with `attack` at the end of every text in it."""
    if isinstance(content, dict):
        return {name: poisoned(value, attack, name) for name, value in content.items()}
    if isinstance(content, list):
        return [poisoned(value, attack, key) for value in content]
    if not isinstance(content, str) or key in _OWN_WORDS or key.endswith("_at"):
        return content
    return f"javascript:hurt()//{attack}" if key == "url" else f"{content} {attack}"


def publish_poison(config: Config, attack: str) -> None:
    """A coverage whose every field says `attack`, put into the record past its own checks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stoppress.record.append.checked", lambda kind, content: content)
        opened = open_coverage(poisoned(header(), attack)).coverage_id
        whole = poisoned(post(picture(config)), attack)
        note = {"note": attack, "was": attack, "now": attack}
        id = append(opened, Kind.POSTED, whole).post_id
        append(opened, Kind.CORRECTED, whole | {"correction": note}, post_id=id)
        clear = {"clarification": {"note": attack}}
        append(opened, Kind.CLARIFIED, whole | clear, post_id=id)
        append(opened, Kind.PINNED, {}, post_id=id)
        append(opened, Kind.MARKED_KEY, {"label": attack}, post_id=id)
        gone = append(opened, Kind.POSTED, some_post()).post_id
        append(opened, Kind.WITHDRAWN, {"reason": attack}, post_id=gone)
        held = append(opened, Kind.POSTED, some_post()).post_id
        withhold(opened, post_id=held, reason="legal", note=attack)
        append(opened, Kind.PAUSED, {"note": attack})


@pytest.mark.parametrize("attack", _ATTACKS)
def test_nothing_in_a_text_runs_or_breaks_out(
    site: Site, reading: Callable[..., Reader], attack: str
) -> None:
    publish_poison(site.config, attack)
    id = Revision.objects.get(position=2).post_id
    for path in ("/harbour-fire/", f"/harbour-fire/posts/{id}", "/"):
        reader = reading(path, bypass_csp=True)
        reader.page.mouse.move(200, 400)
        assert reader.page.evaluate("window.isHurt") is None
        assert dangerous(reader) == []
        assert reader.page.locator("body > main").count() == 1
        assert reader.page.locator("body > footer").count() == 1


def test_it_is_as_harmless_when_it_arrives_on_an_open_page(
    site: Site, reading: Callable[..., Reader]
) -> None:
    publish_poison(site.config, _ATTACKS[0])
    reader = reading(bypass_csp=True)
    fire = Revision.objects.get(position=1).coverage_id
    first = Revision.objects.get(position=2)
    for attack in _ATTACKS:
        whole = poisoned(post(picture(site.config)), attack)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("stoppress.record.append.checked", lambda kind, content: content)
            append(fire, Kind.REVISED, whole, post_id=first.post_id)
    reader.reach(Coverage.objects.get().head)
    assert reader.page.evaluate("window.isHurt") is None
    assert dangerous(reader) == []


def dangerous(reader: Reader) -> list[str]:
    """Whatever in the page could run, load or send, and is not ours."""
    return list(
        reader.page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((one) =>
                ["SVG", "MATH", "IFRAME", "OBJECT", "EMBED", "FORM", "STYLE", "BASE"]
                    .includes(one.nodeName.toUpperCase())
                || one.nodeName === "SCRIPT" && !/\\/assets\\/(reader|seen)\\./.test(one.src)
                || one.nodeName === "IMG" && !one.src.includes("/-/media/")
                || one.nodeName === "A" && one.href && !/^(https?|mailto):/.test(one.href)
                || [...one.attributes].some(({ name }) => /^on|^srcdoc$/.test(name))
                || !/^(--kept: [\\d.]+px;|min-block-size: [\\d.]+px;)?$/
                    .test(one.getAttribute("style") ?? "")
            ).map((one) => one.outerHTML.slice(0, 200))"""
        )
    )


def test_a_text_cannot_stand_in_for_a_part_of_the_page(newsroom: Config) -> None:
    publish_poison(newsroom, "<!--@cursor-->")
    with projecting(newsroom):
        pass
    shown = page(newsroom, "/harbour-fire/")
    assert "<!--@" not in shown
    assert shown.count("data-cursor=") == 1


def test_an_announcement_is_a_line_of_plain_words(newsroom: Config) -> None:
    publish_poison(newsroom, "\u202eevil\nline")
    with projecting(newsroom):
        pass
    for frame in frames(newsroom):
        assert "\n" not in frame["announce"]
        assert "\u202e" not in frame["announce"]
