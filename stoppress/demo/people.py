"""The people of the demo's newsroom. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Person:
    """Somebody at the desk: `login` names them in the script, `byline` is what readers see."""

    login: str
    name: str
    desk: str
    role: Literal["editor", "reporter"]

    @property
    def byline(self) -> str:
        return f"{self.name}, {self.desk}"


MARTA = Person("marta", "Marta Vidal", "live desk", "editor")
HENRY = Person("henry", "Henry Quill", "night desk", "editor")
RUTH = Person("ruth", "Ruth Adler", "Houston desk", "reporter")
TOMAS = Person("tomas", "Tomas Lindqvist", "science desk", "reporter")
PETER = Person("peter", "Peter Hallam", "at Jodrell Bank", "reporter")
JUNE = Person("june", "June Kerrigan", "Canberra desk", "reporter")
WALTER = Person("walter", "Walter Osei", "Washington desk", "reporter")
ANNA = Person("anna", "Anna Sorensen", "foreign desk", "reporter")

DESK = (MARTA, HENRY, RUTH, TOMAS, PETER, JUNE, WALTER, ANNA)
