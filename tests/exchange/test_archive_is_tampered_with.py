"""Somebody changes an archive: both checkers say so, and where.

The archive is small, so that every single byte of it can be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.exchange.archive import verify as checker
from stoppress.notary.keys import load_keys
from stoppress.tlog.bundles import decode_bundle, encode_bundle
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.hashes import leaf_hash, root_of
from stoppress.tlog.keys import Signer
from stoppress.verify.archive import check_archive
from stoppress.verify.findings import Trouble
from stoppress.verify.keys import Trust
from stoppress.verify.log import check_log
from stoppress.verify.manifest import parse_manifest
from stoppress.verify.sources import Files, open_archive
from tests.archives import (
    Memory,
    an_eventful_day,
    export,
    files_of,
    flips,
    found,
    listed_anew,
    ours,
    sign,
    standalone,
)

BUNDLE, TILE = "record/tile/entries/000.p/10", "record/tile/0/000.p/10"
CONTENTS, CHECKPOINT = "record/contents/000", "record/checkpoint"
_PLAIN = ("index.html", "verify.py", "README.txt")


@dataclass(frozen=True)
class Small:
    """An archive, and what signs it."""

    files: dict[str, bytes]
    signer: Signer
    site: Signer


@pytest.fixture
def small(newsroom: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    # The same signature is checked again and again below; in plain Python each takes a while.
    monkeypatch.setattr(checker, "ed25519_verify", cache(checker.ed25519_verify))
    an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    files = files_of(tmp_path / "fire")
    [key] = load_keys(newsroom.data)
    origin = parse_manifest(files["manifest"]).origin
    # What only the manifest vouches for is any file to it, so a short one will do.
    files |= {path: path.encode() for path in _PLAIN}
    signer = key.signer(origin)
    return Small(listed_anew(files, signer), signer, key.signer("127.0.0.1:8000/-/log"))


def test_the_small_archive_is_whole(small: Small) -> None:
    assert found(small.files) == standalone(small.files) == set()


def test_line_51_every_changed_byte_is_found_and_located(small: Small, full: bool) -> None:
    for path, data in small.files.items():
        for at, other in enumerate(flips(data)):
            changed = small.files | {path: other}
            assert path in found(changed), (path, at)
            if full or at % 4 == 0:  # in plain Python each costs a signature
                assert path in standalone(changed), (path, at)


def test_the_log_itself_tells_every_changed_byte_and_its_position(small: Small) -> None:
    """Without the manifest: as whoever reads the log from a site."""
    trust = Trust(frozenset([small.signer.key.public]))
    for path in (BUNDLE, TILE, CONTENTS):
        for at, other in enumerate(flips(small.files[path])):
            files = Files(Memory(small.files | {path: other}), "record/")
            log = check_log(files, "harbour-fire", small.files[CHECKPOINT], trust)
            position = position_at(path, small.files[path], at)
            findings = {(each.where, each.position) for each in log.findings}
            located = {(path, position), (path, None)} if position is None else {(path, position)}
            assert findings & located, (path, at, findings)


def test_every_changed_byte_of_a_checkpoint_is_found(small: Small) -> None:
    trust = Trust(frozenset([small.signer.key.public]))
    for other in flips(small.files[CHECKPOINT]):
        files = Files(Memory(small.files), "record/")
        log = check_log(files, "harbour-fire", other, trust)
        assert CHECKPOINT in {each.where for each in log.findings}


def position_at(path: str, data: bytes, at: int) -> int | None:
    """The revision that this byte is of; None for what stands between revisions."""
    if path == TILE:
        return at // 32 + 1
    if path == CONTENTS:
        return None if data[at] == ord("\n") else data[:at].count(b"\n") + 1
    start = 0
    for position, leaf in enumerate(decode_bundle(data), 1):
        if at < start + 2:
            return None
        start += 2 + len(leaf)
        if at < start:
            return position
    raise AssertionError("no byte of the bundle")


def test_line_52_a_leaf_left_out_put_in_or_swapped_is_found(small: Small) -> None:
    leaves = decode_bundle(small.files[BUNDLE])
    for other in rearranged(leaves):
        changed = small.files | {BUNDLE: encode_bundle(other)}
        assert BUNDLE in found(changed) and BUNDLE in standalone(changed)
        # Nor does it help to list it as if it belonged there, for whoever has no key.
        again = listed_anew(changed)
        assert {"manifest", BUNDLE} <= found(again) and "manifest" in standalone(again)


def rearranged(leaves: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(len(leaves)):
        yield leaves[:at] + leaves[at + 1 :]
        yield leaves[:at] + [leaves[0]] + leaves[at:]
        for other in range(at):
            swapped = leaves.copy()
            swapped[at], swapped[other] = leaves[other], leaves[at]
            yield swapped


def test_lines_of_contents_swapped_are_found(small: Small) -> None:
    lines = small.files[CONTENTS].splitlines(keepends=True)
    for at in range(1, len(lines)):
        other = lines.copy()
        other[at], other[at - 1] = lines[at - 1], lines[at]
        changed = listed_anew(small.files | {CONTENTS: b"".join(other)}, small.signer)
        assert CONTENTS in found(changed) and CONTENTS in standalone(changed)


def test_words_left_out_are_found_even_if_the_newsroom_signs_it(small: Small) -> None:
    """Every line in turn: gone without a reason, or called gone by a revision that says no such."""
    lines = small.files[CONTENTS].splitlines(keepends=True)
    for at in range(len(lines)):
        for instead in (b'{"position":%d}\n', b'{"position":%d,"gone":"removed","by":6}\n'):
            other = [*lines[:at], instead % (at + 1), *lines[at + 1 :]]
            changed = listed_anew(small.files | {CONTENTS: b"".join(other)}, small.signer)
            assert CONTENTS in found(changed) and CONTENTS in standalone(changed), at


def test_a_file_left_out_or_put_in_is_found(small: Small) -> None:
    for path in small.files:
        rest = {name: data for name, data in small.files.items() if name != path}
        assert path in found(rest) and path in standalone(rest), path
    more = small.files | {"media/more.html": b"<script>"}
    assert found(more) == standalone(more) == {"media/more.html"}


def test_another_picture_under_the_name_is_found_even_if_it_is_signed(small: Small) -> None:
    [picture] = [path for path in small.files if path.startswith("media/")]
    changed = listed_anew(small.files | {picture: b"another"}, small.signer)
    assert found(changed) == {picture}


def test_a_coverage_that_the_site_log_does_not_name_is_found(small: Small) -> None:
    """Even where the newsroom itself signed it so."""
    site = decode_bundle(small.files["site/tile/entries/000.p/2"])[:1]
    root = root_of([leaf_hash(leaf) for leaf in site])
    rest = {path: data for path, data in small.files.items() if "site/" not in path}
    changed = rest | {
        "site/tile/entries/000.p/1": encode_bundle(site),
        "site/tile/0/000.p/1": leaf_hash(site[0]),
        "site/checkpoint": sign_checkpoint(Checkpoint(small.site.name, 1, root), small.site),
    }
    changed = listed_anew(changed, small.signer)
    assert "the site log does not name this coverage" in " ".join(
        each.text for each in ours(changed).findings()
    )
    assert "site/checkpoint" in standalone(changed)


def test_another_key_is_not_believed(small: Small) -> None:
    """Whoever writes it all anew, and signs it so that it is whole in itself."""
    other = Signer(small.signer.name, bytes(32))
    report = ours(small.files, Trust(frozenset([other.key.public]), True))
    assert {each.where for each in report.findings()} == {
        "manifest",
        CHECKPOINT,
        "site/checkpoint",
    }
    assert standalone(small.files, str(other.key)) == {"manifest", CHECKPOINT, "site/checkpoint"}
    right = Trust(frozenset([small.signer.key.public]), True)
    assert list(ours(small.files, right).findings()) == []
    assert standalone(small.files, str(small.signer.key)) == set()


def test_signatures_taken_off_are_missed(small: Small) -> None:
    text = parse_manifest(small.files["manifest"]).text.encode()
    changed = small.files | {"manifest": text}
    assert "manifest" in found(changed) and "manifest" in standalone(changed)


def test_whatever_is_changed_in_a_zip_it_is_found_or_changes_nothing(
    newsroom: Config, tmp_path: Path, full: bool
) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire.zip")
    whole = (tmp_path / "fire.zip").read_bytes()
    before = open_archive(tmp_path / "fire.zip")
    bad = tmp_path / "bad.zip"
    for at in range(0, len(whole), 1 if full else 41):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        try:
            archive = open_archive(bad)
            wrong = list(check_archive(archive, Trust()).findings())
        except Trouble:
            continue
        if not wrong:  # a date, or another field that says nothing of the files
            assert archive.names() == before.names()
            assert all(archive.read(name) == before.read(name) for name in before.names())
