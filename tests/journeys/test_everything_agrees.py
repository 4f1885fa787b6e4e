"""Acts, crashes, rebuilds and restores in any order: all that we say of a coverage says the same.

What was accepted = the page = an open page that applied the frames = the archive = the signed log.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from django.db import connections
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.backup.making import make_backup
from stoppress.config import Config
from stoppress.desk.leftovers import settle
from stoppress.projection.publish import Projection
from stoppress.public_store import Head
from stoppress.record.checking.fsck import check_record
from stoppress.record.models import Coverage
from tests.archives import another_newsroom, export, files_of, ours, sign, standalone
from tests.backup.places import lose_record
from tests.backup.test_put_a_newsroom_back import restored
from tests.by_chance import Editors
from tests.commands.shell import Shell
from tests.journeys.model import Model, Seen
from tests.newsroom import revisions
from tests.projection.public import page, reading
from tests.projection.test_frames import OpenPage
from tests.projection.test_take_words_away import finish

_SLUGS = ("harbour-fire", "flood", "storm")
_LUCK = st.randoms(use_true_random=False)
_ANY_ACTS = st.lists(st.integers(0, 10**6), min_size=4, max_size=12)


def seen_in(html: str) -> list[Seen]:
    """The posts of a page, or of some articles, from top to bottom."""
    return [_seen(article) for article in LexborHTMLParser(html).css("article.post")]


def _seen(article: LexborNode) -> Seen:
    words = (article.attributes["class"] or "").split()
    standing = words[-1] if "gone" in words else "shown"
    heads = article.css("h2")[:1] if standing == "shown" else []  # a notice may have one too
    headline = "".join(found.text() for found in heads)
    return str(article.attributes["id"]).removeprefix("post-"), standing, headline


class Reader(OpenPage):
    """A page that was loaded once, and has been told of everything since."""

    def __init__(self, config: Config, slug: str) -> None:
        self.slug = slug
        html = page(config, f"/{slug}/")
        articles = re.findall(r"<article.*?</article>", html, re.S)
        self.elements = {f"post-{seen_in(one)[0][0]}": one for one in articles}
        self.timeline = list(self.elements)
        self.head, self.epoch = now(config, slug)

    def listen(self, config: Config) -> Reader:
        """What was not said yet; a page that has missed something for good is loaded anew."""
        head, epoch = now(config, self.slug)
        with reading(config) as reader:
            frames = reader.frames(self.slug, self.head.position, 10_000)
        if epoch != self.epoch or len(frames) != head.position - self.head.position:
            assert epoch != self.epoch or head.purged > self.head.position
            return Reader(config, self.slug)
        for frame in frames:
            for change in json.loads(frame.body)["changes"]:
                self.apply(change)
        self.head = head
        return self

    def seen(self) -> list[Seen]:
        return seen_in("".join(self.elements[id] for id in self.timeline))


def now(config: Config, slug: str) -> tuple[Head, tuple[str, int]]:
    with reading(config) as reader:
        site = reader.site()
        [head] = [head for head in reader.heads() if head.slug == slug]
    return head, (site.epoch, site.generation)


class Newsroom(RuleBasedStateMachine):
    """Editors at work, on a machine that does not always do what it should."""

    scratch: Path
    numbers = count()
    done: Counter[str] = Counter()  # by all of them
    restores = 1

    def __init__(self) -> None:
        super().__init__()
        self.folder = self.scratch / str(next(self.numbers))
        self.folder.mkdir()
        self.kept = ExitStack()
        self.config = self.kept.enter_context(another_newsroom(self.folder / "data"))
        self.editors = Editors(0, *_SLUGS)
        self.models = dict(zip(_SLUGS, (Model() for _ in _SLUGS), strict=True))
        self.note()
        self.backup: Path | None = None
        self.projection = self.begin()
        self.readers = {slug: Reader(self.config, slug) for slug in _SLUGS}

    def begin(self) -> Projection:
        projection = Projection(self.config)
        projection.start()
        projection.catch_up()
        return projection

    def note(self) -> None:
        for slug, coverage in zip(_SLUGS, self.editors.coverages, strict=True):
            self.models[slug].take(revisions(coverage))

    @rule(numbers=_ANY_ACTS, luck=_LUCK)
    def editors_act(self, numbers: list[int], luck: random.Random) -> None:
        self.editors.luck = luck
        acts: list[Callable[[], object]] = self.editors.all()
        for number in numbers:
            self.editors.do(acts[number % len(acts)])
            self.note()
        self.done["acts tried"] += len(numbers)

    @rule()
    def it_is_published(self) -> None:
        self.projection.catch_up()
        self.listen()

    def listen(self) -> None:
        for slug, reader in self.readers.items():
            self.readers[slug] = reader.listen(self.config)

    @rule()
    def the_past_is_kept_up(self) -> None:
        self.projection.keep_up()

    @rule()
    def the_machine_crashes(self) -> None:
        self.done["crashes"] += 1
        self.projection.close()
        connections.close_all()
        self.projection = self.begin()

    @rule()
    def the_public_store_is_made_anew(self) -> None:
        self.done["rebuilds"] += 1
        self.projection.rebuild()

    @rule()
    @precondition(lambda self: self.backup is None)
    def a_backup_is_made(self) -> None:
        self.projection.close()
        sign(self.config)
        self.backup = self.folder / "backup"
        make_backup(self.config, self.backup)
        self.projection = self.begin()

    @rule()
    @precondition(lambda self: self.restores and self.backup)
    def the_record_is_lost_and_restored(self) -> None:
        """On PostgreSQL what was published since goes with it, so there the backup is new."""
        self.projection.close()
        sign(self.config)
        settle(self.config)
        if self.config.database:
            self.backup = self.folder / f"backup-{self.restores}"
            make_backup(self.config, self.backup)
        self.restores -= 1
        self.done["restores"] += 1
        lose_record(self.config)
        restored(Shell(self.config), self.backup or Path())
        self.note()
        self.projection = self.begin()

    @invariant()
    def the_record_is_good(self) -> None:
        assert [str(finding) for finding in check_record(self.config)] == []

    def teardown(self) -> None:
        try:
            self.projection.catch_up()
            finish(self.projection)
            self.listen()
            self.projection.close()
            sign(self.config)
            for slug in _SLUGS:
                self.agrees(slug)
            self.done["days"] += 1
            self.done["acts accepted"] += sum(self.editors.done.values())
        finally:
            self.projection.close()
            self.kept.close()

    def agrees(self, slug: str) -> None:
        model = self.models[slug]
        expected = model.seen()
        if Coverage.objects.get(slug=slug).state != "merged":  # that page leads to another
            shown = seen_in(page(self.config, f"/{slug}/"))
            assert shown == expected[: len(shown)]
            assert len(shown) == len(expected) or len(shown) >= 20  # older ones have pages
            assert self.readers[slug].seen()[: len(shown)] == shown
        export(self.config, self.folder / slug, slug)
        files = files_of(self.folder / slug)
        report = ours(files)
        assert [str(finding) for finding in report.findings()] == []
        assert standalone(files) == set()
        assert report.log is not None and report.is_signed
        assert [row.content for row in report.log.rows] == model.words()


def test_line_50_all_that_is_said_of_a_coverage_is_the_same(
    newsroom: Config, tmp_path: Path, full: bool
) -> None:
    number = random.randrange(10**6)
    print(f"seed {number}")
    Newsroom.scratch = tmp_path
    run_state_machine_as_test(
        seed(number)(Newsroom),
        settings=settings(
            max_examples=100 if full else 2,
            stateful_step_count=60 if full else 10,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if full else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(", ".join(f"{many} {what}" for what, many in sorted(Newsroom.done.items())))
