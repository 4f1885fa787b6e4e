"""A coverage that cannot be made anew is taken over into a rebuild as it is."""

from __future__ import annotations

from stoppress.public_store import Head, Reader, Writer
from tests.public_store.leaves import a_leaf


def test_a_coverage_that_is_kept_in_a_rebuild_brings_all_that_it_has(
    writer: Writer, reader: Reader
) -> None:
    head = Head("fire", "c1", 2, "live", signed=2)
    with writer.publish() as publication:
        publication.put_head(head)
        for position, text in enumerate((b"one", b"two"), 1):
            publication.put_part("fire/post", text, slug="fire", since=position)
            publication.put_page("/fire/", ["fire/post", "site/foot"], slug="fire", since=position)
            publication.put_leaf("fire", a_leaf(position))
        publication.put_part("site/foot", b".")
        publication.put_tile_hash("fire", 1, 0, b"h" * 32)
        publication.put_checkpoint("fire", 2, b"note\n")
        publication.put_media("fire", {"a"})
        publication.put_head(Head("flood", "c2", 1, "live"))
    with writer.rebuild(epoch="e1", render="1" * 16) as publication:
        publication.put_part("fire/post", b"half done", slug="fire", since=1)
        assert publication.keep("fire")
    assert reader.heads() == [head]
    pages = [reader.page_at("/fire/", position) for position in (1, 2)]
    assert [page.body for page in pages if page] == [b"one.", b"two."]
    assert reader.leaves("fire", 0, 9) == [a_leaf(1), a_leaf(2)]
    assert reader.tile_hashes("fire", 1, 0, 9) == [b"h" * 32]
    checkpoint = reader.page("/fire/log/checkpoint")
    assert checkpoint is not None and checkpoint.body == b"note\n"
    with writer.publish() as publication:
        assert publication.replace_media("fire", set()) == {"a"}
