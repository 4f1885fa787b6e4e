"""Which old backups still hold words that were removed since, by the removal ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stoppress.backup.manifest import NAME, Manifest, Told, read_manifest
from stoppress.record.errors import Refused
from stoppress.record.removal.ledger_file import Noted


@dataclass(frozen=True)
class Reach:
    """One backup. `held`: what it still holds of what was removed; `trouble`: it cannot be told."""

    path: Path
    made_at: str
    revisions: int
    held: tuple[Noted, ...]
    trouble: str = ""


def reaches(folder: Path, removed: Iterable[Noted]) -> list[Reach]:
    """Every backup in `folder`, the oldest first. Raises Refused where there is no such folder."""
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder; name the one that your backups lie in")
    known = list(removed)
    found = [_reach(path.parent, known) for path in sorted(folder.glob(f"*/{NAME}"))]
    return sorted(found, key=lambda one: (one.made_at, one.path))


def _reach(path: Path, removed: list[Noted]) -> Reach:
    try:
        manifest = read_manifest(path)
        return Reach(path, manifest.made_at, manifest.revisions, still_in(manifest, removed))
    except (Refused, ValueError) as error:
        return Reach(path, "", 0, (), str(error))


def still_in(manifest: Manifest, removed: Iterable[Noted]) -> tuple[Noted, ...]:
    """Those that the backup reaches up to, and whose words had not been destroyed by then."""
    told = {one.id: one for one in manifest.coverages}
    return tuple(one for one in removed if _is_in(one, told.get(one.coverage)))


def _is_in(one: Noted, told: Told | None) -> bool:
    return told is not None and one.position <= told.head and one.position not in told.removed
