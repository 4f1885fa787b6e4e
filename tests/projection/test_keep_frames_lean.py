"""A frame holds what the page needs, once: little more than the HTML of the post that it brings.

The bound is on whole days, as the share differs by how long a post is. It may only go down.
"""

from __future__ import annotations

import json

import pytest
from django.db import connection

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.vocabulary import Kind
from tests.commands.shell import Shell
from tests.exchange.captures import REAL
from tests.newsroom import open_harbour_fire
from tests.projection.public import projecting, reading

MOST = 1.15  # bytes of the frames of new posts, beside the bytes of these posts' own HTML
_SENTENCE = "The crane at “Pier 9” fell just after noon, and the quay had been cleared by then. "


def test_frames_are_little_more_than_the_posts_they_bring(newsroom: Config) -> None:
    fire = open_harbour_fire()
    for number in range(20):
        block = {"type": "paragraph", "html": _SENTENCE * 4}
        said = {"headline": f"Crane falls at the harbour, {number} hurt", "blocks": [block] * 5}
        append(fire, Kind.POSTED, said)
    _hold_to_it(newsroom, "harbour-fire")


def test_so_are_those_of_the_captured_day(shell: Shell) -> None:
    if not REAL or connection.vendor != "sqlite":
        pytest.skip("there is no capture beside the clone, or this is the other engine")
    told = json.loads(shell.ok("import", REAL[0], "--publish", "--json"))
    _hold_to_it(shell.config, told["url"].strip("/"))


def _hold_to_it(config: Config, slug: str) -> None:
    with projecting(config) as projection:
        projection.catch_up()
    sent = posts = 0
    with reading(config) as reader:
        for frame in reader.frames(slug, 0, 10_000):
            changes = json.loads(frame.body)["changes"]
            if brought := [one["html"] for one in changes if one["op"] == "insert"]:
                sent += len(frame.body)
                posts += sum(len(html.encode()) for html in brought)
    print(f"frames of new posts: {sent / posts:.3f} times the posts' own HTML")
    assert posts < sent <= MOST * posts
