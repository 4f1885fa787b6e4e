"""What a check of the record found wrong, and exactly where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    `coverage` is a slug, empty for the whole site; `position` is null where no single revision is
    meant; `column` is `table.column`, or the name of a file.
    """

    coverage: str
    position: int | None
    column: str
    text: str

    def __str__(self) -> str:
        where = f"/{self.coverage}/ " if self.coverage else ""
        where += f"position {self.position}, " if self.position is not None else ""
        return f"{where}{self.column}: {self.text}"
