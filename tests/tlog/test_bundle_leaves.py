"""Bundles of leaves: what goes in comes out, and nothing else is taken for a bundle."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.tlog.bundles import decode_bundle, encode_bundle
from stoppress.tlog.errors import LogError, Malformed

_LEAVES = st.lists(st.binary(max_size=70), max_size=256)


def test_each_leaf_stands_after_its_length() -> None:
    assert encode_bundle([b"abc", b"", b"d"]) == b"\x00\x03abc\x00\x00\x00\x01d"


@given(_LEAVES)
def test_leaves_come_out_as_they_went_in(leaves: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(leaves)) == leaves


@given(st.binary(max_size=300))
def test_any_bytes_are_one_bundle_only_or_none(data: bytes) -> None:
    try:
        leaves = decode_bundle(data)
    except Malformed:
        return
    assert encode_bundle(leaves) == data


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=20), st.data())
def test_a_bundle_that_was_cut_is_refused_or_shorter(
    leaves: list[bytes], data: st.DataObject
) -> None:
    whole = encode_bundle(leaves)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with suppress(Malformed):
        found = decode_bundle(cut)
        assert found == leaves[: len(found)] != leaves


def test_the_longest_leaf_fits_and_a_longer_one_is_refused() -> None:
    assert decode_bundle(encode_bundle([b"x" * 65_535])) == [b"x" * 65_535]
    with pytest.raises(LogError, match="65536 bytes is too long"):
        encode_bundle([b"x" * 65_536])


def test_more_leaves_than_a_tile_has_are_refused() -> None:
    assert len(decode_bundle(b"\x00\x00" * 256)) == 256
    with pytest.raises(Malformed, match="more than 256"):
        decode_bundle(b"\x00\x00" * 257)
