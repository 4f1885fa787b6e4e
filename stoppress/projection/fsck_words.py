"""Saying in a line what a row of the public store holds, and what it should."""

from __future__ import annotations

from typing import Any

from stoppress.public_store.comparing import Difference
from stoppress.public_store.tables import KEYS
from stoppress.record.checking.findings import Finding

ADVICE = "stop the desk and run `stoppress rebuild`"
_AROUND = 12  # characters shown before the first that differs
_SHOWN = 48  # characters of a value


def finding_of(slug: str, difference: Difference) -> Finding:
    """`column` is the kind of row, with its name; `position` that from which it is as it is."""
    key = dict(zip(KEYS[difference.table], difference.key, strict=True))
    position = key.get("position") or key.get("since") or None
    what = next((str(key[name]) for name in ("name", "path") if name in key), "")
    if "level" in key:
        what = f"level {key['level']} number {key['number']}"
    return Finding(slug, position, f"public {difference.table} {what}".strip(), _text(difference))


def _text(difference: Difference) -> str:
    if difference.is_missing:
        said = f"is missing; it should say {excerpt(_body(difference.due))}"
    elif not difference.column:
        said = f"should not be there; it says {excerpt(_body(difference.there))}"
    else:
        there, due = excerpts(difference.there, difference.due)
        said = f"{difference.column} is {there}, but the record makes it {due}"
    return f"{said}; {ADVICE}"


def excerpt(value: Any, start: int = 0) -> str:
    """A value, shortened, in one line."""
    if value is None or isinstance(value, int):
        return str(value)
    text = _readable(value)
    shown = " ".join(text[start : start + _SHOWN].split())
    before, after = "…" if start else "", "…" if start + _SHOWN < len(text) else ""
    return f"'{before}{shown}{after}'"


def excerpts(there: Any, due: Any) -> tuple[str, str]:
    """Both, from shortly before where they begin to differ."""
    if isinstance(there, int | None) or isinstance(due, int | None):
        return excerpt(there), excerpt(due)
    pairs = zip(_readable(there), _readable(due), strict=False)
    same = next((at for at, (one, two) in enumerate(pairs) if one != two), None)
    if same is None:
        same = min(len(_readable(there)), len(_readable(due)))
    start = max(0, same - _AROUND)
    return excerpt(there, start), excerpt(due, start)


def _readable(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def _body(row: dict[str, Any]) -> Any:
    """What a row is there for: its last column."""
    return list(row.values())[-1]
