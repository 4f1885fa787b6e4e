"""What a check found wrong, and exactly where; and what came out of checking a whole log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `where` is a file; `position` null: no single revision is meant.

    `passing`: it may be only that the site was read while words were being taken away or given
    back; whoever reads a live site looks again.
    """

    where: str
    position: int | None
    text: str
    passing: bool = False

    def __str__(self) -> str:
        at = f", position {self.position:,}" if self.position is not None else ""
        return f"{self.where}{at}: {self.text}"


class Trouble(Exception):
    """Nothing could be checked at all. The text is one line that says why, and what to do."""


@dataclass
class Checked:
    """One log: what it says, and what was found. `notes` are what could not be checked."""

    slug: str
    origin: str = ""
    size: int = 0
    root: bytes = b""
    last_at: str = ""  # the instant of its last revision, as its leaf says it
    signed_by: tuple[str, ...] = ()  # name and id of each known key that signed
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def add(self, where: str, position: int | None, text: str, *, passing: bool = False) -> None:
        self.findings.append(Finding(where, position, text, passing))


@dataclass
class Report:
    """Everything that one run checked."""

    logs: list[Checked] = field(default_factory=list)
    beside: list[Finding] = field(default_factory=list)  # of no log: a manifest, a picture
    notes: list[str] = field(default_factory=list)

    def findings(self) -> Iterator[Finding]:
        yield from self.beside
        for log in self.logs:
            yield from log.findings

    def said(self) -> Iterator[str]:
        """What could not be checked."""
        yield from self.notes
        for log in self.logs:
            yield from log.notes
