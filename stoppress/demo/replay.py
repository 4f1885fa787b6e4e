"""Plays the script into the record, as its desk would have: by `append()`, one step at a time.

Needs Django ready. People may work in the same coverage meanwhile; a step that no longer fits
(its post was withdrawn, say) is left out.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connections

from stoppress.demo.draw import draw
from stoppress.demo.people import DESK
from stoppress.demo.script import steps
from stoppress.demo.steps import Step
from stoppress.lib.ids import new_id
from stoppress.lib.pictures import TakenPicture, take_in
from stoppress.record.addresses import free_slug
from stoppress.record.append import append, open_coverage
from stoppress.record.errors import Refused
from stoppress.record.vocabulary import Kind

AT_ONCE = 12  # steps made before anybody looks, so that the page is not empty
_log = logging.getLogger(__name__)


def hire() -> None:
    """Give the people of the script their accounts."""
    for person in DESK:
        first, _, last = person.name.partition(" ")
        User.objects.get_or_create(
            username=person.login, defaults={"first_name": first, "last_name": last}
        )


class Day:
    """One playing of the script: a coverage of its own, and the posts in it so far."""

    def __init__(self, media: Path) -> None:
        self._media = media  # the desk's folder of pictures
        self._drawn: dict[str, TakenPicture] = {}
        self._posts: dict[str, str] = {}  # the script's name of a post: its public id
        self._things: dict[str, str] = {}  # likewise of an inset or a claim
        self._people = {user.username: user for user in User.objects.all()}
        self._to_come = steps()
        opened = self._to_come.pop(0)
        self.slug = free_slug(opened.content["slug"])
        self._coverage = self._open(opened)

    def play_at_once(self, count: int) -> None:
        """The next `count` steps, without their pauses."""
        now, self._to_come = self._to_come[:count], self._to_come[count:]
        for step in now:
            self._play(step)

    def play(self, wait: Callable[[float], bool], speed: float) -> None:
        """The rest, at `speed` times the script's pace; `wait(seconds)` is true when to stop."""
        while self._to_come:
            step = self._to_come.pop(0)
            if wait(step.pause / speed):
                return
            self._play(step)

    def _open(self, step: Step) -> str:
        content = self._of_this_day(step.content) | {"slug": self.slug}
        return open_coverage(content, actor=self._people[step.by]).coverage_id

    def _play(self, step: Step) -> None:
        kind = Kind(step.kind)
        post = self._posts.get(step.post) if step.post and kind is not Kind.POSTED else None
        try:
            revision = append(
                self._coverage,
                kind,
                self._of_this_day(step.content),
                post_id=post,
                actor=self._people[step.by],
            )
        except Refused as error:
            _log.warning("the demo leaves out a step (%s %s): %s", kind, step.post, error)
            return
        if kind is Kind.POSTED and step.post and revision.post_id:
            self._posts[step.post] = revision.post_id

    def _of_this_day(self, content: dict[str, Any]) -> dict[str, Any]:
        """`content` with each drawing made and named as a picture of the desk's.

        Insets and claims get ids of this day's: two days must not share them, for what one day
        learns later would then be told in the other.
        """
        said = dict(content)
        if said.get("lead"):
            said["lead"] = self._drawn_for(said["lead"])
        if "blocks" in said:
            said["blocks"] = [self._named(self._drawn_for(block)) for block in said["blocks"]]
        return said

    def _named(self, block: dict[str, Any]) -> dict[str, Any]:
        sort = block["type"]
        if sort not in ("context", "claim"):
            return block
        return block | {sort: self._things.setdefault(block[sort], new_id())}

    def _drawn_for(self, block: dict[str, Any]) -> dict[str, Any]:
        name = block.get("drawing")
        if name is None:
            return block
        if name not in self._drawn:
            file = io.BytesIO()
            draw(name).save(file, "PNG")
            self._drawn[name] = take_in(file.getvalue(), self._media)
        taken = vars(self._drawn[name])
        return {key: value for key, value in block.items() if key != "drawing"} | taken


def play_days(
    first: Day, media: Path, wait: Callable[[float], bool], *, speed: float, loop: bool
) -> None:
    """Play `first` to its end and, with `loop`, one more day after the other; for a thread."""
    day = first
    try:
        while True:
            day.play(wait, speed)
            if not loop or wait(_BETWEEN_DAYS / speed):
                return
            day = Day(media)
            day.play_at_once(AT_ONCE)
    except Exception:
        _log.exception("the demo has stopped playing; the newsroom goes on")
    finally:
        connections.close_all()


_BETWEEN_DAYS = 20  # seconds from the end of one day to the next
