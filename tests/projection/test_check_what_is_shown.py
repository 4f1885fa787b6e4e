"""`check_public_store`: whatever somebody changes behind the projection's back is found, and where.

reliability.md, line 39, for what readers are shown: a row that somebody changed by hand.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from stoppress.config import Config
from stoppress.projection.fsck import check_public_store
from stoppress.projection.fsck_words import ADVICE
from stoppress.public_store import open_writer
from stoppress.public_store.tables import COLUMNS, KEYS
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.models import Post
from stoppress.record.removal.removing import remove, withhold
from stoppress.record.vocabulary import Kind
from tests.by_chance import Editors
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.projection.public import everything, projecting
from tests.projection.test_take_words_away import finish

_AS_ONE = " AND generation = (SELECT generation FROM site)"


def found(config: Config) -> list[str]:
    return [str(one) for one in check_public_store(config)]


def by_hand(config: Config, statement: str, *values: Any) -> None:
    """Change the public store as somebody with its password, or its file, might."""
    if config.database:
        import psycopg

        with psycopg.connect(config.database, autocommit=True) as server:
            server.execute("SET search_path TO stoppress_public")
            server.execute(statement.replace("?", "%s").encode(), values)
        return
    with closing(sqlite3.connect(config.public_file)) as db:
        db.execute(statement, values)
        db.commit()


def picture(config: Config, data: bytes) -> dict[str, Any]:
    """A post with a picture that lies in the desk's folder."""
    name = f"{sha256(data).hexdigest()}.webp"
    config.desk_media.mkdir(exist_ok=True)
    (config.desk_media / name).write_bytes(data)
    said = some_post("Crane seen from the pier")
    said["blocks"].append({"type": "picture", "media": name, "alt": "A crane", "caption": "Crane"})
    return said


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here passes by waiting."""
    monkeypatch.setattr("stoppress.projection.fsck_pictures._PATIENCE", 0.0)
    monkeypatch.setattr("stoppress.projection.fsck_coverage._PAUSES", (0.0, 0.1))


@pytest.fixture
def crane(newsroom: Config) -> Post:
    """The second post of a coverage that readers have seen, revised once."""
    fire = open_harbour_fire()
    publish(fire, "Fire reported")
    crane = publish(fire)
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    append(fire, Kind.POSTED, picture(newsroom, b"a crane"))
    with projecting(newsroom):
        pass
    assert found(newsroom) == []
    return crane


def body_of(config: Config, name: str, since: int) -> bytes:
    rows = {(row[0], row[1]): row[4] for row in everything(config)["part"]}
    return bytes(rows[name, since])


def test_one_byte_of_a_part_is_found(newsroom: Config, crane: Post) -> None:
    name = f"harbour-fire/post/{crane.id}"
    said = body_of(newsroom, name, 4).replace(b"Nobody was hurt", b"Nobody was hurl")
    by_hand(newsroom, "UPDATE part SET body = ? WHERE name = ? AND since = 4", said, name)
    [line] = found(newsroom)
    assert line.startswith(f"/harbour-fire/ position 4, public part {name}: body is '…")
    assert "hurl." in line and "but the record makes it" in line and "hurt." in line
    assert line.endswith(ADVICE)


def test_a_part_of_the_past_is_found(newsroom: Config, crane: Post) -> None:
    name = f"harbour-fire/post/{crane.id}"
    by_hand(newsroom, "UPDATE part SET body = ? WHERE name = ? AND since = 3", b"<p>", name)
    [line] = found(newsroom)
    assert line.startswith(f"/harbour-fire/ position 3, public part {name}: body is '<p>'")


def test_one_byte_of_a_frame_is_found(newsroom: Config, crane: Post) -> None:
    [told] = [row[3] for row in everything(newsroom)["frame"] if row[1] == 4]
    forged = told.replace(b"Gantry", b"Gentry", 1)
    by_hand(newsroom, "UPDATE frame SET body = ? WHERE position = 4", forged)
    [line] = found(newsroom)
    assert line.startswith("/harbour-fire/ position 4, public frame: body is '…")
    assert "Gentry" in line and "Gantry" in line


def test_a_history_page_that_was_changed_is_found(newsroom: Config, crane: Post) -> None:
    names = [row[0] for row in everything(newsroom)["part"]]
    name = next(one for one in names if crane.id in one and "history" in one)
    by_hand(newsroom, "UPDATE part SET body = ? WHERE name = ?", b"", name)
    [line] = found(newsroom)
    assert line.startswith(f"/harbour-fire/ public part {name}: body is ''")


def test_a_part_that_was_taken_away_is_found(newsroom: Config, crane: Post) -> None:
    name = f"harbour-fire/post/{crane.id}"
    by_hand(newsroom, "DELETE FROM part WHERE name = ? AND since = 4", name)
    [line] = found(newsroom)
    assert line.startswith(f"/harbour-fire/ position 4, public part {name}: is missing; it should")


def test_a_part_that_was_put_there_is_found(newsroom: Config, crane: Post) -> None:
    statement = (
        "INSERT INTO part (generation, name, since, slug, body)"
        " SELECT generation, 'harbour-fire/post/ad', 0, 'harbour-fire', ? FROM site"
    )
    by_hand(newsroom, statement, b"<p>Buy cranes</p>")
    [line] = found(newsroom)
    assert "public part harbour-fire/post/ad: should not be there; it says '<p>Buy cr" in line


def test_two_parts_that_changed_places_are_found(newsroom: Config, crane: Post) -> None:
    one, two = f"harbour-fire/post/{crane.id}", "harbour-fire/region/count"
    bodies = {name: body_of(newsroom, name, at) for name, at in ((one, 4), (two, 5))}
    by_hand(newsroom, f"UPDATE part SET body = ? WHERE name = ?{_AS_ONE} AND until IS NULL",
            bodies[one], two)  # fmt: skip
    by_hand(newsroom, f"UPDATE part SET body = ? WHERE name = ?{_AS_ONE} AND until IS NULL",
            bodies[two], one)  # fmt: skip
    lines = found(newsroom)
    assert len(lines) == 2
    assert any(f"public part {one}: body" in line for line in lines)
    assert any(f"public part {two}: body" in line for line in lines)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE page SET status = 404 WHERE path = '/harbour-fire/'", "page /harbour-fire/: stat"),
        ("DELETE FROM page WHERE path = '/'", "public page /: is missing"),
        ("UPDATE part SET body = '' WHERE name = 'door/0'", "public part door/0: body is ''"),
        ("UPDATE head SET state = 'ended'", "public head: state is 'ended', but the record"),
        ("UPDATE part SET slug = 'x' WHERE name = 'door/row/harbour-fire'", "slug is 'x', but"),
        ("UPDATE leaf SET said = '' WHERE position = 2", "position 2, public leaf: said is ''"),
        ("DELETE FROM frame WHERE position = 2", "position 2, public frame: is missing"),
        ("DELETE FROM head", "public head: the coverage was public and is not there"),
    ],
)
def test_any_other_row_is_found(newsroom: Config, crane: Post, statement: str, said: str) -> None:
    by_hand(newsroom, statement)
    assert any(said in line for line in found(newsroom)), found(newsroom)


def test_line_39_any_column_of_any_row_is_found(newsroom: Config, crane: Post, full: bool) -> None:
    """Each is changed in turn, by chance, and back."""
    luck = random.Random()
    rows = [
        (table, dict(zip(columns, row, strict=True)))
        for table, columns in COLUMNS.items()
        for row in everything(newsroom)[table]
    ]
    for table, row in rows if full else luck.sample(rows, 12):
        column = luck.choice([name for name in COLUMNS[table] if name != "slug"])
        key = " AND ".join(f"{name} = ?" for name in KEYS[table])
        values = [row[name] for name in KEYS[table]]
        other = {bytes: b"x", str: "x", int: 7_777, type(None): 7_777}[type(row[column])]
        by_hand(newsroom, f"UPDATE {table} SET {column} = ? WHERE {key}", other, *values)
        assert found(newsroom) or any(check_record(newsroom)), (table, column, row)
        back = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"
        by_hand(newsroom, back, row[column], other)
        assert found(newsroom) == []


def test_a_picture_that_was_changed_or_lost_or_added_is_found(
    newsroom: Config, crane: Post
) -> None:
    [path] = newsroom.public_media.iterdir()
    path.write_bytes(b"another crane")
    [line] = found(newsroom)
    assert line.startswith(f"public-media/{path.name}: is not what its name says: take it away")
    path.unlink()
    assert found(newsroom) == [f"public-media/{path.name}: is missing; {ADVICE}"]
    with projecting(newsroom) as projection:
        projection.rebuild()
    assert found(newsroom) == []
    more = newsroom.public_media / f"{'a' * 64}.webp"
    more.write_bytes(b"")
    assert found(newsroom) == [f"public-media/{more.name}: nothing shows it; {ADVICE}"]


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_found_whatever_editors_did(newsroom: Config, seed: int, full: bool) -> None:
    editors = Editors(seed)
    acts: list[Callable[[], object]] = [act for act in editors.all() if act != editors.lead]
    with projecting(newsroom) as projection:
        for _ in range(400 if full else 90):
            editors.do(editors.luck.choice(acts))
            if editors.luck.random() < 0.4:
                projection.catch_up()
        assert [one for one in found(newsroom) if "public store: " not in one] == []
        projection.catch_up()
        finish(projection)
    assert found(newsroom) == []
    assert len(editors.done) > 10


def test_what_is_not_public_yet_is_no_fault(newsroom: Config, crane: Post) -> None:
    publish(crane.coverage_id, "Later")
    assert found(newsroom) == []


def test_words_that_are_still_to_go_from_the_pages_are_told_of(
    newsroom: Config, crane: Post
) -> None:
    withhold(crane.coverage_id, post_id=crane.id, reason="legal")
    [line] = found(newsroom)
    assert line.startswith("/harbour-fire/ public store: words that are gone from the record are")
    with projecting(newsroom) as projection:
        [line] = found(newsroom)
        assert line.startswith("/harbour-fire/ public store: its past is being made again")
        finish(projection)
    assert found(newsroom) == []


def test_a_removed_post_that_is_put_back_by_hand_is_found(newsroom: Config, crane: Post) -> None:
    name = f"harbour-fire/post/{crane.id}"
    words = body_of(newsroom, name, 4)
    remove(crane.coverage_id, post_id=crane.id, reason="privacy")
    with projecting(newsroom) as projection:
        finish(projection)
    by_hand(newsroom, "UPDATE part SET body = ? WHERE name = ? AND until IS NULL", words, name)
    [line] = found(newsroom)
    assert f"public part {name}: body is" in line


def test_pages_of_other_settings_are_told_of_and_not_compared(
    newsroom: Config, crane: Post
) -> None:
    [line] = found(replace(newsroom, site_name="Harbour News"))
    assert line.startswith("public store: the pages were made by another version or with other set")


def test_it_changes_nothing(newsroom: Config, crane: Post) -> None:
    by_hand(newsroom, "UPDATE frame SET body = '' WHERE position = 4")
    before, files = everything(newsroom), sorted(newsroom.data.rglob("*"))
    assert found(newsroom)
    assert everything(newsroom) == before
    assert sorted(newsroom.data.rglob("*")) == files


def test_it_is_right_while_posts_are_being_published(newsroom: Config, crane: Post) -> None:
    """What becomes public between rendering and comparing is rendered as well."""
    with projecting(newsroom) as projection:

        def meanwhile(slug: str, done: int, of: int) -> None:
            if done == of < 40:
                publish(crane.coverage_id, f"After {done}")
                projection.catch_up()

        assert list(check_public_store(newsroom, meanwhile)) == []


def test_a_store_that_is_not_there_is_told_of(newsroom: Config) -> None:
    open_harbour_fire()
    [line] = found(newsroom)
    assert line.startswith("public store: ")
    with closing(open_writer(newsroom)):
        [line] = found(newsroom)
    assert line.startswith("public store: ")
