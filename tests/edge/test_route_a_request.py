"""An address is what it says or nothing at all: it cannot be spelled differently, nor climb."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stoppress.edge.answers import BAD_QUERY, NOT_FOUND, Answer
from stoppress.edge.routes import (
    Alive,
    Bare,
    Contents,
    Delta,
    Health,
    LogFile,
    Media,
    Page,
    Past,
    Stream,
    route,
)
from stoppress.tlog.tiles import Bundle, Tile

LOG = "/fire/log"
NAME = "0123456789abcdef" * 4
ALPHABET = set(string.ascii_letters + string.digits + "._~/-")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/", Page("/")),
        ("/harbour-fire", Bare("harbour-fire")),
        ("/harbour-fire/", Page("/harbour-fire/")),
        ("/harbour-fire/page/2", Page("/harbour-fire/page/2")),
        ("/harbour-fire/posts/bcdf", Page("/harbour-fire/posts/bcdf")),
        ("/harbour-fire/feed.atom", Page("/harbour-fire/feed.atom")),
        ("/harbour-fire/stream", Stream("harbour-fire", "")),
        ("/harbour-fire/stream?after=e1.7", Stream("harbour-fire", "e1.7")),
        ("/harbour-fire/stream?after=", Stream("harbour-fire", "")),
        ("/harbour-fire/after/e1.7", Delta("harbour-fire", "e1.7")),
        ("/robots.txt", Page("/robots.txt")),
        ("/-/health", Health()),
        ("/-/alive", Alive()),
        ("/-/assets/reader-0123.js", Page("/-/assets/reader-0123.js")),
        (f"/-/media/{NAME}.webp", Media(f"{NAME}.webp")),
        (f"/-/media/{NAME}.svg", Page(f"/-/media/{NAME}.svg")),
        (f"/-/media/{NAME[1:]}.webp", Page(f"/-/media/{NAME[1:]}.webp")),
        ("/-/stream", Page("/-/stream")),
        ("/harbour-fire/?at=7", Past("harbour-fire", "/harbour-fire/", 7)),
        ("/harbour-fire/page/2?at=7", Past("harbour-fire", "/harbour-fire/page/2", 7)),
        ("/harbour-fire/log/checkpoint", Page("/harbour-fire/log/checkpoint")),
        (f"{LOG}/tile/0/x001/067", LogFile("fire", f"{LOG}/tile/0/x001/067", Tile(0, 1067))),
        (
            f"{LOG}/tile/entries/000.p/5",
            LogFile("fire", f"{LOG}/tile/entries/000.p/5", Bundle(0, 5)),
        ),
        (f"{LOG}/contents/x001/067", Contents("fire", f"{LOG}/contents/x001/067", Bundle(1067))),
        ("/-/log/tile/1/000", LogFile("-", "/-/log/tile/1/000", Tile(1, 0))),
    ],
)
def test_it_knows_our_addresses(target: str, expected: object) -> None:
    assert route(target) == expected


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "//evil.example/?x", "/a//b", "/..", "/../x", "/a/../b", "/a/./b", "/a/.",
     "/%2e%2e/", "/a\\b", "/a b", "/\u00e9", "/a;b", "/a#b", "", "x", "/" + "x" * 512],
)  # fmt: skip
def test_it_finds_nothing_at_what_is_no_address_of_ours(target: str) -> None:
    assert route(target) is NOT_FOUND


@pytest.mark.parametrize(
    "target", ["/a/after/e1.1?", "/a/after/e1.1?x", "/a/stream?", "/a/stream?after=x&after=y"]
)
def test_it_refuses_queries_where_they_would_split_a_cache(target: str) -> None:
    assert route(target) is BAD_QUERY


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet=sorted(ALPHABET | set("?=&%#\\")), max_size=60))
@example("/-/media/../../desk.sqlite")
@example("fire/?at=7")
@example("fire/log/tile/0/x001/067.p/9")
@example("fire/log/tile/0/1067")
@example(f"/-/media/{NAME}.webp/")
def test_it_lets_nothing_strange_through(text: str) -> None:
    found = route("/" + text)
    match found:
        case Answer():
            for line in found.head.split(b"\r\n"):
                if line.startswith(b"Location: "):
                    assert not line.startswith((b"Location: //", b"Location: /\\"))
        case Page(path):
            assert set(path) <= ALPHABET
            assert not {"..", "."} & set(path.split("/"))
            assert "//" not in path
        case Media(name):
            assert "/" not in name
        case LogFile(_, path, tile):
            assert path.endswith(f"/log/{tile.path}")
        case Stream(slug, _) | Delta(slug, _) | Bare(slug) | Past(slug, _, _):
            assert slug.replace("-", "").isalnum()
