"""Publishing: what the record gains becomes public, whole, once and in order."""

from __future__ import annotations

import logging
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from stoppress.config import Config
from stoppress.projection.publish import CoverageFailed, PublicAhead
from stoppress.public_store import Head, open_writer
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.append import append, open_coverage
from stoppress.record.models import Coverage
from stoppress.record.removal.removing import remove
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.projection.public import everything, frames, page, projecting, reading


def test_it_publishes_what_the_record_gained_and_then_nothing(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        publish(fire)
        assert projection.catch_up() == 1
        assert projection.catch_up() == 0
        with reading(newsroom) as reader:
            assert reader.heads() == [Head("harbour-fire", fire, 2, "live")]
        assert [one["position"] for one in frames(newsroom)] == [1, 2]
        assert "Crane falls on the quay" in page(newsroom, "/harbour-fire/")


def test_it_makes_several_changes_public_at_once_each_with_its_frame(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        crane = publish(fire)
        append(fire, Kind.REVISED, some_post("Crane fell"), post_id=crane.id)
        append(fire, Kind.REVISED, some_post("Gantry fell"), post_id=crane.id)
        projection.catch_up()
    first, second = (one["changes"][0]["html"] for one in frames(newsroom)[2:])
    assert "Crane fell<" in first
    assert "Gantry fell<" in second
    shown = page(newsroom, "/harbour-fire/")
    assert "Gantry fell" in shown
    assert "Crane fell" not in shown


def test_it_gives_each_post_its_address_and_keeps_it_when_the_post_is_withdrawn(
    newsroom: Config,
) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        crane = publish(fire)
        projection.catch_up()
        assert "Nobody was hurt." in page(newsroom, f"/harbour-fire/posts/{crane.id}")
        append(fire, Kind.WITHDRAWN, {"reason": "Another harbour."}, post_id=crane.id)
        projection.catch_up()
    for path in (f"/harbour-fire/posts/{crane.id}", "/harbour-fire/"):
        shown = page(newsroom, path)
        assert "Another harbour." in shown
        assert "Nobody was hurt." not in shown
    assert '<meta name="robots" content="noindex">' in page(
        newsroom, f"/harbour-fire/posts/{crane.id}"
    )


def test_it_writes_nothing_anew_that_did_not_change(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        for number in range(3):
            publish(fire, f"Post {number}")
        projection.catch_up()
        before = set(everything(newsroom)["part"])
        crane = publish(fire, "Post 3")
        projection.catch_up()
        after = set(everything(newsroom)["part"])
    changed = {name for name, *_ in after - before}
    changed.discard("harbour-fire/region/changed")  # where a second has passed meanwhile
    own = f"harbour-fire/posts/{crane.id}/"
    assert {name for name in changed if not name.startswith(own)} == {
        f"harbour-fire/post/{crane.id}",
        "harbour-fire/region/count",
        "door/row/harbour-fire",
    }
    assert f"{own}0" in changed


def test_it_lists_coverages_with_the_live_ones_first(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        assert "There is no coverage yet." in page(newsroom, "/")
        ended = open_coverage(harbour_fire() | {"slug": "flood", "title": "The flood"}).coverage_id
        for slug in ("storm", "harbour-fire"):
            open_harbour_fire(slug)
        projection.catch_up()
        append(ended, Kind.ENDED, {"note": None})
        projection.catch_up()
        door = page(newsroom, "/")
    places = [door.index(f'href="/{slug}/"') for slug in ("harbour-fire", "storm", "flood")]
    assert places == sorted(places)
    assert "There is no coverage yet." not in door


def test_it_goes_on_after_a_restart_from_where_the_public_is(newsroom: Config) -> None:
    fire = open_harbour_fire()
    publish(fire)
    with projecting(newsroom):
        pass
    publish(fire, "While nobody published")
    before = frames(newsroom)
    with projecting(newsroom):
        assert frames(newsroom)[:2] == before
        assert len(frames(newsroom)) == 3


def test_it_trusts_the_public_store_and_not_the_hint(newsroom: Config) -> None:
    fire = open_harbour_fire()
    publish(fire)
    with projecting(newsroom) as projection:
        projection.settle()
        assert Coverage.objects.get(id=fire).projected == 2
    publish(fire)
    Coverage.objects.filter(id=fire).update(projected=3)  # as after a lost commit
    with projecting(newsroom):
        assert len(frames(newsroom)) == 3
    Coverage.objects.filter(id=fire).update(projected=0)
    with projecting(newsroom) as projection:
        assert projection.catch_up() == 0


def test_it_refuses_a_record_that_is_behind_what_readers_have_seen(newsroom: Config) -> None:
    fire = open_harbour_fire()
    publish(fire)
    with projecting(newsroom):
        pass
    writer = open_writer(newsroom)
    with writer.publish() as publication:
        publication.put_head(Head("harbour-fire", fire, 9, "live"))
    writer.close()
    before = everything(newsroom)
    with pytest.raises(PublicAhead, match="readers have seen 9 .* the record holds 2"):
        projecting(newsroom).__enter__()
    assert everything(newsroom) == before


def test_one_coverage_that_cannot_be_published_does_not_stop_the_others(newsroom: Config) -> None:
    broken, fine = open_harbour_fire("broken"), open_harbour_fire("fine")
    torn = open_harbour_fire("torn")
    with projecting(newsroom) as projection:
        publish(broken)
        publish(fine)
        # A head that names a revision which is not there: never written by append().
        Coverage.objects.filter(id__in=[broken, torn]).update(head=3)
        with pytest.raises(CoverageFailed, match="/broken/ cannot .+; /torn/ cannot"):
            projection.catch_up()
    assert len(frames(newsroom, "fine")) == 2
    assert len(frames(newsroom, "broken")) == 2


@pytest.fixture
def picture(newsroom: Config) -> str:
    name = f"{sha256(b'crane').hexdigest()}.webp"
    newsroom.desk_media.mkdir()
    (newsroom.desk_media / name).write_bytes(b"crane")
    return name


def with_picture(name: str) -> dict[str, object]:
    return some_post() | {"blocks": [{"type": "picture", "media": name, "small": name}]}


def test_it_copies_a_picture_to_the_public_folder_and_no_other(
    newsroom: Config, picture: str
) -> None:
    (newsroom.desk_media / picture.replace(".webp", ".jpg")).write_bytes(b"a draft")
    with projecting(newsroom) as projection:
        append(open_harbour_fire(), Kind.POSTED, with_picture(picture))
        projection.catch_up()
    assert [path.name for path in newsroom.public_media.iterdir()] == [picture]
    assert (newsroom.public_media / picture).read_bytes() == b"crane"
    assert f"/-/media/{picture}" in page(newsroom, "/harbour-fire/")


def test_it_does_not_hold_up_the_news_for_a_lost_picture(
    newsroom: Config, picture: str, caplog: pytest.LogCaptureFixture
) -> None:
    (newsroom.desk_media / picture).unlink()
    with projecting(newsroom) as projection, caplog.at_level(logging.ERROR):
        append(open_harbour_fire(), Kind.POSTED, with_picture(picture))
        assert projection.catch_up() == 1
    assert picture in caplog.text
    assert list(newsroom.public_media.iterdir()) == []


def test_it_publishes_nothing_of_a_picture_that_it_cannot_copy(
    newsroom: Config, picture: str
) -> None:
    newsroom.public_media.write_text("a file where the folder should be")
    with projecting(newsroom) as projection:
        append(open_harbour_fire(), Kind.POSTED, with_picture(picture))
        with pytest.raises(OSError):
            projection.catch_up()
        with reading(newsroom) as reader:
            assert reader.heads() == []
        Path(newsroom.public_media).unlink()
        assert projection.catch_up() == 1


def test_it_never_shows_what_is_only_at_the_desk(newsroom: Config) -> None:
    ana, submission = get_user_model().objects.create_user("ana.at.the.desk"), uuid4()
    fire = open_harbour_fire()
    append(fire, Kind.POSTED, some_post(), actor=ana, submission=submission)
    with projecting(newsroom):
        public = repr(everything(newsroom))
    assert "Crane falls" in public
    assert not [secret for secret in (ana.username, str(submission)) if secret in public]


def test_two_never_publish_the_same_twice(newsroom: Config) -> None:
    """The lease may be lost with its connection, and its holder not know it yet."""
    fire = open_harbour_fire()
    with projecting(newsroom) as projection:
        posts = [publish(fire, f"Post {number}") for number in range(60)]
        projection.catch_up()
        remove(fire, post_id=posts[0].id, reason="legal")
        projection.catch_up()
        with projecting(newsroom) as another:
            publish(fire, "News")
            another.catch_up()
            before = everything(newsroom)
            with pytest.raises(StoreUnavailable, match="another process has published meanwhile"):
                projection.keep_up()
            publish(fire, "More news")
            with pytest.raises(StoreUnavailable, match="another process has published meanwhile"):
                projection.catch_up()
        assert everything(newsroom) == before
