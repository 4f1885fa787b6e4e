"""The desk's line says when a cache in front cannot be told to drop what went."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from stoppress.config import Config
from stoppress.record.models import Coverage
from tests.desk.test_see_how_publishing_stands import line


def test_it_says_that_a_cache_takes_no_orders_and_that_words_go_by_themselves(
    newsroom: Config, browser: Client, fire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for coverage in Coverage.objects.all():
        Coverage.objects.filter(id=coverage.id).update(projected=coverage.head)
    _told(newsroom, "cache.example answered 403 to the purge")
    assert line(browser)["readers"] == "Readers see everything"  # none is to be told here
    with_cache = replace(newsroom, purge_url="http://cache.example/")
    monkeypatch.setattr(settings, "STOPPRESS", with_cache)
    said: Any = line(browser)
    assert "cannot be told to drop what went: cache.example answered 403" in said["readers"]
    assert "by itself in a minute" in said["readers"]
    assert said["readers_level"] == "warn"
    _told(newsroom, "")
    assert line(browser)["readers_level"] == "good"


def _told(newsroom: Config, said: str) -> None:
    (newsroom.data / "caches.json").write_text(json.dumps({"said": said}), "utf-8")
