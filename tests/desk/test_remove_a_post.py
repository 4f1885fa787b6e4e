"""Taking a post's words away at the desk: two editors, and nothing left behind."""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stoppress.config import Config, ConfigError, load_config
from stoppress.desk.leftovers import settle
from stoppress.desk.models import Draft, RemovalRequest
from stoppress.desk.removals import (
    ask_removal,
    call_off_removal,
    confirm_removal,
    open_request,
    release_post,
    withhold_post,
)
from stoppress.lib.clock import now
from stoppress.record.checking.fsck import check_record
from stoppress.record.errors import Refused
from stoppress.record.models import Post, Revision
from stoppress.record.removal import ledger_file
from stoppress.record.removal.scrub import scrub_postgres
from stoppress.record.vocabulary import Kind, Standing
from tests.newsroom import open_harbour_fire, publish
from tests.record.canary import (
    CANARY,
    dump_has_canary,
    files_with_canary,
    picture_in,
    publish_canary,
    relation_files,
)


@pytest.fixture
def crane(newsroom: Config, ana: User) -> Post:
    """A published post that says the word everywhere, with a picture, and a draft of its edit."""
    post = publish_canary(open_harbour_fire(), picture_in(newsroom.desk_media))
    _draft(ana, post)
    return post


def _draft(person: User, post: Post, *, kind: str = "revised", **fields: str) -> Draft:
    said = {"headline": [CANARY], "0-html": [CANARY]} | {k: [v] for k, v in fields.items()}
    return Draft.objects.create(
        submission=uuid4(),
        person=person,
        coverage=post.coverage,
        place=f"{kind}:{post.id}" if kind != "posted" else "posted",
        fields=said,
        saved_at=now(),
    )


def _left(config: Config) -> list[str]:
    if config.database:
        assert not dump_has_canary(config)
        scrub_postgres(config.database)
        return files_with_canary(config.data) + files_with_canary(relation_files(config))
    return files_with_canary(config.data)


def test_nothing_is_left_in_any_file_of_the_desk(
    newsroom: Config, ana: User, bela: User, crane: Post
) -> None:
    assert any(name.startswith("desk-media/") for name in files_with_canary(newsroom.data))
    request = ask_removal(ana, crane, reason="legal", note="By order of a court.")
    answered, scrubbed = confirm_removal(bela, request)
    assert Draft.objects.count() == 0
    assert _left(newsroom) == []
    assert answered.pictures == []
    assert scrubbed.clean == (not newsroom.database)
    assert [str(finding) for finding in check_record(newsroom)] == []


def test_asking_withholds_and_says_so_once(ana: User, bela: User, crane: Post) -> None:
    one = ask_removal(ana, crane, reason="privacy")
    two = ask_removal(bela, crane, reason="privacy")
    assert one.pk == two.pk
    assert Post.objects.get(id=crane.id).standing == Standing.WITHHELD
    assert Revision.objects.filter(post=crane, kind=Kind.WITHHELD).count() == 1


def test_who_asked_cannot_confirm(ana: User, crane: Post) -> None:
    request = ask_removal(ana, crane, reason="legal")
    with pytest.raises(Refused, match="Another editor"):
        confirm_removal(ana, request)
    assert Post.objects.get(id=crane.id).standing == Standing.WITHHELD
    assert Draft.objects.count() == 1


def test_one_editor_is_enough_where_the_setting_says_so(
    newsroom: Config, ana: User, crane: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STOPPRESS", dataclasses.replace(newsroom, removal="one"))
    confirm_removal(ana, ask_removal(ana, crane, reason="legal"))
    assert Post.objects.get(id=crane.id).standing == Standing.REMOVED


def test_the_setting_is_two_or_one() -> None:
    assert load_config({}).removal == "two"
    with pytest.raises(ConfigError, match="'two' or 'one'"):
        load_config({"STOPPRESS_REMOVAL": "three"})


def test_what_was_asked_can_be_called_off_and_then_released(
    ana: User, bela: User, crane: Post
) -> None:
    request = ask_removal(ana, crane, reason="legal")
    with pytest.raises(Refused, match="call that off first"):
        release_post(ana, crane)
    call_off_removal(ana, request)
    with pytest.raises(Refused, match="answered this request"):
        confirm_removal(bela, request)
    release_post(ana, crane)
    assert Post.objects.get(id=crane.id).standing == Standing.SHOWN
    assert open_request(crane) is None


def test_what_is_withheld_already_is_asked_about_as_it_is(
    ana: User, bela: User, crane: Post
) -> None:
    withhold_post(ana, crane, reason="legal", note="For now.")
    confirm_removal(bela, ask_removal(ana, crane, reason="legal"))
    assert Revision.objects.filter(post=crane, kind=Kind.WITHHELD).count() == 1
    with pytest.raises(Refused, match="removed already"):
        ask_removal(ana, crane, reason="legal")


def test_drafts_of_other_posts_and_their_pictures_stay(
    newsroom: Config, ana: User, bela: User
) -> None:
    fire = open_harbour_fire()
    picture = picture_in(newsroom.desk_media, "a harmless picture")
    crane, quay = publish_canary(fire, picture), publish(fire, "Quay")
    other = _draft(bela, quay, **{"0-media": picture})
    _draft(bela, crane, kind="corrected")
    confirm_removal(bela, ask_removal(ana, crane, reason="error"))
    assert list(Draft.objects.values_list("pk", flat=True)) == [other.pk]
    assert (newsroom.desk_media / picture).exists()


def test_a_picture_that_another_post_shows_stays(newsroom: Config, ana: User, bela: User) -> None:
    picture = picture_in(newsroom.desk_media, "a harmless picture")
    crane = publish_canary(open_harbour_fire(), picture)
    publish_canary(open_harbour_fire("flood"), picture)
    confirm_removal(bela, ask_removal(ana, crane, reason="error"))
    assert (newsroom.desk_media / picture).exists()


def test_what_could_not_be_finished_is_finished_when_the_desk_starts(
    newsroom: Config, ana: User, bela: User, crane: Post
) -> None:
    request = ask_removal(ana, crane, reason="legal")
    confirm_removal(bela, request)
    # As a crash right after the words went leaves it: a picture, and a browser that saved again.
    picture = picture_in(newsroom.desk_media)
    RemovalRequest.objects.filter(pk=request.pk).update(pictures=[picture], finished_at=None)
    _draft(ana, crane)
    settle(newsroom)
    assert Draft.objects.count() == 0
    assert _left(newsroom) == []
    if not newsroom.database:
        assert RemovalRequest.objects.get(pk=request.pk).finished_at is not None


def test_a_restored_backup_does_not_bring_the_words_back(
    newsroom: Config, ana: User, bela: User, crane: Post
) -> None:
    """The ledger knows of the removal, the record does not: as after a crash or a restore."""
    rows = Revision.objects.filter(post=crane, kind__in=[Kind.POSTED, Kind.REVISED])
    ledger_file.note(
        newsroom.checkpoints_file,
        [
            ledger_file.Noted(
                row.coverage_id,
                row.position,
                bytes(row.commitment),
                "2026-01-01T00:00:00Z",
                "legal",
            )
            for row in rows
        ],
    )
    settle(newsroom)
    assert all(row.content is None and row.salt is None for row in rows.all())
    removed = Revision.objects.get(post=crane, kind=Kind.REMOVED)
    settle(newsroom)
    assert Revision.objects.filter(kind=Kind.REMOVED).count() == 1
    assert removed.post_revision == 5
    assert [str(finding) for finding in check_record(newsroom)] == []


def test_a_browser_that_is_still_open_on_it_keeps_nothing(
    ana: User, bela: User, crane: Post, browser: Client
) -> None:
    confirm_removal(bela, ask_removal(ana, crane, reason="legal"))
    fields = {"submission": str(uuid4()), "place": f"revised:{crane.id}", "headline": CANARY}
    answer = browser.post(reverse("save-draft", args=[crane.coverage.slug]), fields)
    assert answer.json()["kept"] == "removed"
    assert Draft.objects.count() == 0
