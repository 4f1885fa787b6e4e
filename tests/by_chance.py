"""Editors who do whatever comes to mind, by chance: for tests of acts in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Post, Revision, Shared
from stoppress.record.moving import merge, move_post
from stoppress.record.removal.removing import release, remove, withhold
from stoppress.record.removal.removing_things import remove_shared_version
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, some_post


class Editors:
    """Editors who do whatever comes to mind; the record says no to much of it."""

    def __init__(self, seed: int, *slugs: str) -> None:
        self.luck = random.Random(seed)
        self.coverages = [open_harbour_fire(slug) for slug in slugs or ("harbour-fire", "flood")]
        self.done: dict[str, int] = {}

    def act(self) -> None:
        """Do one of the acts that `few` names, by chance."""
        self.do(self.luck.choice(self.few()))

    def do(self, act: Callable[[], object]) -> None:
        """Try it; the record may say no."""
        try:
            act()
            self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        except Refused:
            pass

    def few(self) -> list[Callable[[], object]]:
        """Acts as often as they are likely."""
        return [
            *[self.publish] * 4,
            *[self.revise] * 3,
            *[self.mark] * 2,
            self.reorder,
            self.move,
            self.change_thing,
            self.change_coverage,
            self.withhold,
            self.release,
            self.remove,
            self.remove_thing,
        ]

    def all(self) -> list[Callable[[], object]]:
        """Those, and what else the record knows."""
        return [*self.few(), self.correct, self.clarify, self.lead, self.pause, self.merge]

    @property
    def coverage(self) -> str:
        return self.luck.choice(self.coverages)

    @property
    def post(self) -> Post:
        posts = list(Post.objects.order_by("coverage__slug", "ordinal"))
        if not posts:
            raise Refused("There is no post yet.")
        return self.luck.choice(posts)

    def content(self) -> dict[str, object]:
        said = some_post(f"Headline {self.luck.randrange(99)}")
        for name in self.luck.sample(["quay", "pier"], self.luck.randrange(3)):
            words = f"{name} {self.luck.randrange(3)}"
            context = {"type": "context", "context": name, "title": name, "paragraphs": [words]}
            said["blocks"].append(context)
        if self.luck.random() < 0.4:
            claim = {"type": "claim", "claim": "c", "text": f"It {self.luck.randrange(3)}"}
            named = self.luck.choice(["mayor", "chief"])
            claim |= {"status": "unverified", "source": f"The {named}", "source_id": named}
            said["blocks"].append(claim)
        return said

    def publish(self) -> None:
        append(self.coverage, Kind.POSTED, self.content())

    def revise(self) -> None:
        post = self.post
        append(post.coverage_id, Kind.REVISED, self.content(), post_id=post.id)

    def mark(self) -> None:
        post = self.post
        kind = self.luck.choice(
            [Kind.PINNED, Kind.UNPINNED, Kind.MARKED_KEY, Kind.UNMARKED_KEY, Kind.WITHDRAWN]
        )
        content = {Kind.WITHDRAWN: {"reason": "Wrong."}, Kind.MARKED_KEY: {"label": "Key"}}
        append(post.coverage_id, kind, content.get(kind, {}), post_id=post.id)

    def reorder(self) -> None:
        post = self.post
        above = self.luck.choice([None, self.post.id])
        append(post.coverage_id, Kind.REORDERED, {"above": above}, post_id=post.id)

    def move(self) -> None:
        move_post(self.post.id, self.coverage)

    def change_thing(self) -> None:
        things = list(Shared.objects.order_by("id"))
        if not things:
            raise Refused("There is no thing yet.")
        thing = self.luck.choice(things)
        fields = {name: value for name, value in thing.fields.items() if name != "source"}
        for name in ("title", "name", "text"):
            if fields.get(name):
                fields[name] = f"{name} {self.luck.randrange(3)}"
        too = self.coverages if self.luck.random() < 0.5 else ()
        change_shared(thing.id, fields, ended_too=too)

    def change_coverage(self) -> None:
        kind = self.luck.choice([Kind.HEADER_CHANGED, Kind.ENDED, Kind.REOPENED, Kind.REOPENED])
        append(self.coverage, kind, harbour_fire() if kind is Kind.HEADER_CHANGED else {})

    def withhold(self) -> None:
        post = self.post
        withhold(post.coverage_id, post_id=post.id, reason="legal")

    def release(self) -> None:
        post = self.post
        release(post.coverage_id, post_id=post.id)

    def remove(self) -> None:
        post = self.post
        older = Revision.objects.filter(post=post, position__lt=post.copy_position)
        positions = list(older.values_list("position", flat=True))[:1]
        some = positions if self.luck.random() < 0.5 else None
        remove(post.coverage_id, post_id=post.id, positions=some, reason="privacy")

    def remove_thing(self) -> None:
        things = list(Shared.objects.filter(version__gt=1).order_by("id"))
        if not things:
            raise Refused("Nothing has changed yet.")
        thing = self.luck.choice(things)
        remove_shared_version(
            thing.id, self.luck.randrange(1, thing.version), reason="error", note="By order."
        )

    def correct(self) -> None:
        post, said = self.post, self.content() | {"correction": {"note": "It was not so."}}
        append(post.coverage_id, Kind.CORRECTED, said, post_id=post.id)

    def clarify(self) -> None:
        post, said = self.post, self.content() | {"clarification": {"note": "It is meant so."}}
        append(post.coverage_id, Kind.CLARIFIED, said, post_id=post.id)

    def lead(self) -> None:
        picture = {"type": "picture", "media": f"{'a' * 64}.webp", "alt": "A crane"}
        header: dict[str, Any] = harbour_fire() | {"lead": picture}
        append(self.coverage, Kind.HEADER_CHANGED, header)

    def pause(self) -> None:
        append(self.coverage, self.luck.choice([Kind.PAUSED, Kind.RESUMED]), {})

    def merge(self) -> None:
        """Seldom, as nothing follows it."""
        if self.luck.random() > 0.2:
            raise Refused("Not today.")
        merge(*self.luck.sample(self.coverages, 2))
