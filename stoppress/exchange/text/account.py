"""The account of a file's lines: nothing that was read may get lost unnoticed."""

from __future__ import annotations

from collections.abc import Sequence

from stoppress.exchange.text.lines import Line

UNPARSED = "unparsed"
PAGES = "pages-missing"


class Account:
    """What became of each line. A line that nobody accounts for is `unparsed`."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._texts = {line.number: line.text for line in lines}
        self._fates: dict[int, list[str]] = {n: [] for line in lines for n in line.numbers}
        self._rests: list[tuple[str, int]] = []

    def note(self, line: Line, fate: str) -> None:
        """`line` became `fate`, such as `headline` or `related-again`."""
        for number in line.numbers:
            if fate not in self._fates[number]:
                self._fates[number].append(fate)

    def note_rest(self, line: Line, words: str) -> None:
        """`words` are what nothing was made of in a line that became something otherwise."""
        self._rests.append((words, line.number))

    def fates(self) -> dict[int, str]:
        """What became of each line, by its number."""
        return {number: "; ".join(fates) or UNPARSED for number, fates in self._fates.items()}

    def lines_that_became(self, fate: str) -> dict[str, list[int]]:
        """The lines of that fate: their text, and the numbers of the lines that say it."""
        found: dict[str, list[int]] = {}
        for number, text in self._texts.items():
            if fate in (self._fates[number] or [UNPARSED]):
                found.setdefault(text, []).append(number)
        for words, number in self._rests if fate == UNPARSED else ():
            found.setdefault(words, []).append(number)
        return found
