"""A strict reader of Prometheus' text format, written from its page, knowing nothing of our writer.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (\S+)")
_HELP, _TYPE = re.compile(rf"# HELP ({_NAME}) (.+)"), re.compile(rf"# TYPE ({_NAME}) (\w+)")
_PARTS = ("_bucket", "_sum", "_count")

Labels = frozenset[tuple[str, str]]


@dataclass
class Read:
    """A family: its kind, and its samples by name and labels."""

    kind: str
    samples: dict[tuple[str, Labels], float] = field(default_factory=dict)

    def value(self, name: str, **labels: str) -> float:
        return self.samples[name, frozenset(labels.items())]


def read(text: str) -> dict[str, Read]:
    """The families in `text`. Raises ValueError for whatever the format does not allow."""
    if not text.endswith("\n"):
        raise ValueError("the last line must end with a line feed")
    found: dict[str, Read] = {}
    helped = current = ""
    for line in text.split("\n")[:-1]:
        if help_ := _HELP.fullmatch(line):
            helped = help_[1]
        elif type_ := _TYPE.fullmatch(line):
            current = type_[1]
            if current != helped or current in found:
                raise ValueError(f"{current}: one HELP, then one TYPE, once: {line!r}")
            if type_[2] not in ("counter", "gauge", "histogram"):
                raise ValueError(f"no such type: {line!r}")
            found[current] = Read(type_[2])
        else:
            _add(found, current, line)
    for name, family in found.items():
        if family.kind == "histogram":
            _check_histogram(name, family)
    return found


def _add(found: dict[str, Read], current: str, line: str) -> None:
    sample = _SAMPLE.fullmatch(line)
    if sample is None or not current:
        raise ValueError(f"no sample: {line!r}")
    name, family = sample[1], found[current]
    parts = _PARTS if family.kind == "histogram" else ("",)
    if name not in [current + part for part in parts]:
        raise ValueError(f"a sample of another family within {current}: {line!r}")
    labels = _labels(sample[2] or "", line)
    if (name, labels) in family.samples:
        raise ValueError(f"the same sample twice: {line!r}")
    value = float(sample[3])
    if family.kind != "gauge" and value < 0:
        raise ValueError(f"a count below nothing: {line!r}")
    family.samples[name, labels] = value


def _labels(text: str, line: str) -> Labels:
    found, at = [], 0
    while at < len(text):
        label = _LABEL.match(text, at)
        if label is None:
            raise ValueError(f"labels: {line!r}")
        found.append((label[1], label[2]))
        at = label.end()
    if len(dict(found)) != len(found):
        raise ValueError(f"a label twice: {line!r}")
    return frozenset(found)


def _check_histogram(name: str, family: Read) -> None:
    """Buckets rise to the count, which is that of +Inf."""
    series: dict[Labels, list[tuple[float, float]]] = {}
    for (sample, labels), value in family.samples.items():
        if sample == f"{name}_bucket":
            bound = dict(labels)["le"]
            rest = frozenset(label for label in labels if label[0] != "le")
            series.setdefault(rest, []).append((float(bound), value))
    for labels, buckets in series.items():
        counts = [count for _, count in sorted(buckets)]
        if counts != sorted(counts) or max(buckets)[0] != float("inf"):
            raise ValueError(f"{name}: its buckets do not rise to +Inf")
        if family.samples[f"{name}_count", labels] != counts[-1]:
            raise ValueError(f"{name}: its count is not that of +Inf")
