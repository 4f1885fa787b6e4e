"""The checkpoint that is served for a log: is it one that was signed here?

Which of them is served depends on when it was brought out, so it cannot follow from the record.
"""

from __future__ import annotations

from stoppress.notary.checkpoints import CheckpointStore
from stoppress.public_store import Publication
from stoppress.public_store.comparing import Comparison, Difference
from stoppress.record.checking.findings import Finding
from stoppress.tlog.checkpoints import parse_checkpoint
from stoppress.tlog.errors import LogError
from stoppress.tlog.notes import parse_note


def put_served(
    publication: Publication, live: Comparison, store: CheckpointStore, slug: str
) -> Finding | None:
    """Put the checkpoint that is served, so that it is as it should be; or what is wrong with it.

    Newer ones may have been signed. A witness's signature may have joined it since.
    """
    served = live.checkpoint(slug)
    if served is None:
        return None
    size = _size_signed(store, slug, served)
    if size is not None:
        publication.put_checkpoint(slug, size, served)
        return None
    where = "" if slug == "-" else slug
    return Finding(
        where, None, f"public part /{slug}/log/checkpoint",
        "was never signed here; start the desk anew, and it brings out the last that was",
    )  # fmt: skip


def is_of_checkpoint(difference: Difference) -> bool:
    """Whether it is about a checkpoint, or about how far one goes."""
    name = str(difference.key[0])
    return name.endswith("/log/checkpoint") or difference.column == "signed"


def _size_signed(store: CheckpointStore, slug: str, served: bytes) -> int | None:
    """The size that it is of; null where no such checkpoint was signed."""
    try:
        note = parse_note(served)
        said = parse_checkpoint(note.text)
    except (LogError, ValueError):
        return None
    signed = store.at_size(said.origin, said.size)
    if signed is None or signed.slug != slug:
        return None
    kept = parse_note(signed.note)
    is_of_ours = kept.text == note.text and set(note.signatures) <= set(kept.signatures)
    return said.size if is_of_ours else None
