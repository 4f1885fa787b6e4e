"""Warnings about lines rather than posts: what could not be placed, and pages that are not here."""

from __future__ import annotations

from collections.abc import Iterator

from stoppress.exchange.capture import CaptureWarning
from stoppress.exchange.text.account import PAGES, UNPARSED, Account
from stoppress.exchange.text.phrases import PAGE_OF


def leftover_warnings(account: Account) -> Iterator[CaptureWarning]:
    """One warning for each text, naming all the lines that say it."""
    pages = account.lines_that_became(PAGES)
    if not _all_are_here(pages):
        for text, numbers in pages.items():
            yield CaptureWarning("pages-missing", name_lines(numbers), text)
    for text, numbers in account.lines_that_became(UNPARSED).items():
        yield CaptureWarning("unparsed", name_lines(numbers), text)


def name_lines(numbers: list[int]) -> str:
    """`line 4`, or `lines 4, 9 and 12`."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _all_are_here(pages: dict[str, list[int]]) -> bool:
    """Whether the capture holds `Page 1 of n` to `Page n of n`, and no button for more."""
    seen: set[int] = set()
    last: set[int] = set()
    for text in pages:
        match = PAGE_OF.fullmatch(text)
        if match is None:
            return False
        seen.add(int(match["page"]))
        last.add(int(match["all"]))
    return len(last) == 1 and seen >= set(range(1, max(last) + 1))
