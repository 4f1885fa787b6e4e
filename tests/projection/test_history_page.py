"""The history of a post: every version, what changed, when, why; inert whatever it says."""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.models import Post
from stoppress.record.moving import move_post
from stoppress.record.removal.removing import remove
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.projection.public import projecting, reading

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e &lt;b&gt;"


def history(newsroom: Config, post: Post) -> tuple[int, LexborHTMLParser]:
    """What is answered at the history of `post`, once all is public."""
    with projecting(newsroom) as projection, reading(newsroom) as reader:
        projection.catch_up()
        page = reader.page(f"/harbour-fire/posts/{post.id}/history")
    assert page is not None
    return page.status, LexborHTMLParser(page.body.decode())


def one(page: LexborHTMLParser, selector: str) -> str:
    """The text of the first element that `selector` names, which is there."""
    node = page.css_first(selector)
    assert node is not None
    return node.text()


def versions(page: LexborHTMLParser) -> list[str]:
    return [node.text().strip() for node in page.css(".version h2 > bdi")]


def corrected(note: str, *words: str) -> dict[str, Any]:
    said = some_post("Crane falls on the quay", *words)
    return said | {"correction": {"note": note, "was": "two", "now": "three"}}


def test_it_shows_every_version_the_newest_first(newsroom: Config) -> None:
    fire = open_harbour_fire()
    post = publish(fire, "Crane falls on the quay", "Two are hurt.")
    append(fire, Kind.PINNED, {}, post_id=post.id)
    said = corrected("One more was found.", "Three are hurt.")
    append(fire, Kind.CORRECTED, said, post_id=post.id)
    append(fire, Kind.WITHDRAWN, {"reason": "It was a drill."}, post_id=post.id)

    status, page = history(newsroom, post)

    assert status == 200
    assert versions(page) == ["Withdrawn", "Corrected", "Pinned", "Published"]
    why = [node.text() for node in page.css(".why")]
    assert "It was a drill." in why and "One more was found." in why
    assert one(page, "#v3 .difference del") == "Two"
    assert one(page, "#v3 .difference ins") == "Three"
    assert "Two are hurt." in one(page, "#v1")  # a withdrawal keeps the history


def test_what_was_corrected_before_a_post_moved_is_told_where_it_is_now(newsroom: Config) -> None:
    flood, fire = open_harbour_fire("flood"), open_harbour_fire()
    post = publish(flood, "Crane falls on the quay", "Two are hurt.")
    append(flood, Kind.CORRECTED, corrected(HOSTILE, "Three are hurt."), post_id=post.id)
    move_post(post.id, fire)
    there = Post.objects.get(coverage=fire)
    _, page = history(newsroom, there)
    assert versions(page) == ["Moved here"]
    assert HOSTILE in " ".join(node.text() for node in page.css("#v1 .why"))
    assert (one(page, "#v1 .why del"), one(page, "#v1 .why ins")) == ("two", "three")
    with reading(newsroom) as reader:
        shown, left = (reader.page(f"/{slug}/") for slug in ("harbour-fire", "flood"))
    assert shown is not None and left is not None
    aside = LexborHTMLParser(shown.body.decode()).css_first(f"#post-{there.id} aside.correction")
    assert aside is not None and HOSTILE in aside.text()
    was = LexborHTMLParser(left.body.decode()).css_first(f"#post-{post.id}")
    assert was is not None and "This post has moved to" in was.text()
    assert was.css_first("aside") is None
    remove(fire, post_id=there.id, reason="legal")
    _, page = history(newsroom, there)
    assert HOSTILE not in (page.html or "")


def test_it_shows_no_words_that_were_removed(newsroom: Config) -> None:
    fire = open_harbour_fire()
    post = publish(fire, "Crane falls on the quay", "Zanzibar is hurt.")
    append(fire, Kind.REVISED, some_post("Crane falls", "One is hurt."), post_id=post.id)
    remove(fire, post_id=post.id, positions=[2], reason="privacy", note=None)

    status, page = history(newsroom, post)

    assert status == 200
    assert "Zanzibar" not in (page.html or "")
    assert versions(page) == ["Words removed", "Edited", "Published"]
    assert page.css_first("#v1 .gone") is not None
    assert not page.css("#v2 del")  # what there is no word of is compared with nothing


def test_it_is_gone_with_the_post(newsroom: Config) -> None:
    fire = open_harbour_fire()
    post = publish(fire, "Crane falls on the quay", "Zanzibar is hurt.")
    remove(fire, post_id=post.id, reason="legal", note=None)
    status, page = history(newsroom, post)
    assert status == 410
    assert "Zanzibar" not in (page.html or "")


def test_hostile_versions_are_inert(newsroom: Config) -> None:
    fire = open_harbour_fire()
    post = publish(fire, HOSTILE, HOSTILE)
    said = corrected(HOSTILE, HOSTILE + "x") | {"headline": HOSTILE + "x"}
    append(fire, Kind.CORRECTED, said, post_id=post.id)
    append(fire, Kind.WITHDRAWN, {"reason": HOSTILE}, post_id=post.id)
    _, page = history(newsroom, post)
    assert not page.css("script, img, b, [onerror]")
    assert "\u202e" not in one(page, "title")


def test_it_tells_what_a_shared_claim_says_since(newsroom: Config) -> None:
    fire = open_harbour_fire()
    claim = {"type": "claim", "claim": "c1", "text": "The roof fell.", "status": "unverified"}
    said = some_post() | {"blocks": [claim]}
    row = append(fire, Kind.POSTED, said)
    fields = {"text": "The roof fell.", "status": "confirmed"}
    other = publish(open_harbour_fire("other-fire"), "Elsewhere")
    append(other.coverage_id, Kind.REVISED, said, post_id=other.id)
    change_shared("c1", fields, change="Two engineers saw it.")
    assert row.post is not None
    _, page = history(newsroom, row.post)
    assert versions(page) == ["Since then", "Published"]
    assert one(page, ".version ins") == "confirmed"
    assert "Two engineers saw it." in one(page, ".version")
