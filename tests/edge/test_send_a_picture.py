"""Published pictures: whole for everyone, gone with the file, and nothing left open."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from stoppress.config import Config
from tests.conformance.client import Wire, get, request
from tests.edge.press import Press
from tests.edge.process import EdgeProcess, running

NAME = "b" * 64 + ".jpg"
PICTURE = os.urandom(900_001)


@pytest.fixture
def picture(newsroom: Config) -> Path:
    newsroom.public_media.mkdir()
    path = newsroom.public_media / NAME
    path.write_bytes(PICTURE)
    return path


def test_it_comes_whole_through_a_slow_line_and_with_what_follows(
    press: Press, newsroom: Config, picture: Path
) -> None:
    with running(newsroom) as edge, Wire(edge.address(), kernel_bytes=100_000) as wire:
        wire.send(request(f"/-/media/{NAME}", host="x") * 3 + request("/-/health", host="x"))
        for _ in range(3):
            time.sleep(0.05)
            assert wire.answer().body == PICTURE
        assert wire.answer().status == 200


def test_it_is_gone_when_its_file_is(press: Press, newsroom: Config, picture: Path) -> None:
    with running(newsroom) as edge:
        tag = get(edge.address(), f"/-/media/{NAME}").headers["etag"]
        picture.unlink()
        assert get(edge.address(), f"/-/media/{NAME}").status == 404
        assert get(edge.address(), f"/-/media/{NAME}", if_none_match=tag).status == 404


def test_it_follows_no_link_and_sends_nothing_but_files(
    press: Press, newsroom: Config, picture: Path
) -> None:
    other = newsroom.public_media / ("c" * 64 + ".png")
    other.symlink_to(picture)
    (newsroom.public_media / ("d" * 64 + ".webp")).mkdir()
    os.mkfifo(newsroom.public_media / ("e" * 64 + ".webp"))
    with running(newsroom) as edge:
        for name in ("c" * 64 + ".png", "d" * 64 + ".webp", "e" * 64 + ".webp"):
            assert get(edge.address(), f"/-/media/{name}").status == 404
        edge.end()
    assert edge.words == ""


def test_it_leaves_no_file_open_for_those_who_leave(
    press: Press, newsroom: Config, picture: Path
) -> None:
    with running(newsroom) as edge:
        assert get(edge.address(), f"/-/media/{NAME}").status == 200
        for _ in range(50):
            with Wire(edge.address(), kernel_bytes=10_000) as wire:
                wire.ask(f"/-/media/{NAME}")
                wire.head()
        end = time.monotonic() + 10
        while _pictures_open(edge):
            assert time.monotonic() < end, "a picture's file stays open"
            time.sleep(0.02)
        assert get(edge.address(), f"/-/media/{NAME}").body == PICTURE


def _pictures_open(edge: EdgeProcess) -> int:
    open_files = Path(f"/proc/{edge.process.pid}/fd")
    links = []
    for one in os.listdir(open_files):
        try:
            links.append(os.readlink(open_files / one))
        except FileNotFoundError:
            continue
    return sum(link.endswith(NAME) for link in links)
