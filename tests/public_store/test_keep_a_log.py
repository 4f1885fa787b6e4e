"""Leaves, the hashes above them and checkpoints come back as they were put."""

from __future__ import annotations

import pytest

from stoppress.public_store import Head, Reader, Writer
from tests.public_store.leaves import a_leaf


def test_it_gives_leaves_and_their_hashes_in_order(writer: Writer, reader: Reader) -> None:
    leaves = [a_leaf(position) for position in range(1, 6)]
    with writer.publish() as publication:
        for leaf in leaves:
            publication.put_leaf("fire", leaf)
        publication.put_leaf("flood", a_leaf(1))
    assert reader.leaves("fire", 0, 9) == leaves
    assert reader.leaves("fire", 2, 2) == leaves[2:4]
    assert reader.leaves("fire", 5, 9) == []
    hashes = [leaf.leaf_hash for leaf in leaves]
    assert reader.tile_hashes("fire", 0, 0, 256) == hashes
    assert reader.tile_hashes("fire", 0, 3, 1) == hashes[3:4]


def test_it_says_of_a_leaf_what_was_said_last(writer: Writer, reader: Reader) -> None:
    for said in (b'{"said":"secret"}', b""):
        with writer.publish() as publication:
            publication.put_leaf("fire", a_leaf(1, said))
    assert reader.leaves("fire", 0, 9) == [a_leaf(1, b"")]


def test_it_gives_hashes_of_a_level_as_far_as_there_is_no_gap(
    writer: Writer, reader: Reader
) -> None:
    hashes = {number: bytes([number]) * 32 for number in (0, 1, 2, 4)}
    with writer.publish() as publication:
        for number, hash_ in hashes.items():
            publication.put_tile_hash("fire", 1, number, hash_)
        publication.put_tile_hash("fire", 2, 0, b"z" * 32)
    assert reader.tile_hashes("fire", 1, 0, 256) == [hashes[0], hashes[1], hashes[2]]
    assert reader.tile_hashes("fire", 1, 1, 1) == [hashes[1]]
    assert reader.tile_hashes("fire", 1, 3, 9) == []
    assert reader.tile_hashes("fire", 2, 0, 256) == [b"z" * 32]
    with pytest.raises(ValueError, match="level 0"), writer.publish() as publication:
        publication.put_tile_hash("fire", 0, 0, b"y" * 32)


def test_a_checkpoint_is_a_page_and_the_head_names_its_size(writer: Writer, reader: Reader) -> None:
    with writer.publish() as publication:
        publication.put_head(Head("fire", "c1", 3, "live"))
        publication.put_checkpoint("fire", 2, b"two\n")
        publication.put_checkpoint("-", 7, b"seven\n")
    page = reader.page("/fire/log/checkpoint")
    assert page is not None
    assert (page.body, page.cache, page.position) == (b"two\n", "checkpoint", 3)
    assert page.content_type == "text/plain; charset=utf-8"
    with writer.publish() as publication:
        publication.put_checkpoint("fire", 3, b"three\n")
        publication.put_head(Head("fire", "c1", 4, "paused"))
    assert reader.heads() == [Head("fire", "c1", 4, "paused", signed=3)]
    site_log = reader.page("/-/log/checkpoint")
    assert site_log is not None and site_log.body == b"seven\n"


def test_it_knows_which_pictures_nothing_shows_any_more(writer: Writer) -> None:
    with writer.publish() as publication:
        publication.put_media("fire", {"a", "b", "c"})
        publication.put_media("fire", {"c", "d"})
        publication.put_media("flood", {"b"})
        assert publication.replace_media("fire", {"c", "e"}) == {"a", "d"}
        assert publication.replace_media("flood", set()) == {"b"}
        assert publication.replace_media("fire", {"c", "e"}) == set()
