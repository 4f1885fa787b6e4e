"""Several desks do at once what concerns several coverages: nobody is locked out, nothing is lost.

Every act may be refused with a sentence; a deadlock or "database is locked" is no sentence.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import uuid4

from django.db import connections
from django.db.models import F

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.content.carried import versions_carried
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Post, Revision, Shared, SharedUse, SharedVersion
from stoppress.record.moving import merge, move_post
from stoppress.record.removal.removing import remove, withhold
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind, Standing, State
from tests.newsroom import open_harbour_fire, revisions, some_post
from tests.record.things import claim, context, post, showing

DESKS = 5
TURNS = 12


def at_once(work: Callable[[int], object]) -> None:
    """Let each desk do its `work` in a thread of its own; the first failure is raised."""

    def run(desk: int) -> None:
        try:
            work(desk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(DESKS) as desks:
        for outcome in [desks.submit(run, desk) for desk in range(DESKS)]:
            outcome.result()


def in_processes(work: Callable[[int], None]) -> None:
    """The same in a process for each desk."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    desks = [fork.Process(target=work, args=(desk,)) for desk in range(DESKS)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join(120)
    assert [desk.exitcode for desk in desks] == [0] * DESKS


def assert_gapless(coverages: list[str]) -> None:
    for coverage in coverages:
        positions = [row.position for row in revisions(coverage)]
        assert positions == list(range(1, len(positions) + 1))
        assert Coverage.objects.get(id=coverage).head == len(positions)


def assert_every_version_is_told(coverages: list[str], id: str) -> None:
    """Each log tells each version from its first on, in order."""
    newest = Shared.objects.get(id=id).version
    versions = SharedVersion.objects.filter(shared=id).values_list("version", flat=True)
    assert sorted(versions) == list(range(1, newest + 1))
    for coverage in coverages:
        told = [number for row in revisions(coverage) for number in versions_of(row, id)]
        assert told == sorted(told)
        assert sorted(set(told)) == list(range(min(told), newest + 1))


def versions_of(row: Revision, id: str) -> list[int]:
    return [number for shared, number in versions_carried(row) if shared == id]


def test_a_thing_that_all_change_says_each_version_everywhere(newsroom: Config) -> None:
    coverages = [open_harbour_fire(slug) for slug in ("fire", "flood", "storm")]

    def work(desk: int) -> None:
        for turn in range(TURNS):
            words = claim(text=f"{desk}.{turn}"), context(title=f"{desk}.{turn}")
            post(coverages[(desk + turn) % 3], *words[:: 1 if desk % 2 else -1])

    at_once(work)
    assert_gapless(coverages)
    for id in ("hurt", "quay"):
        assert Shared.objects.get(id=id).version == DESKS * TURNS
        assert_every_version_is_told(coverages, id)


def test_posts_cross_each_other_between_coverages(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    posts = [post(fire, claim()).id for _ in range(DESKS)]

    def work(desk: int) -> None:
        here, there, moving = fire, flood, posts[desk]
        for turn in range(TURNS):
            press = uuid4()
            _, into = move_post(moving, there, submission=press)
            assert move_post(moving, there, submission=press)[1].pk == into.pk
            here, there, moving = there, here, str(into.post_id)
            if turn % 3 == 0:
                append(here, Kind.REVISED, showing(claim(text=f"{desk}.{turn}")), post_id=moving)

    at_once(work)
    assert_gapless([fire, flood])
    assert Post.objects.filter(standing=Standing.SHOWN).count() == DESKS


def acts(coverages: list[str], chance: Random, words: str) -> list[Callable[[], object]]:
    """What a desk may do next to two of the coverages."""
    here, there = chance.sample(coverages, 2)
    shown = Post.objects.filter(coverage=here, standing=Standing.SHOWN).first()
    moving = shown.id if shown else "none"
    return [
        lambda: post(here, claim(text=words, source_id="port")),
        lambda: post(there, context(title=words), claim()),
        lambda: append(here, Kind.POSTED, some_post()),
        lambda: change_shared("quay", {"title": words}),
        lambda: change_shared("port", {"name": words}),
        lambda: move_post(moving, there),
        lambda: withhold(here, post_id=moving, reason="legal"),
        lambda: remove(here, post_id=moving, reason="legal"),
    ]


def work_by_chance(coverages: list[str], desk: int) -> None:
    chance = Random(desk)
    for turn in range(TURNS):
        try:
            chance.choice(acts(coverages, chance, f"{desk}.{turn}"))()
        except Refused as refusal:
            assert str(refusal)
    if desk == 0:
        merge(coverages[0], coverages[1])


def test_line_29_processes_do_everything_at_once(newsroom: Config) -> None:
    coverages = [open_harbour_fire(slug) for slug in ("fire", "flood", "storm")]
    for coverage in coverages:
        post(coverage, claim(source_id="port"), context())
    in_processes(lambda desk: work_by_chance(coverages, desk))
    assert_gapless(coverages)
    going_on = SharedUse.objects.filter(coverage__state=State.LIVE)
    assert going_on.exists()
    assert not going_on.exclude(version=F("shared__version")).exists()


def test_the_same_new_thing_comes_from_two_desks(newsroom: Config) -> None:
    coverages = [open_harbour_fire(str(desk)) for desk in range(DESKS)]
    at_once(lambda desk: post(coverages[desk], claim(text=f"by {desk}")))
    assert Shared.objects.get(id="hurt").version == DESKS
    assert_every_version_is_told(coverages, "hurt")
