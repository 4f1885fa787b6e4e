"""Taking words away: gone from every public byte at once, and from the past as if never there."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable
from hashlib import sha256

import pytest

from stoppress.config import Config
from stoppress.projection.publish import Projection
from stoppress.public_store import BelowFloor, Leaf
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Post
from stoppress.record.removal.removing import release, remove, withhold
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, some_post
from tests.projection.public import everything, frames, page, projecting, reading
from tests.projection.test_follow import following, public_position
from tests.waiting import eventually

CANARY = "xylophone-canary"
Away = Callable[[str, str], object]


def removed(coverage: str, post: str) -> object:
    return remove(coverage, post_id=post, reason="legal", note="A court said so.")


def withheld(coverage: str, post: str) -> object:
    return withhold(coverage, post_id=post, reason="safety", note="A court said so.")


BOTH = pytest.mark.parametrize("away", [removed, withheld])


def finish(projection: Projection) -> None:
    """All that follows publishing."""
    while projection.keep_up():
        pass


def public_bytes(config: Config) -> bytes:
    """Whatever is public: on SQLite the files themselves, on PostgreSQL what can be read."""
    if config.database:
        return repr(everything(config)).encode()
    found = [path.read_bytes() for path in config.data.glob("public*") if path.is_file()]
    return b"".join(found)


def leaves(config: Config) -> list[Leaf]:
    with reading(config) as reader:
        return reader.leaves("harbour-fire", 0, 1000)


@BOTH
def test_line_90_the_words_go_from_every_public_byte_at_once(newsroom: Config, away: Away) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        crane = publish(fire, f"Crane {CANARY}", f"Words {CANARY}")
        append(fire, Kind.MARKED_KEY, {"label": f"Key {CANARY}"}, post_id=crane.id)
        append(fire, Kind.PINNED, {}, post_id=crane.id)
        append(fire, Kind.REVISED, some_post("Crane", "Calm words"), post_id=crane.id)
        publish(fire, "Another post")
        projection.catch_up()
        assert CANARY.encode() in public_bytes(newsroom)
        away(fire, crane.id)
        projection.catch_up()
        assert CANARY.encode() not in public_bytes(newsroom)
        assert b"Calm words" not in public_bytes(newsroom)
        finish(projection)
        assert CANARY.encode() not in public_bytes(newsroom)
    assert "A court said so." in page(newsroom, "/harbour-fire/")
    assert "Another post" in page(newsroom, "/harbour-fire/")


@BOTH
def test_line_90_its_addresses_are_answered_as_gone(newsroom: Config, away: Away) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire = open_harbour_fire()
        crane = publish(fire)
        away(fire, crane.id)
        projection.catch_up()
        for path in (
            f"/harbour-fire/posts/{crane.id}",
            f"/harbour-fire/posts/{crane.id}/history",
        ):
            found = reader.page(path)
            assert found is not None
            assert found.status == 410
            assert b"Nobody was hurt" not in found.body
            assert b'<meta name="robots" content="noindex">' in found.body


def test_older_words_go_while_the_post_stays(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire = open_harbour_fire()
        crane = publish(fire, "Crane", f"Words {CANARY}")
        append(fire, Kind.REVISED, some_post("Crane", "Calm words"), post_id=crane.id)
        projection.catch_up()
        remove(fire, post_id=crane.id, positions=[2], reason="privacy")
        projection.catch_up()
        finish(projection)
        assert CANARY.encode() not in public_bytes(newsroom)
        found = reader.page(f"/harbour-fire/posts/{crane.id}")
        assert found is not None
        assert found.status == 200
        assert b"Calm words" in found.body
        past = reader.page_at("/harbour-fire/", 3)
        assert past is not None
        assert b"Calm words" in past.body


def test_the_past_is_away_until_it_is_made_again(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire = open_harbour_fire()
        crane = publish(fire, "Crane", f"Words {CANARY}")
        publish(fire, "Calm post")
        removed(fire, crane.id)
        projection.catch_up()
        [head] = reader.heads()
        assert (head.position, head.floor, head.purged) == (4, 3, 4)
        with pytest.raises(BelowFloor):
            reader.page_at("/harbour-fire/", 3)
        finish(projection)
        [head] = reader.heads()
        assert (head.position, head.floor, head.purged) == (4, 0, 4)
        past = reader.page_at("/harbour-fire/", 3)
        assert past is not None
        assert b"Calm post" in past.body
        assert CANARY.encode() not in past.body


def test_line_92_open_pages_are_told_all_that_may_have_shown_the_words(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        crane = publish(fire)
        projection.catch_up()
        removed(fire, crane.id)
        projection.catch_up()
        [told] = frames(newsroom)
    changes = {change["id"]: change for change in told["changes"]}
    assert {f"post-{crane.id}", "keys", "pinned", "story", "title"} <= changes.keys()
    assert "Nobody was hurt" not in json.dumps(told)


def test_the_log_says_what_is_gone_and_who_says_so(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        crane = publish(fire, "Crane", f"Words {CANARY}")
        projection.catch_up()
        before = leaves(newsroom)
        assert CANARY in json.loads(before[1].said)["content"]
        removed(fire, crane.id)
        projection.catch_up()
        after = leaves(newsroom)
    assert json.loads(after[1].said) == {"position": 2, "gone": "removed", "by": 3}
    assert [leaf.leaf_hash for leaf in after[:2]] == [leaf.leaf_hash for leaf in before]
    assert [leaf.leaf for leaf in after[:2]] == [leaf.leaf for leaf in before]
    assert "A court said so." in json.loads(after[2].said)["content"]


def test_what_was_withheld_comes_back_whole(newsroom: Config) -> None:
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        fire = open_harbour_fire()
        crane = publish(fire, "Crane", f"Words {CANARY}")
        withheld(fire, crane.id)
        projection.catch_up()
        finish(projection)
        release(fire, post_id=crane.id)
        projection.catch_up()
        finish(projection)
        past, between = (reader.page_at("/harbour-fire/", at) for at in (2, 3))
        found = reader.page(f"/harbour-fire/posts/{crane.id}")
        assert past and between and found
        assert found.status == 200
        assert CANARY.encode() in found.body
        assert CANARY.encode() in past.body
        assert CANARY.encode() not in between.body
        assert CANARY in json.loads(leaves(newsroom)[1].said)["content"]
        step_by_step = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == step_by_step


def test_pictures_go_that_nothing_shows_any_more(newsroom: Config) -> None:
    newsroom.desk_media.mkdir()
    names = {}
    for what in (b"ours", b"shared"):
        names[what] = f"{sha256(what).hexdigest()}.webp"
        (newsroom.desk_media / names[what]).write_bytes(what)
    blocks = [{"type": "picture", "media": name, "small": name} for name in names.values()]
    with projecting(newsroom) as projection:
        fire, flood = open_harbour_fire(), open_harbour_fire("flood")
        crane = append(fire, Kind.POSTED, some_post() | {"blocks": blocks}).post_id
        append(flood, Kind.POSTED, some_post() | {"blocks": blocks[1:]})
        projection.catch_up()
        assert len(list(newsroom.public_media.iterdir())) == 2
        assert crane is not None
        withheld(fire, crane)
        projection.catch_up()
        assert [path.name for path in newsroom.public_media.iterdir()] == [names[b"shared"]]
        release(fire, post_id=crane)
        projection.catch_up()
        assert len(list(newsroom.public_media.iterdir())) == 2


def test_it_happens_by_itself_while_others_publish(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    with following(newsroom):
        posts = [publish(fire, f"Post {number}", f"Words {CANARY}") for number in range(100)]
        eventually(lambda: public_position(newsroom) == 101)
        removed(fire, posts[50].id)
        publish(flood, "News")
        eventually(lambda: public_position(newsroom, "flood") == 2)
        eventually(lambda: public_position(newsroom) == 102)
        eventually(lambda: floors(newsroom) == {"harbour-fire": 0, "flood": 0})
        publish(fire, "And on")
        eventually(lambda: public_position(newsroom) == 103)
    with reading(newsroom) as reader:
        past = reader.page_at("/harbour-fire/", 101)
    assert past is not None
    assert past.body.count(CANARY.encode()) == 49  # the other posts of the front page


def floors(config: Config) -> dict[str, int]:
    with reading(config) as reader:
        return {head.slug: head.floor for head in reader.heads()}


def act(coverage: str, luck: random.Random) -> None:
    """One thing that a desk might do; words go, and come back, often."""
    posts = list(Post.objects.filter(coverage=coverage).order_by("ordinal"))
    chosen = luck.choice(posts).id if posts else ""
    acts: list[Callable[[], object]] = [
        lambda: publish(coverage, f"Post {len(posts) + 1}"),
        lambda: publish(coverage, f"Post {len(posts) + 1}"),
        lambda: append(coverage, Kind.REVISED, some_post("Gantry"), post_id=chosen),
        lambda: append(coverage, Kind.PINNED, {}, post_id=chosen),
        lambda: append(coverage, Kind.MARKED_KEY, {"label": "A turn"}, post_id=chosen),
        lambda: append(coverage, Kind.REORDERED, {"above": None}, post_id=chosen),
        lambda: append(
            coverage, Kind.HEADER_CHANGED, harbour_fire() | {"title": f"Fire {len(posts)}"}
        ),
        lambda: removed(coverage, chosen),
        lambda: withheld(coverage, chosen),
        lambda: release(coverage, post_id=chosen),
        lambda: withhold(coverage, positions=[1], reason="legal"),
        lambda: release(coverage, positions=[1]),
    ]
    try:
        luck.choice(acts)()
    except Refused:
        publish(coverage)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_in_the_end_as_if_the_words_had_never_been_there(newsroom: Config, seed: int) -> None:
    luck = random.Random(seed)
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    with projecting(newsroom) as projection:
        for _ in range(150):
            act(fire, luck)
            if luck.random() < 0.1:
                act(flood, luck)
            if luck.random() < 0.4:
                projection.catch_up()
            if luck.random() < 0.4:
                projection.keep_up()
        projection.catch_up()
        finish(projection)
        step_by_step = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == step_by_step


def test_the_present_is_not_disturbed_while_the_past_is_made_again(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        posts = [publish(fire, f"Post {number}").id for number in range(170)]
        for id in posts[::7]:
            append(fire, Kind.REVISED, some_post("Revised"), post_id=id)
        append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "Another"})
        append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "The last"})
        projection.catch_up()
        withhold(fire, positions=[Post.objects.count() + 1 + 25 + 1], reason="legal")
        projection.catch_up()
        paths = ["/harbour-fire/", "/harbour-fire/page/1", f"/harbour-fire/posts/{posts[3]}"]
        before = [page(newsroom, path) for path in paths]
        stretches = 0
        while projection.keep_up():
            stretches += 1
            assert [page(newsroom, path) for path in paths] == before
        assert stretches > 3


def test_a_crash_in_between_is_made_good_at_the_next_start(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom) as projection:
        posts = [publish(fire, f"Post {number}", f"Words {CANARY}") for number in range(90)]
        projection.catch_up()
        removed(fire, posts[5].id)
        projection.catch_up()
        assert projection.keep_up()  # and there is more to do
    publish(fire, "Meanwhile")
    with projecting(newsroom) as projection:
        [head] = [head for head in everything(newsroom)["head"] if head[0] == "harbour-fire"]
        assert head[4] > 0  # the floor
        finish(projection)
        after = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == after


def test_words_taken_away_before_they_were_public_never_become_so(newsroom: Config) -> None:
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        projection.catch_up()
        crane = publish(fire, "Crane", f"Words {CANARY}")
        removed(fire, crane.id)
        projection.catch_up()
        assert CANARY.encode() not in public_bytes(newsroom)
        finish(projection)
        after = everything(newsroom)
        projection.rebuild()
    assert everything(newsroom) == after


def test_a_picture_that_would_not_go_is_tried_again(newsroom: Config) -> None:
    name = f"{sha256(b'crane').hexdigest()}.webp"
    newsroom.desk_media.mkdir()
    (newsroom.desk_media / name).write_bytes(b"crane")
    with projecting(newsroom) as projection:
        fire = open_harbour_fire()
        shown = some_post() | {"blocks": [{"type": "picture", "media": name}]}
        crane = append(fire, Kind.POSTED, shown).post_id or ""
        projection.catch_up()
        public = newsroom.public_media / name
        public.unlink()
        public.mkdir()  # cannot be unlinked
        removed(fire, crane)
        assert projection.catch_up() == 1
        public.rmdir()
        public.write_bytes(b"crane")
        finish(projection)
        assert not public.exists()


@pytest.mark.parametrize("site_name", ["Stoppress", "Harbour News"])
def test_words_that_go_while_nobody_publishes_go_at_the_next_start(
    newsroom: Config, site_name: str
) -> None:
    """Another name is a rebuild; the same is not."""
    name = f"{sha256(b'crane').hexdigest()}.webp"
    newsroom.desk_media.mkdir()
    (newsroom.desk_media / name).write_bytes(b"crane")
    fire = open_harbour_fire()
    shown = some_post("Crane", f"Words {CANARY}")
    shown["blocks"].append({"type": "picture", "media": name})
    crane = append(fire, Kind.POSTED, shown).post_id or ""
    append(fire, Kind.MARKED_KEY, {"label": f"Key {CANARY}"}, post_id=crane)
    append(fire, Kind.PINNED, {}, post_id=crane)
    with projecting(newsroom):
        assert (newsroom.public_media / name).exists()
    removed(fire, crane)
    with projecting(dataclasses.replace(newsroom, site_name=site_name)) as projection:
        finish(projection)
        assert not (newsroom.public_media / name).exists()
        assert CANARY.encode() not in public_bytes(newsroom)
    [head] = everything(newsroom)["head"]
    assert head[:6] == ("harbour-fire", fire, 5, "live", 0, 5)
