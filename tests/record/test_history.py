"""Reading the record back, and the epoch that its public cursors begin with."""

from __future__ import annotations

from stoppress.config import Config
from stoppress.lib.ids import is_slug
from stoppress.record.append import append
from stoppress.record.epoch import site_epoch
from stoppress.record.history import copy_of, header_of, heads_to_project, revisions_of, since
from stoppress.record.models import Coverage, Post
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, some_post


def test_it_tells_everything_since_a_position_in_order(newsroom: Config) -> None:
    fire = open_harbour_fire()
    for number in range(230):  # more than one batch
        publish(fire, f"Post {number}")
    assert [step.position for step in since(fire, 0)] == list(range(1, 232))
    assert [step.position for step in since(fire, 229)] == [230, 231]
    assert list(since(fire, 231)) == []


def test_it_gives_the_words_now_shown(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("Crane fell"), post_id=crane.id)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    crane = Post.objects.get(id=crane.id)
    assert copy_of(crane).content["headline"] == "Crane fell"
    assert [step.kind for step in revisions_of(crane)] == ["posted", "revised", "pinned"]
    header = header_of(Coverage.objects.get(id=fire))
    assert header.content["title"] == "Fire in the old harbour"


def test_it_finds_the_coverages_that_wait_to_be_projected(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    Coverage.objects.filter(id=fire).update(projected=1)
    assert heads_to_project() == [(flood, "flood", 1)]


def test_it_keeps_one_epoch_with_the_checkpoints(newsroom: Config) -> None:
    epoch = site_epoch(newsroom.checkpoints_file)
    assert is_slug(epoch)
    assert site_epoch(newsroom.checkpoints_file) == epoch
    newsroom.checkpoints_file.unlink()
    assert site_epoch(newsroom.checkpoints_file) != epoch
