"""The script of the demo: every step of the desk, from the first header to the end, in order."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from stoppress.demo.chapters import (
    ascent,
    descent,
    evening,
    landed,
    morning,
    night,
    opening,
    ride_home,
    walk,
)
from stoppress.demo.people import DESK, Person
from stoppress.demo.steps import Step

__all__ = ["DESK", "Person", "Step", "steps"]

_CHAPTERS = (opening, morning, descent, landed, evening, walk, night, ascent, ride_home)


def steps() -> list[Step]:
    """The whole day. The content is a fresh copy each time: a caller may change it."""
    return [
        replace(step, content=deepcopy(step.content))
        for chapter in _CHAPTERS
        for step in chapter.STEPS
    ]
