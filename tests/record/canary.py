"""A post with a rare word in every field, and looking for that word wherever it may be left."""

from __future__ import annotations

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind

CANARY = "Quetzalañ-9f3"  # the ñ is written otherwise where JSON is escaped


def needles() -> set[bytes]:
    """The word as it can stand in a file: UTF-8, escaped as JSON, and its part that never is."""
    return {CANARY.encode(), json.dumps(CANARY)[1:-1].encode(), b"Quetzala"}


def picture_in(folder: Path, mark: str = CANARY) -> str:
    """Put a file into `folder` as if it were a picture that was taken in; its media name."""
    data = b"RIFF....WEBP" + mark.encode() * 50
    name = f"{sha256(data).hexdigest()}.webp"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return name


def said_everywhere(media: str | None = None, *, context: str = "ctx-canary") -> dict[str, Any]:
    """The content of a post with the word in every field that takes words."""
    paragraphs = [f"<strong>{CANARY}</strong> and {CANARY} again"] * 20
    return {
        "headline": f"{CANARY} seen",
        "kicker": CANARY,
        "byline": CANARY,
        "dateline": CANARY,
        "threads": [{"thread": "thread-canary", "name": CANARY}],
        "blocks": [
            {"type": "paragraph", "html": f"It was {CANARY}. " * 400, "label": CANARY},
            {"type": "heading", "text": CANARY},
            {"type": "bullets", "items": [{"label": CANARY, "html": CANARY}]},
            {"type": "quote", "paragraphs": [CANARY], "credit": CANARY},
            {"type": "picture", "media": media, "alt": CANARY, "caption": CANARY, "credit": CANARY},
            {"type": "context", "context": context, "title": CANARY, "paragraphs": paragraphs},
            {
                "type": "claim",
                "claim": "claim-canary",
                "text": CANARY,
                "source": CANARY,
                "status": "unverified",
                "note": CANARY,
            },
            {"type": "links", "title": CANARY, "items": [{"text": CANARY, "url": None}]},
        ],
    }


def publish_canary(coverage: str, media: str | None = None) -> Post:
    """A post that says the word everywhere, revised and corrected, a key event with a label."""
    said = said_everywhere(media)
    post = append(coverage, Kind.POSTED, said).post
    assert post is not None
    append(coverage, Kind.MARKED_KEY, {"label": CANARY}, post_id=post.id)
    append(coverage, Kind.REVISED, said | {"headline": f"{CANARY} again"}, post_id=post.id)
    note = {"correction": {"note": CANARY, "was": CANARY, "now": CANARY}}
    append(coverage, Kind.CORRECTED, said | note, post_id=post.id)
    return Post.objects.get(id=post.id)


def files_with_canary(folder: Path) -> list[str]:
    """The files below `folder` in which the word stands in any way of writing it."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and _has_canary(path.read_bytes())
    )


def dump_has_canary(config: Config) -> bool:
    """Whether `pg_dump` of the newsroom's database gives the word away."""
    dumped = subprocess.run(
        [_postgres("pg_dump"), "--data-only", "--inserts", config.database],
        capture_output=True,
        check=True,
    ).stdout
    words = {needle.hex().encode() for needle in needles()}  # how a dump writes bytes
    return _has_canary(dumped) or any(word in dumped for word in words)


def relation_files(config: Config) -> Path:
    """Where the server keeps the files of the newsroom's database."""
    import psycopg

    with psycopg.connect(config.database) as server:
        row = server.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return Path(row[0]) / "base" / str(row[1])


def _has_canary(data: bytes) -> bool:
    return any(needle in data for needle in needles())


def _postgres(program: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else program
