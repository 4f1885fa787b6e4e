"""The files of a log: what a stranger needs to check it, and no address but theirs."""

from __future__ import annotations

import re

import pytest

from tests.conformance.client import Address, Reader, get, reading
from tests.conformance.conftest import LOGGED, LOGGED_SIZE
from tests.conformance.trees import (
    TILE,
    leaf_hash,
    number_path,
    read_checkpoint,
    root_of,
    split,
    split_bundle,
    tile_paths,
)
from tests.edge.logs import put_log, said
from tests.edge.press import Press
from tests.waiting import eventually

IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture
def log(address: Address, live: str, edge_has_press: bool) -> str:
    """Where there is a log: of our own, or of the edge that we were given."""
    path = f"/{LOGGED}/log" if edge_has_press else f"{live}/log"
    if get(address, f"{path}/checkpoint").status == 404:
        pytest.skip("that coverage is not signed yet")
    return path


def test_the_tiles_and_leaves_give_the_root_that_was_signed(address: Address, log: str) -> None:
    answer = get(address, f"{log}/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=5"
    checkpoint = read_checkpoint(answer.text)
    assert checkpoint.origin.endswith(log)
    hashes = []
    for path, width in tile_paths("0", checkpoint.size):
        tile = get(address, f"{log}/{path}")
        assert tile.headers["cache-control"] == IMMUTABLE
        assert tile.headers["content-type"] == "application/octet-stream"
        hashes += split(tile.body)
        assert len(tile.body) == 32 * width
    assert root_of(hashes) == checkpoint.root
    leaves = []
    for path, width in tile_paths("entries", checkpoint.size):
        bundle = get(address, f"{log}/{path}")
        assert bundle.headers["cache-control"] == IMMUTABLE
        leaves += split_bundle(bundle.body)
        assert len(leaves) % TILE == width % TILE
    assert [leaf_hash(leaf) for leaf in leaves] == hashes


def test_a_higher_tile_holds_the_roots_of_those_below(address: Address, press: Press) -> None:
    above = split(get(address, f"/{LOGGED}/log/tile/1/000.p/2").body)
    for number, root in enumerate(above):
        below = get(address, f"/{LOGGED}/log/tile/0/{number_path(number)}").body
        assert root_of(split(below)) == root


@pytest.mark.parametrize("kind", ["0", "entries"])
def test_a_partial_tile_is_a_prefix_also_of_one_that_has_been_filled(
    address: Address, press: Press, kind: str
) -> None:
    whole = get(address, f"/{LOGGED}/log/tile/{kind}/000").body
    for width in (1, 77, 255):
        part = get(address, f"/{LOGGED}/log/tile/{kind}/000.p/{width}").body
        assert whole.startswith(part)
        assert len(split(part) if kind == "0" else split_bundle(part)) == width


def test_the_contents_say_what_each_leaf_holds(address: Address, press: Press) -> None:
    lines = []
    for number in range(-(-LOGGED_SIZE // TILE)):
        answer = get(address, f"/{LOGGED}/log/contents/{number_path(number)}")
        assert answer.headers["content-type"] == "application/jsonl; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=2, must-revalidate"
        assert answer.body.endswith(b"\n")
        lines += answer.body.splitlines()
        tag = answer.headers["etag"]
        again = get(address, f"/{LOGGED}/log/contents/{number_path(number)}", if_none_match=tag)
        assert again.status == 304
    assert lines == [said(index) for index in range(LOGGED_SIZE)]


ABSENT = [
    "tile/0/001.p/256", "tile/0/001.p/0", "tile/0/001.p/01", "tile/0/1", "tile/0/0001",
    "tile/0/x000/001", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/2/000", "tile/2/000.p/1",
    "tile/1/000.p/3", "tile/1/000", "tile/0/002", "tile/0/002.p/89", "tile/0/003.p/1",
    "tile/0/000/", "tile/0/000.p/", "tile/0/000.p/1/", "tile/entries/002", "tile/entries/1",
    "tile/entries/003.p/1", "tile/leaves/000", "tile/0/x999/x999/x999/x999/x999/x999/999",
    "tile/", "tile", "", "contents/003", "contents/0", "contents/000.p/1", "contents/x000/001",
    "contents/", "contents", "checkpoint/", "checkpoint.txt", "entries/000",
]  # fmt: skip


@pytest.mark.parametrize("name", ABSENT)
def test_what_is_spelled_otherwise_or_not_there_whole_is_not_there(
    address: Address, press: Press, name: str
) -> None:
    answer = get(address, f"/{LOGGED}/log/{name}")
    reference = get(address, "/never-was-here")
    assert (answer.status, answer.body) == (404, reference.body)
    assert answer.headers["cache-control"] == "no-store"


def test_a_query_leads_to_the_file_without_it(address: Address, press: Press) -> None:
    answer = get(address, f"/{LOGGED}/log/tile/0/000?x")
    assert (answer.status, answer.headers["location"]) == (302, f"/{LOGGED}/log/tile/0/000")


def test_the_site_has_a_log_of_its_own(address: Address, press: Press) -> None:
    checkpoint = read_checkpoint(get(address, "/-/log/checkpoint").text)
    tile = get(address, f"/-/log/tile/0/000.p/{checkpoint.size}")
    assert root_of(split(tile.body)) == checkpoint.root
    assert get(address, f"/-/log/tile/entries/000.p/{checkpoint.size}").status == 200
    assert get(address, "/-/log/contents/000").status == 404
    assert get(address, "/no-such-coverage/log/tile/0/000.p/1").status == 404


def test_a_new_checkpoint_is_served_at_once_and_told_to_all_who_listen(
    address: Address, watch: Press
) -> None:
    path = f"/{watch.slug}"
    watch.publish("To be signed")
    watch.arrive(address)
    with (
        reading(address, f"{path}/stream") as plain,
        reading(address, f"{path}/stream", accept_encoding="gzip") as packed,
    ):
        assert "checkpoint" not in plain.named("hb").json
        for size in (1, 2):
            with watch.writer.publish() as publication:
                note = put_log(publication, watch.slug, size)
            for stream in (plain, packed):
                _hear_of(stream, note)
                said = stream.named("hb").json
                said.pop("readers", None)
                assert said == {"position": 1, "checkpoint": note}
            answer = get(address, f"{path}/log/checkpoint")
            tag = answer.headers["etag"]
            assert answer.text == note
            assert re.fullmatch(r'W/"[0-9a-f]{32}"', tag)
            assert get(address, f"{path}/log/checkpoint", if_none_match=tag).status == 304
            assert get(address, f"{path}/log/tile/0/000.p/{size}").status == 200
            assert get(address, f"{path}/log/tile/0/000.p/{size + 1}").status == 404


def test_cosignatures_that_come_later_are_told_too(address: Address, watch: Press) -> None:
    watch.publish("To be signed")
    with watch.writer.publish() as publication:
        note = put_log(publication, watch.slug, 1)
    with reading(address, f"/{watch.slug}/stream") as stream:
        _hear_of(stream, note)
        cosigned = f"{note}— witness.example d2l0bmVzcw==\n"
        with watch.writer.publish() as publication:
            publication.put_checkpoint(watch.slug, 1, cosigned.encode())
        _hear_of(stream, cosigned)


def _hear_of(stream: Reader, note: str) -> None:
    eventually(lambda: stream.named("hb").json.get("checkpoint") == note)
