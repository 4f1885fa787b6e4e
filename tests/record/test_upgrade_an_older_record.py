"""A newsroom made before anything was signed: the upgrade keeps every row, and then signs it.

The rows are put down in the first version's own tables, as it wrote them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

from stoppress.config import Config
from stoppress.record.checking.fsck import check_record
from stoppress.record.content.check import as_bytes
from stoppress.record.leaf import SALT_BYTES, commitment, leaf_bytes, leaf_hash
from tests.backup.places import lose_record
from tests.commands.shell import Shell, page
from tests.newsroom import harbour_fire, some_post
from tests.record.things import claim, context, showing
from tests.waiting import eventually

FIRE = "fire00000001"
BEGAN = datetime(2026, 1, 31, 8, tzinfo=UTC)  # its first act
FIRST_VERSION = "0002"
SHOWN, FALSE, KEY = "post0000shwn", "post0000fals", "post0000keyy"
# What happened, in order: kind, post, content.
DAY: list[tuple[str, str | None, dict[str, Any]]] = [
    ("opened", None, harbour_fire()),
    ("posted", SHOWN, showing(claim())),
    ("posted", FALSE, some_post("Bridge closed")),
    ("posted", KEY, showing(claim(), context())),
    ("revised", KEY, showing(claim(status="confirmed", note="We asked."), context())),
    ("corrected", SHOWN, showing(claim()) | {"correction": {"note": "It was Quay 4."}}),
    ("withdrawn", FALSE, {"reason": "It was another bridge."}),
    ("pinned", SHOWN, {}),
    ("marked_key", KEY, {"label": "The crane falls"}),
]


@pytest.fixture
def shell(newsroom: Config) -> Shell:
    """A shell on a newsroom of the first version, with a day of coverage in it."""
    newsroom.data.chmod(0o700)
    (newsroom.data / "format").write_text("1\n", "ascii")
    lose_record(newsroom)
    call_command("migrate", "record", FIRST_VERSION, verbosity=0)
    call_command("migrate", "desk", "0001", verbosity=0)
    _write_the_day()
    connections.close_all()
    return Shell(newsroom)


def test_every_row_is_kept_to_the_byte(shell: Shell) -> None:
    before = _rows()
    connections.close_all()
    shell.ok("setup", "--defaults")
    assert len(before) == len(DAY)
    assert _rows() == before
    assert list(check_record(shell.config)) == []


def test_it_is_served_signed_and_whole_under_its_old_addresses(shell: Shell) -> None:
    with shell.serving() as served:
        for post in (SHOWN, KEY):
            assert f"post-{post}" in page(f"{served.reader}/harbour-fire/posts/{post}")
        eventually(lambda: _size_of_log(served.reader) == str(len(DAY)))
        assert f"whole: {len(DAY)} revisions of /harbour-fire/" in shell.ok("verify", served.reader)
        shell.ok("post", "harbour-fire", "--headline", "After the upgrade")
        eventually(lambda: "After the upgrade" in page(f"{served.reader}/harbour-fire/"))
    assert list(check_record(shell.config)) == []


def _size_of_log(reader: str) -> str:
    try:
        return page(f"{reader}/harbour-fire/log/checkpoint").splitlines()[1]
    except OSError:  # nothing is signed yet
        return ""


def _rows() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coverage_id, position, kind, post_id, post_revision, at, submission,"
            " content, salt, commitment, leaf, leaf_hash FROM record_revision ORDER BY id"
        )
        return [
            tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
            for row in cursor.fetchall()
        ]


def _write_the_day() -> None:
    posts: dict[str, dict[str, Any]] = {}
    lines: dict[str | None, bytes] = {}  # of a post, or of the header: its newest leaf's hash
    revisions = []
    for position, (kind, post, content) in enumerate(DAY, 1):
        at = _time_of(position)
        number = _post_after(posts, position, kind, post, content) if post else None
        row = _row(position, kind, post, number, at, content, lines.get(post, b""))
        lines[post] = row["leaf_hash"]
        revisions.append(row)
    _insert(
        "coverage",
        id=FIRE,
        slug="harbour-fire",
        title=harbour_fire()["title"],
        state="live",
        head=len(DAY),
        projected=0,
        post_count=len(posts),
        header_position=1,
        header_leaf=lines[None],
        opened_at=BEGAN,
    )
    for id, told in posts.items():
        _insert("post", id=id, coverage_id=FIRE, last_leaf=lines[id], **told)
    for row in revisions:
        _insert("revision", **row)


def _post_after(
    posts: dict[str, dict[str, Any]], position: int, kind: str, id: str, content: dict[str, Any]
) -> int:
    """Bring the post's row along with one act; the number of its revision."""
    fresh = {"ordinal": len(posts) + 1, "revision": 0, "posted_at": _time_of(position)}
    marks = {"withdrawn": False, "pinned": False, "key": False}
    post = posts.setdefault(id, fresh | marks)
    post["revision"] += 1
    if kind in ("posted", "revised", "corrected"):
        post |= {"copy_position": position, "headline": content.get("headline", "")}
    post["withdrawn"] |= kind == "withdrawn"
    post["pinned"] |= kind == "pinned"
    post["key"] |= kind == "marked_key"
    number: int = post["revision"]
    return number


def _time_of(position: int) -> datetime:
    return BEGAN + timedelta(minutes=position - 1)


def _row(
    position: int,
    kind: str,
    post: str | None,
    number: int | None,
    at: datetime,
    content: dict[str, Any],
    prev: bytes,
) -> dict[str, Any]:
    said, salt = as_bytes(content), bytes([position]) * SALT_BYTES
    sealed = commitment(salt, said)
    leaf = leaf_bytes(
        coverage=FIRE,
        position=position,
        kind=kind,
        post=post,
        revision=number,
        at=at,
        prev=prev,
        content=sealed,
    )
    told = {"coverage_id": FIRE, "position": position, "kind": kind, "post_id": post, "at": at}
    words = {"content": said, "salt": salt, "commitment": sealed}
    return told | words | {"post_revision": number, "leaf": leaf, "leaf_hash": leaf_hash(leaf)}


def _insert(table: str, **values: Any) -> None:
    names, places = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO record_{table} ({names}) VALUES ({places})",
            [_as_the_model_does(value) for value in values.values()],
        )


def _as_the_model_does(value: Any) -> Any:
    # SQLite has no type for a time: its text has to be what Django's own writing would be.
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
