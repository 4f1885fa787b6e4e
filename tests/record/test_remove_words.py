"""Removing: the words and the salt are destroyed, and the log still proves the rest."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Post, Revision
from stoppress.record.removal import ledger_file
from stoppress.record.removal.removing import release, remove, withhold
from stoppress.record.removal.scrub import scrub_file, scrub_postgres
from stoppress.record.vocabulary import Kind, Standing
from tests.newsroom import open_harbour_fire, publish, revisions, some_post
from tests.record.canary import (
    dump_has_canary,
    files_with_canary,
    publish_canary,
    relation_files,
)


def test_words_and_salt_go_and_the_leaves_stay(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    before = [(row.position, bytes(row.leaf), bytes(row.leaf_hash)) for row in revisions(fire)]
    remove(fire, post_id=crane.id, reason="legal")
    row = revisions(fire)[1]
    assert (row.content, row.salt) == (None, None)
    after = [(row.position, bytes(row.leaf), bytes(row.leaf_hash)) for row in revisions(fire)]
    assert after[:2] == before
    post = Post.objects.get(id=crane.id)
    assert (post.standing, post.headline) == (Standing.REMOVED, "")
    gone = Gone.objects.get()
    assert (gone.position, gone.sort, gone.by) == (2, "removed", 3)


def test_it_is_noted_in_the_ledger_without_a_word(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    sealed = bytes(revisions(fire)[1].commitment)
    remove(fire, post_id=crane.id, reason="privacy")
    (noted,) = ledger_file.noted(newsroom.checkpoints_file)
    assert (noted.coverage, noted.position, noted.commitment) == (fire, 2, sealed)
    assert noted.reason == "privacy"


def test_what_is_withheld_can_be_removed_and_then_never_released(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    withhold(fire, post_id=crane.id, reason="legal")
    remove(fire, post_id=crane.id, reason="legal")
    with pytest.raises(Refused):
        release(fire, post_id=crane.id)
    with pytest.raises(Refused):
        release(fire, post_id=crane.id, positions=[2])
    with pytest.raises(Refused):
        remove(fire, post_id=crane.id, reason="legal")
    assert Gone.objects.get().sort == "removed"


def test_old_words_alone_can_be_removed_while_the_post_stays(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire, "Name of a child")
    append(fire, Kind.REVISED, some_post("A child"), post_id=crane.id)
    remove(fire, post_id=crane.id, positions=[2], reason="privacy")
    post = Post.objects.get(id=crane.id)
    assert (post.standing, post.headline) == (Standing.SHOWN, "A child")
    assert [row.content is None for row in revisions(fire)] == [False, True, False, False]


def test_line_59_nothing_of_the_words_is_left_in_any_file(newsroom: Config) -> None:
    fire = open_harbour_fire()
    for number in range(40):  # pages that are split and joined, as in a real file
        publish(fire, f"Before {number}", "words " * (number * 7))
    crane = publish_canary(fire)
    for number in range(40):
        publish(fire, f"After {number}", "words " * (number * 7))
    if newsroom.database:
        assert dump_has_canary(newsroom)
        remove(fire, post_id=crane.id, reason="legal")
        assert not dump_has_canary(newsroom)
        assert scrub_postgres(newsroom.database)[0].clean
        assert files_with_canary(relation_files(newsroom)) == []
    else:
        assert "desk.sqlite-wal" in files_with_canary(newsroom.data)
        remove(fire, post_id=crane.id, reason="legal")
        assert scrub_file(newsroom.record_file).clean
    assert files_with_canary(newsroom.data) == []


def test_line_59_a_short_text_cannot_be_confirmed_from_what_is_left(newsroom: Config) -> None:
    """Whoever knows leaf and commitment would have to guess 32 random bytes as well."""
    fire = open_harbour_fire()
    crane = append(fire, Kind.POSTED, {"headline": "abc", "blocks": []}).post
    assert crane is not None
    row = revisions(fire)[1]
    salt, content, sealed = bytes(row.salt or b""), bytes(row.content or b""), row.commitment
    remove(fire, post_id=crane.id, reason="privacy")
    if newsroom.database:
        scrub_postgres(newsroom.database)
        folders = [newsroom.data, relation_files(newsroom)]
    else:
        scrub_file(newsroom.record_file)
        folders = [newsroom.data]
    # The salt is in no file, neither as bytes nor written out.
    kept = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        data = path.read_bytes()
        assert salt not in data and salt.hex().encode() not in data, path
    # With the salt every such text would be found; with anything that is left, none is.
    guesses = ["".join(letters) for size in (1, 2, 3) for letters in product("abcd", repeat=size)]
    shape = json.loads(content)
    texts = [
        json.dumps(
            shape | {"headline": guess}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        ).encode()
        for guess in guesses
    ]
    assert content in texts
    left = revisions(fire)[1]
    salts = [b"", bytes(32), bytes(left.leaf), bytes(left.leaf_hash), bytes(left.commitment)]
    salts += [fire.encode(), crane.id.encode(), bytes(revisions(fire)[2].salt or b"")]
    for text, guessed in product(texts, salts):
        assert sha256(b"\x03" + guessed + text).digest() != bytes(sealed)
    assert sha256(b"\x03" + salt + content).digest() == bytes(sealed)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_revision SET content = NULL, salt = NULL WHERE position = 2",
        "UPDATE record_revision SET salt = NULL WHERE position = 2",
        "UPDATE record_revision SET content = commitment WHERE position = 2",
        "UPDATE record_revision SET content = commitment, salt = commitment WHERE position = 3",
        "UPDATE record_revision SET content = NULL, salt = NULL, kind = 'revised'"
        " WHERE position = 3",
        "DELETE FROM record_revision WHERE position = 3",
    ],
)
def test_the_database_lets_no_other_words_go_or_come(newsroom: Config, statement: str) -> None:
    """Position 2 is shown, 3 is removed."""
    fire = open_harbour_fire()
    publish(fire)
    flood = publish(fire, "Flood")
    remove(fire, post_id=flood.id, reason="legal")
    before = list(Revision.objects.order_by("id").values_list("position", "content", "salt"))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    after = list(Revision.objects.order_by("id").values_list("position", "content", "salt"))
    assert [tuple(map(_plain, row)) for row in after] == [tuple(map(_plain, row)) for row in before]
    assert Coverage.objects.get(id=fire).head == 4


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
