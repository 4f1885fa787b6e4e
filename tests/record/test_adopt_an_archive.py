"""A newsroom takes in an archive: everything is as it was, and it can go on from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from stoppress.config import Config
from stoppress.notary.continuing import continue_log
from stoppress.notary.site_log import LogHead
from stoppress.record.adopting.adopt import Adopted, adopt
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Post, Revision, SharedUse
from stoppress.record.vocabulary import Kind
from stoppress.verify.sources import open_archive
from tests.archives import (
    Memory,
    an_eventful_day,
    another_newsroom,
    export,
    files_of,
    found,
    listed_anew,
    ours,
    sign,
    standalone,
)
from tests.newsroom import open_harbour_fire, publish, revisions, some_post

_KEPT = [
    field.name
    for field in Revision._meta.fields
    if field.name not in ("id", "actor", "submission", "content", "salt")
]
_POST = [field.name for field in Post._meta.fields if field.name not in ("place",)]


def state(coverage: str) -> dict[str, Any]:
    """What the record says of a coverage, but the words that no archive holds."""
    rows = Revision.objects.filter(coverage=coverage).order_by("position")
    gone = {one.position: (one.sort, one.by) for one in Gone.objects.filter(coverage=coverage)}
    return {
        "rows": [tuple(map(plain, row)) for row in rows.values_list(*_KEPT)],
        "words": {
            row.position: (plain(row.content), plain(row.salt))
            for row in rows
            if row.position not in gone
        },
        "gone": gone,
        "posts": [
            tuple(map(plain, row))
            for row in Post.objects.filter(coverage=coverage).order_by("place").values_list(*_POST)
        ],
        # What a withheld post shows stands in words that no archive holds.
        "uses": sorted(
            SharedUse.objects.filter(coverage=coverage, post__standing="shown").values_list(
                "shared", "post", "version"
            )
        ),
        "coverage": Coverage.objects.filter(id=coverage)
        .values("slug", "title", "state", "head", "post_count", "header_position")
        .get(),
    }


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview | bytes) else value


def go_on(config: Config, adopted: Adopted) -> str:
    """As `stoppress import` does."""
    head = LogHead(adopted.origin, adopted.size, adopted.root)
    return continue_log(config, adopted.coverage_id, previous=head)


def test_all_of_it_is_as_it_was(newsroom: Config, tmp_path: Path) -> None:
    fire = open_harbour_fire()
    first = publish(fire, "One")
    second = publish(fire, "Two")
    append(fire, Kind.REVISED, some_post("One again"), post_id=first.id)
    append(fire, Kind.REORDERED, {"above": None}, post_id=second.id)
    append(fire, Kind.ENDED, {"note": "Good night."})
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    before = state(fire)
    with another_newsroom(tmp_path / "other") as other:
        adopted = adopt(open_archive(tmp_path / "fire"), other)
        assert adopted.coverage_id == fire
        assert state(fire) == before
        assert list(check_record(other)) == []


def test_what_went_stays_gone_and_pictures_come_along(newsroom: Config, tmp_path: Path) -> None:
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    before = state(fire)
    with another_newsroom(tmp_path / "other") as other:
        adopt(open_archive(tmp_path / "fire"), other)
        after = state(fire)
        assert after["rows"][:10] == before["rows"]
        assert after["words"].items() >= before["words"].items()
        assert after["gone"] == before["gone"]
        assert after["posts"] == before["posts"]
        # What is withheld is in no archive, so this newsroom does not have it.
        last = revisions(fire)[-1]
        assert (last.position, last.kind, last.content) == (
            11,
            Kind.LOST,
            b'{"positions":[3,4]}',
        )
        assert len(list(other.desk_media.iterdir())) == 1
        assert [str(each) for each in check_record(other)] == []


def test_it_goes_on_under_a_name_of_its_own(newsroom: Config, tmp_path: Path) -> None:
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    with another_newsroom(tmp_path / "other") as other:
        with transaction.atomic():
            origin = go_on(other, adopt(open_archive(tmp_path / "fire"), other))
        assert origin == "127.0.0.1:8000/harbour-fire/log/2"
        publish(fire, "And on it goes")
        sign(other)
        export(other, tmp_path / "again")
        assert [str(each) for each in check_record(other)] == []
    files = files_of(tmp_path / "again")
    assert [str(each) for each in ours(files).findings()] == []
    assert standalone(files) == set()
    assert files["record/checkpoint"].startswith(origin.encode() + b"\n13\n")


def test_the_same_newsroom_takes_it_in_again_after_a_loss(newsroom: Config, tmp_path: Path) -> None:
    """An archive of an archive: the origin's number goes up each time."""
    fire = an_eventful_day(newsroom)
    sign(newsroom)
    path = tmp_path / "0"
    export(newsroom, path)
    for number in range(1, 4):
        with another_newsroom(tmp_path / f"other-{number}") as other:
            with transaction.atomic():
                origin = go_on(other, adopt(open_archive(path), other))
            publish(fire, f"Number {number}")
            sign(other)
            path = tmp_path / str(number)
            export(other, path)
        assert origin == f"127.0.0.1:8000/harbour-fire/log/{number + 1}"
        assert found(files_of(path)) == set()


def test_words_that_this_newsroom_removed_do_not_come_back(
    newsroom: Config, tmp_path: Path
) -> None:
    fire = open_harbour_fire()
    post = publish(fire, "Canarybird")
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    removed = {"reason": "legal", "note": None, "positions": [2]}
    append(fire, Kind.REMOVED, removed, post_id=post.id)
    with another_newsroom(tmp_path / "other") as other:
        # Its ledger lies outside backups, and was there all the time.
        other.checkpoints_file.write_bytes(newsroom.checkpoints_file.read_bytes())
        adopt(open_archive(tmp_path / "fire"), other)
        assert revisions(fire)[1].content is None
        assert revisions(fire)[2].kind == Kind.REMOVED
        assert not any(b"Canarybird" in bytes(row.content or b"") for row in revisions(fire))


def test_what_is_not_whole_is_refused(newsroom: Config, tmp_path: Path) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    files = files_of(tmp_path / "fire")
    files["record/contents/000"] = files["record/contents/000"].replace(b"Crane", b"Crate")
    with another_newsroom(tmp_path / "other") as other:
        for wrong in (files, listed_anew(files)):
            with pytest.raises(Refused, match="This archive is not whole, and is not taken in"):
                adopt(Memory(wrong), other)
        assert not Coverage.objects.exists() and not Revision.objects.exists()


def test_a_place_that_is_taken_is_refused(newsroom: Config, tmp_path: Path) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    with pytest.raises(Refused, match="is here already"):
        adopt(open_archive(tmp_path / "fire"), newsroom)
    with another_newsroom(tmp_path / "other") as other:
        open_harbour_fire()
        with pytest.raises(Refused, match="Another coverage stands at /harbour-fire/"):
            adopt(open_archive(tmp_path / "fire"), other)
