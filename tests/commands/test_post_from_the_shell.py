"""`stoppress post`."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from stoppress.public_store import open_reader
from stoppress.record.epoch import site_epoch
from stoppress.record.history import copy_of
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire


@pytest.fixture
def room(shell: Shell) -> Shell:
    open_harbour_fire()
    return shell


def test_it_publishes_what_was_piped(room: Shell) -> None:
    said = json.loads(
        room.ok(
            *("post", "harbour-fire", "--headline", "Quay closed", "--byline", "Ana Reis"),
            "--json",
            stdin="The quay is **closed**.\n\n- to cars\n- to people\n",
        )
    )
    content = copy_of(Post.objects.get(id=said["post"])).content
    assert (content["headline"], content["byline"]) == ("Quay closed", "Ana Reis")
    assert content["blocks"][0]["html"] == "The quay is <strong>closed</strong>."
    assert [item["html"] for item in content["blocks"][1]["items"]] == ["to cars", "to people"]
    assert said["cursor"] == f"{site_epoch(room.config.checkpoints_file)}.2"


def test_its_permalink_is_a_page(room: Shell) -> None:
    cursor, url = room.ok("post", "harbour-fire", stdin="The quay is closed.").split()
    base, _, path = url.partition("/harbour-fire/")
    assert base == "http://127.0.0.1:8000"
    reader = open_reader(room.config)
    page = reader.page(f"/harbour-fire/{path}")
    reader.close()
    assert page is not None and b"The quay is closed." in page.body


def test_its_permalink_is_the_public_one(room: Shell) -> None:
    room.environ["STOPPRESS_READER_URL"] = "https://live.example.org/"
    said = json.loads(room.ok("post", "harbour-fire", "--json", stdin="The quay is closed."))
    assert said["url"] == f"https://live.example.org/harbour-fire/posts/{said['post']}"


def test_it_marks_a_key_event(room: Shell) -> None:
    room.ok("post", "harbour-fire", "--headline", "Pier falls", "--key")
    assert Post.objects.get().key


def test_line_38_saying_the_same_again_publishes_once(room: Shell) -> None:
    words = ("post", "harbour-fire", "--key", "--submission", str(uuid4()), "--json")
    first = room.ok(*words, stdin="Once.")
    assert room.ok(*words, stdin="Once.") == first
    kinds = Revision.objects.order_by("position").values_list("kind", flat=True)
    assert list(kinds) == [Kind.OPENED, Kind.POSTED, Kind.MARKED_KEY]


def test_it_keeps_whose_doing_it_was(room: Shell) -> None:
    room.ok("user", "add", "ana")
    room.ok("post", "harbour-fire", "--as", "ana", stdin="By Ana.")
    assert Revision.objects.filter(kind=Kind.POSTED, actor__username="ana").exists()


def test_raw_html_stays_text(room: Shell) -> None:
    room.ok("post", "harbour-fire", stdin="<script>alert(1)</script> <b>bold</b>")
    html = copy_of(Post.objects.get()).content["blocks"][0]["html"]
    assert "<" not in html


@pytest.mark.parametrize(
    ("stdin", "reason"),
    [
        ("", "An empty post"),
        (b"caf\xe9", "is not UTF-8"),
        ("![quay](quay.jpg)", "a picture cannot be posted"),
        ("x" * 1_000_001, "is no post"),
    ],
    ids=["empty", "encoding", "picture", "size"],
)
def test_it_refuses_what_is_no_post(room: Shell, stdin: str | bytes, reason: str) -> None:
    assert reason in room.refused("post", "harbour-fire", stdin=stdin)
    assert not Post.objects.exists()


def test_it_names_the_coverages_when_it_does_not_know_one(room: Shell) -> None:
    assert "there are harbour-fire" in room.refused("post", "harbor-fire", stdin="Typo.")


def test_nothing_is_half_published_for_an_unknown_person(room: Shell) -> None:
    assert "'nadia'" in room.refused("post", "harbour-fire", "--as", "nadia", stdin="By whom?")
    assert not Post.objects.exists()
