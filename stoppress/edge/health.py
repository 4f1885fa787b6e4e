"""Whether readers should be sent to this edge, and why not."""

from __future__ import annotations

from stoppress.edge.admin import json_answer
from stoppress.edge.answers import Answer
from stoppress.edge.follow import Follower
from stoppress.edge.hub import Hub


class Health:
    """`starting`: the public store has never been read. `stale`: it was, and cannot be any more."""

    def __init__(self, hub: Hub, follower: Follower) -> None:
        self._hub = hub
        self._follower = follower

    @property
    def state(self) -> str:
        if self._hub.site is None:
            return "starting"
        return "ready" if self._hub.is_well else "stale"

    def answer(self) -> Answer:
        """For anybody: nothing of what is wrong with our machines is said."""
        return self._said({})

    def in_private(self) -> Answer:
        """For the operator: with the reason."""
        return self._said({"trouble": self._follower.trouble})

    def alive(self) -> Answer:
        return json_answer({"ok": True})

    def _said(self, more: dict[str, object]) -> Answer:
        site, age, state = self._hub.site, self._follower.seconds_ago, self.state
        said = {
            "ok": state == "ready",
            "state": state,
            "epoch": site.epoch if site else None,
            "read_seconds_ago": None if age is None else round(age, 1),
        }
        return json_answer(said | more, 200 if state == "ready" else 503)
