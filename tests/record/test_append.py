"""Appending: a position without gaps, a leaf that proves it, and a database that keeps it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from stoppress.config import Config
from stoppress.record.append import append, open_coverage
from stoppress.record.errors import BadContent, Conflict, Refused
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, revisions, some_post


def test_it_numbers_each_change_of_a_coverage_without_gaps(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    crane = publish(fire)
    publish(flood)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.ENDED, {})
    assert [(row.position, row.kind) for row in revisions(fire)] == [
        (1, "opened"),
        (2, "posted"),
        (3, "pinned"),
        (4, "ended"),
    ]
    assert [row.position for row in revisions(flood)] == [1, 2]
    assert Coverage.objects.get(id=fire).head == 4


def test_it_keeps_the_words_verbatim_and_seals_them(newsroom: Config) -> None:
    fire = open_harbour_fire()
    row = append(fire, Kind.POSTED, some_post("Zoë’s “crane” & more"))
    row.refresh_from_db()
    content, salt = bytes(row.content or b""), bytes(row.salt or b"")
    assert json.loads(content)["headline"] == "Zoë’s “crane” & more"
    assert len(salt) == 32
    assert bytes(row.commitment) == sha256(b"\x03" + salt + content).digest()
    assert bytes(row.leaf_hash) == sha256(b"\x00" + bytes(row.leaf)).digest()


def test_it_chains_the_leaves_of_a_post(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("Crane fell"), post_id=crane.id)
    _, first, second = revisions(fire)
    assert list(json.loads(bytes(second.leaf))) == [
        "v", "coverage", "position", "kind", "post", "revision", "at", "prev", "content",
    ]  # fmt: skip
    leaf = json.loads(bytes(second.leaf))
    assert leaf["prev"] == bytes(first.leaf_hash).hex()
    assert leaf["content"] == bytes(second.commitment).hex()
    assert (leaf["position"], leaf["post"], leaf["revision"]) == (3, crane.id, 2)
    assert json.loads(bytes(first.leaf))["prev"] is None
    assert b"Crane" not in bytes(second.leaf)


def test_line_37_it_gives_back_the_first_row_when_a_submission_comes_twice(
    newsroom: Config,
) -> None:
    fire, press = open_harbour_fire(), uuid4()
    first = append(fire, Kind.POSTED, some_post(), submission=press)
    again = append(fire, Kind.POSTED, some_post("Other words"), submission=press)
    assert again.pk == first.pk
    assert len(revisions(fire)) == 2
    opening = uuid4()
    one = open_coverage(harbour_fire() | {"slug": "flood"}, submission=opening)
    two = open_coverage(harbour_fire() | {"slug": "flood"}, submission=opening)
    assert one.pk == two.pk


def test_line_36_it_refuses_words_made_from_an_older_revision(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("First editor"), post_id=crane.id, made_from=1)
    with pytest.raises(Conflict, match="changed this post meanwhile"):
        append(fire, Kind.REVISED, some_post("Second editor"), post_id=crane.id, made_from=1)
    assert Post.objects.get(id=crane.id).headline == "First editor"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.OPENED, harbour_fire()),
        (Kind.UNPINNED, {}),
        (Kind.UNMARKED_KEY, {}),
        (Kind.WITHDRAWN, {"reason": ""}),
        (Kind.CORRECTED, some_post()),
    ],
)
def test_it_refuses_what_may_not_follow(
    newsroom: Config, kind: Kind, content: dict[str, object]
) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    with pytest.raises((Refused, BadContent)):
        append(fire, kind, content, post_id=crane.id)
    assert len(revisions(fire)) == 2


def test_it_lets_nothing_follow_a_withdrawal(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.WITHDRAWN, {"reason": "It was another crane."}, post_id=crane.id)
    assert not Post.objects.get(id=crane.id).pinned
    with pytest.raises(Refused, match="withdrawn"):
        append(fire, Kind.REVISED, some_post(), post_id=crane.id)


def test_it_takes_no_post_after_the_end_but_still_corrections(newsroom: Config) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    append(fire, Kind.ENDED, {"note": None})
    with pytest.raises(Refused, match="has ended"):
        append(fire, Kind.POSTED, some_post())
    note = {"correction": {"note": "It was a gantry.", "was": "crane", "now": "gantry"}}
    row = append(fire, Kind.CORRECTED, some_post("Gantry falls") | note, post_id=crane.id)
    assert row.position == 4


def test_it_refuses_a_taken_address_and_writes_nothing(newsroom: Config) -> None:
    open_harbour_fire()
    with pytest.raises(Refused, match="choose another address"):
        open_harbour_fire()
    assert Coverage.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_revision SET kind = 'revised'",
        "DELETE FROM record_revision",
        "INSERT INTO record_revision (coverage_id, position, kind, at, content, salt, commitment,"
        " leaf, leaf_hash) SELECT coverage_id, 9, kind, at, content, salt, commitment, leaf,"
        " leaf_hash FROM record_revision WHERE position = 1",
    ],
)
def test_line_39_the_database_itself_refuses_any_other_way(
    newsroom: Config, statement: str
) -> None:
    publish(open_harbour_fire())
    before = list(Revision.objects.order_by("id").values_list("id", "kind", "position"))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(Revision.objects.order_by("id").values_list("id", "kind", "position")) == before


def test_the_database_refuses_its_own_way_of_replacing(newsroom: Config) -> None:
    publish(open_harbour_fire())
    statement = (
        "INSERT OR REPLACE INTO record_revision SELECT id, 3, kind, post_revision, at, submission,"
        " content, salt, commitment, leaf, leaf_hash, actor_id, coverage_id, post_id"
        " FROM record_revision WHERE position = 2"
        if connection.vendor == "sqlite"
        else "TRUNCATE record_revision"
    )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_line_29_it_stays_gapless_when_several_desks_write_at_once(newsroom: Config) -> None:
    fire = open_harbour_fire()

    def write(desk: int) -> None:
        try:
            for number in range(20):
                append(fire, Kind.POSTED, some_post(f"{desk}.{number}"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as desks:
        for outcome in [desks.submit(write, desk) for desk in range(6)]:
            outcome.result()
    assert [row.position for row in revisions(fire)] == list(range(1, 122))
    assert sorted(Post.objects.values_list("ordinal", flat=True)) == list(range(1, 121))


def test_it_lists_what_it_keeps_and_not_what_was_sent(newsroom: Config) -> None:
    fire = open_harbour_fire()
    post = publish(fire, " Crane\x00 falls\x1b ")
    assert post.headline == "Crane falls"
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": " Fire\x00 "})
    assert Coverage.objects.get(id=fire).title == "Fire"
