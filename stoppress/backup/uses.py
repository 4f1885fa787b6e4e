"""Which shared things the posts of a coverage show, noted anew once revisions or words came in."""

from __future__ import annotations

from stoppress.record.adopted_things import keep_things
from stoppress.record.carried import content_of
from stoppress.record.copies import copies_in
from stoppress.record.models import Revision, SharedUse
from stoppress.record.state_tables import Made
from stoppress.record.state_things import told_in
from stoppress.record.vocabulary import Sort, Standing

_USING = (Standing.SHOWN, Standing.WITHHELD)


def note_uses(coverage_id: str, rows: list[Revision], made: Made) -> None:
    """Write what all the revisions of a coverage tell of things, and which posts show them now."""
    SharedUse.objects.filter(coverage_id=coverage_id).delete()
    keep_things(coverage_id, rows, made)
    _note_sources(coverage_id, rows, made)


def _note_sources(coverage_id: str, rows: list[Revision], made: Made) -> None:
    """A claim may name another source than before: it has the one that was told last of it."""
    told: dict[str, int] = {}
    named: dict[str, tuple[int, str | None]] = {}  # claim: its newest version, and the source
    for row in rows:
        for one in told_in(content_of(row) or {}):
            told[one.id] = max(one.version, told.get(one.id, 0))
            if one.sort is Sort.CLAIM and one.version >= named.get(one.id, (0, None))[0]:
                named[one.id] = one.version, one.fields.get("source_id")
    for post, content in made.contents.items():
        if made.posts[post]["standing"] not in _USING or post in made.withdrawn:
            continue
        for copy in copies_in(content, [Sort.CLAIM]):
            _, source = named.get(copy.id, (0, None))
            if source in told:
                SharedUse.objects.get_or_create(
                    shared_id=source,
                    post_id=post,
                    defaults={"coverage_id": coverage_id, "version": told[source]},
                )
