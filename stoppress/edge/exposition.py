"""Figures in the text format that Prometheus reads (version 0.0.4).

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One line; `suffix` is what a histogram adds to its family's name."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A figure with its samples. `kind` is counter, gauge or histogram."""

    name: str
    kind: str
    about: str
    samples: Sequence[Sample]


class Histogram:
    """How often something took how long, in seconds."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self._sum += seconds

    def samples(self) -> list[Sample]:
        found, below = [], 0
        for bound, count in zip([*map(str, self._bounds), "+Inf"], self._counts, strict=True):
            below += count
            found.append(Sample(below, {"le": bound}, "_bucket"))
        return [*found, Sample(self._sum, suffix="_sum"), Sample(below, suffix="_count")]


def written(families: Iterable[Family]) -> str:
    """The families as text."""
    lines = []
    for family in families:
        lines.append(f"# HELP {family.name} {_plain(family.about)}")
        lines.append(f"# TYPE {family.name} {family.kind}")
        lines += [_line(family.name, sample) for sample in family.samples]
    return "".join(f"{line}\n" for line in lines)


def joined(of_each: Mapping[str, Sequence[Family]]) -> list[Family]:
    """The families of several edges as one; the label `edge` says whose a sample is."""
    found: dict[str, Family] = {}
    for edge, families in of_each.items():
        for one in families:
            own = [Sample(s.value, {**s.labels, "edge": edge}, s.suffix) for s in one.samples]
            before = found[one.name].samples if one.name in found else ()
            found[one.name] = Family(one.name, one.kind, one.about, [*before, *own])
    return list(found.values())


def from_json(values: Sequence[Mapping[str, Any]]) -> list[Family]:
    """What `dataclasses.asdict` and JSON made of families."""
    return [
        Family(v["name"], v["kind"], v["about"], [Sample(**sample) for sample in v["samples"]])
        for v in values
    ]


def _line(name: str, sample: Sample) -> str:
    labels = ",".join(f'{key}="{_quoted(value)}"' for key, value in sample.labels.items())
    shown = f"{{{labels}}}" if labels else ""
    return f"{name}{sample.suffix}{shown} {sample.value:.15g}"


def _plain(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    return _plain(text).replace('"', r"\"")
