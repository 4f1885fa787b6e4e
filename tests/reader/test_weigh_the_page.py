"""What a reader has to download, and whether it can be read: budgets that a change must respect."""

from __future__ import annotations

import gzip
import re

import pytest

from stoppress.config import Config
from stoppress.projection.site import Site, site_of

_SCRIPT_MOST, _STYLE_MOST = 8_000, 16_000  # bytes as served, before gzip
_REMEMBERING_MOST = 4_000  # likewise
_TEXT = ("--ink", "--soft", "--live", "--link", "--warn")
_GROUNDS = ("--paper", "--tint", "--warn-tint", "--fresh")


@pytest.fixture
def site() -> Site:
    return site_of(Config())


def test_the_script_stays_small(site: Site) -> None:
    assert len(site.script.body) <= _SCRIPT_MOST


def test_what_every_page_loads_to_remember_the_record_stays_small(site: Site) -> None:
    assert len(site.seen.body) < _REMEMBERING_MOST


def test_the_style_stays_small(site: Site) -> None:
    assert len(site.style.body) <= _STYLE_MOST
    assert len(gzip.compress(site.style.body)) <= _STYLE_MOST / 3


def test_the_script_takes_nothing_from_elsewhere(site: Site) -> None:
    text = site.script.body.decode()
    assert not re.search(r"\bimport\b|https?://|\beval\b|\.innerHTML = (?!policy)", text)


def test_the_style_loads_nothing_and_takes_sizes_from_the_reader(site: Site) -> None:
    text = site.style.body.decode()
    assert not re.search(r"url\(|@import|@font-face", text)
    sizes = re.findall(r"font-size: ([^;]+);", text)
    assert sizes
    assert all("px" not in size for size in sizes)
    assert "prefers-reduced-motion" in text
    assert "@media print" in text


def test_an_asset_has_another_name_when_it_is_another(site: Site) -> None:
    for asset in site.assets:
        assert re.fullmatch(r"/-/assets/\w+\.[0-9a-f]{16}\.(css|js|svg)", asset.path)
    assert site.render == site_of(Config()).render
    assert site.render != site_of(Config(site_name="Harbour News")).render


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", _TEXT)
@pytest.mark.parametrize("ground", _GROUNDS)
def test_words_stand_out_from_their_ground(site: Site, scheme: str, text: str, ground: str) -> None:
    colours = palettes(site.style.body.decode())[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5  # WCAG 2.2 AA


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_live_mark_can_be_read(site: Site, scheme: str) -> None:
    colours = palettes(site.style.body.decode())[scheme]
    assert contrast(colours["--on-live"], colours["--live"]) >= 4.5


def palettes(style: str) -> dict[str, dict[str, str]]:
    """The custom colours of either scheme."""
    light, dark = re.findall(r":root \{(.*?)\n *\}", style, re.S)[:2]
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", light))
    return {"light": colours, "dark": colours | dict(re.findall(r"(--[\w-]+): (#\w+);", dark))}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
