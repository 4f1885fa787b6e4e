"""Rebuilding: the public store follows from the record alone, byte for byte."""

from __future__ import annotations

import dataclasses
import random
import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from stoppress.config import Config
from stoppress.projection.publish import CoverageFailed, Projection, PublicAhead
from stoppress.public_store import Head, open_writer
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.projection.public import everything, page, projecting, reading

_NOTE = {"correction": {"note": "It was a gantry.", "was": "crane", "now": "gantry"}}
_ACTS = [
    (Kind.REVISED, some_post("Gantry falls")),
    (Kind.CORRECTED, some_post("Gantry falls") | _NOTE),
    (Kind.WITHDRAWN, {"reason": "Another harbour."}),
    (Kind.PINNED, {}),
    (Kind.UNPINNED, {}),
    (Kind.MARKED_KEY, {"label": None}),
    (Kind.UNMARKED_KEY, {}),
]


def act(coverage: str, luck: random.Random) -> None:
    """One thing that a desk might do; most often a new post."""
    posts = list(Post.objects.filter(coverage=coverage))
    if not posts or luck.random() < 0.75:
        publish(coverage, f"Post {len(posts) + 1}")
    elif luck.random() < 0.1:
        append(coverage, Kind.HEADER_CHANGED, harbour_fire() | {"title": f"Fire {len(posts)}"})
    else:
        kind, content = luck.choice(_ACTS)
        try:
            append(coverage, kind, content, post_id=luck.choice(posts).id)
        except Refused:
            publish(coverage)


def test_it_gives_the_same_bytes_however_they_were_published(newsroom: Config) -> None:
    luck = random.Random(1969)
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    with projecting(newsroom) as projection:
        for _ in range(230):  # more than 150 posts, so that older pages are cut
            act(fire, luck)
            if luck.random() < 0.2:
                act(flood, luck)
            if luck.random() < 0.5:
                projection.catch_up()
        append(flood, Kind.ENDED, {"note": None})
        projection.catch_up()
        step_by_step = everything(newsroom)
        assert {row[0] for row in step_by_step["page"]} >= {
            "/harbour-fire/page/1",
            "/harbour-fire/page/2",
        }
        projection.rebuild()
    assert everything(newsroom) == step_by_step
    with closing(Projection(newsroom)) as another:
        another.rebuild()
    assert everything(newsroom) == step_by_step


def test_it_serves_the_next_generation_with_the_same_epoch(newsroom: Config) -> None:
    publish(open_harbour_fire())
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        before = reader.site()
        assert projection.rebuild() == 1
        after = reader.site()
    assert after == dataclasses.replace(before, generation=before.generation + 1)


def test_it_goes_on_publishing_after_a_rebuild(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom) as projection:
        projection.rebuild()
        publish(fire)
        assert projection.catch_up() == 1
    assert "Crane falls" in page(newsroom, "/harbour-fire/")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"site_name": "Harbour News"}, "Harbour News</a>"),
        ({"language": "pt"}, '<html lang="pt">'),
        ({"reader_url": "https://live.test/"}, 'rel="canonical" href="https://live.test/"'),
    ],
)
def test_it_rebuilds_by_itself_when_the_pages_would_be_others(
    newsroom: Config, changes: dict[str, Any], shown: str
) -> None:
    other = dataclasses.replace(newsroom, **changes)
    publish(open_harbour_fire())
    with projecting(newsroom), reading(newsroom) as reader:
        before = reader.site()
        with projecting(newsroom):
            assert reader.site() == before
        with projecting(other):
            after = reader.site()
    assert after.generation == before.generation + 1
    assert after.render != before.render
    assert shown in page(newsroom, "/")


def _damage(coverage: str) -> None:
    """Give it a last revision that nobody can read: never written by append()."""
    row = Revision.objects.filter(coverage=coverage).latest("position")
    row.pk, row.submission, row.position, row.content = None, None, row.position + 1, b"{"
    row.kind, row.post, row.post_revision = Kind.HEADER_CHANGED, None, None
    row.save(force_insert=True)
    Coverage.objects.filter(id=coverage).update(head=row.position)


def test_one_coverage_that_cannot_be_rendered_stays_as_it_was(newsroom: Config) -> None:
    broken, fine = open_harbour_fire("broken"), open_harbour_fire("fine")
    publish(broken, "Before")
    with projecting(newsroom):
        before = page(newsroom, "/broken/")
    _damage(broken)
    publish(fine, "After")
    anew = dataclasses.replace(newsroom, site_name="Harbour News")
    with closing(Projection(anew)) as projection:
        with pytest.raises(CoverageFailed, match="/broken/ cannot be published"):
            projection.start()
        publish(fine, "Later")
        with pytest.raises(CoverageFailed, match="/broken/ cannot be published"):
            projection.catch_up()
    assert page(newsroom, "/broken/") == before
    for asset in re.findall(r"/-/assets/[^\"]+", before):
        assert page(newsroom, asset)
    assert "Harbour News</a>" in page(newsroom, "/fine/")
    assert "Later" in page(newsroom, "/fine/")
    assert 'href="/broken/"' in page(newsroom, "/")


def test_it_rebuilds_by_itself_under_a_new_epoch(newsroom: Config) -> None:
    fire = open_harbour_fire()
    publish(fire)
    with projecting(newsroom), reading(newsroom) as reader:
        before = reader.site()
        # What a restore does; then even a record that is behind is where readers begin anew.
        writer = open_writer(newsroom)
        with writer.publish() as publication:
            publication.put_head(Head("harbour-fire", fire, 9, "live"))
        writer.close()
        with closing(sqlite3.connect(newsroom.checkpoints_file)) as checkpoints:
            checkpoints.execute("UPDATE site SET epoch = 'anotherepoch'")
            checkpoints.commit()
        with projecting(newsroom):
            assert reader.site().epoch == "anotherepoch" != before.epoch
            assert [head.position for head in reader.heads()] == [2]


def test_it_takes_back_nothing_that_readers_of_this_epoch_have_seen(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom) as projection:
        writer = open_writer(newsroom)
        with writer.publish() as publication:
            publication.put_head(Head("harbour-fire", fire, 9, "live"))
        writer.close()
        before = everything(newsroom)
        with pytest.raises(PublicAhead):
            projection.rebuild()
    assert everything(newsroom) == before
