"""Pages, pictures, redirects and what is not there."""

from __future__ import annotations

import re

import pytest

from tests.conformance.client import Address, Answer, Wire, get, reading
from tests.conformance.conftest import MEDIA, PICTURE
from tests.edge.press import EPOCH, SLUG, Press

CACHED = "public, max-age=0, s-maxage=2, must-revalidate"


def test_line_9_it_carries_the_cursor_from_which_the_stream_goes_on(
    address: Address, live: str, press: Press
) -> None:
    press.publish("Printed on the page")
    press.arrive(address)
    page = get(address, f"{live}/")
    cursor = re.search(r'<main data-cursor="([^"]+)"', page.text)
    assert cursor is not None and cursor[1] == press.cursor
    press.publish("Between the page and the stream")
    with reading(address, f"{live}/stream?after={cursor[1]}") as stream:
        assert stream.changes(1)[0].id == press.cursor


def test_line_9_it_is_never_older_than_what_a_reader_has_been_told(
    address: Address, live: str, press: Press
) -> None:
    with reading(address, f"{live}/stream") as stream:
        for number in range(30):
            press.publish(f"Post {number}")
            change = stream.named("change")
            assert f'data-cursor="{change.id}"' in get(address, f"{live}/").text


def test_it_is_revalidated_always(address: Address, live: str) -> None:
    page = get(address, f"{live}/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == CACHED
    assert page.headers["vary"] == "Accept-Encoding"
    assert re.fullmatch(r'W/"[a-z0-9]{1,32}\.\d+\.[0-9a-f]{16}"', page.headers["etag"])


@pytest.mark.parametrize("shape", ["{}", 'W/"other", {}', "*", '"other" , {} ,"third"'])
def test_it_has_not_changed_for_who_has_it(address: Address, live: str, shape: str) -> None:
    tag = get(address, f"{live}/").headers["etag"]
    for one in (tag, tag.removeprefix("W/")):
        answer = get(address, f"{live}/", if_none_match=shape.format(one))
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == tag
        assert answer.headers["cache-control"] == CACHED
    assert get(address, f"{live}/", if_none_match='W/"other"').status == 200


def test_it_has_changed_after_a_publication(address: Address, live: str, press: Press) -> None:
    tag = get(address, f"{live}/").headers["etag"]
    press.publish("News")
    press.arrive(address)
    page = get(address, f"{live}/", if_none_match=tag)
    assert page.status == 200
    assert page.headers["etag"] != tag


# What browsers, curl and old proxies send; what the first page of live coverage then comes in.
CODINGS = [
    ("", ""), ("identity", ""), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"),
    ("gzip, deflate, zstd", "zstd"), ("br;q=0.5, gzip", "gzip"), ("gzip;q=0", ""),
    ("br;q=0, zstd;q=0, *", "gzip"), ("*", "br"), ("identity;q=0, gzip;q=0.1", "gzip"),
    ("gzip;q=0.5, identity", ""), ("deflate", ""),
]  # fmt: skip


@pytest.mark.parametrize(("header", "coding"), CODINGS)
def test_it_comes_in_the_coding_that_is_preferred(
    address: Address, live: str, header: str, coding: str
) -> None:
    plain, packed = get(address, f"{live}/"), get(address, f"{live}/", accept_encoding=header)
    assert "content-encoding" not in plain.headers
    assert packed.headers.get("content-encoding", "") == coding
    assert packed.headers["vary"] == "Accept-Encoding"
    if packed.headers["etag"] == plain.headers["etag"]:  # else something was published meanwhile
        assert packed.text == plain.text
        assert len(packed.body) < len(plain.body) or not coding


@pytest.mark.parametrize("header", ["*;q=0", "identity;q=0", "deflate, identity;q=0"])
def test_it_says_so_where_no_coding_is_accepted(address: Address, live: str, header: str) -> None:
    answer = get(address, f"{live}/", accept_encoding=header)
    assert (answer.status, answer.headers["cache-control"]) == (406, "no-store")
    assert answer.headers["vary"] == "Accept-Encoding"


def test_it_is_named_alike_in_all_codings(address: Address, watch: Press) -> None:
    watch.publish("One")
    watch.arrive(address)
    path = f"/{watch.slug}/"
    tags = {get(address, path, accept_encoding=one).headers["etag"] for one in ("br", "gzip", "")}
    [tag] = tags
    for coding in ("br", "zstd", "gzip", "identity"):
        unchanged = get(address, path, accept_encoding=coding, if_none_match=tag)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["vary"] == "Accept-Encoding"


def test_it_lets_no_foreign_script_run(address: Address, live: str) -> None:
    headers = get(address, f"{live}/").headers
    policy = dict(
        directive.strip().partition(" ")[::2]
        for directive in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "permissions-policy" in headers


@pytest.mark.parametrize("query", ["fbclid=x", "", "a=1&b=2", "after=e1.1"])
def test_it_leads_a_shared_link_to_the_page_without_its_query(
    address: Address, live: str, query: str
) -> None:
    answer = get(address, f"{live}/?{query}")
    assert (answer.status, answer.headers["location"]) == (302, f"{live}/")
    assert answer.headers["cache-control"] == "no-store"


def test_it_leads_to_the_slash(address: Address, live: str) -> None:
    answer = get(address, live)
    assert (answer.status, answer.headers["location"]) == (308, f"{live}/")


def test_it_gives_head_what_get_would_have(address: Address, live: str) -> None:
    whole, head = (get(address, f"{live}/", how) for how in ("GET", "HEAD"))
    assert head.body == b""
    assert _undated(head) == _undated(whole)


def test_it_answers_on_one_connection_and_closes_when_asked(address: Address, live: str) -> None:
    with Wire(address) as wire:
        for _ in range(3):
            wire.ask(f"{live}/")
            assert wire.answer().status == 200
        wire.ask(f"{live}/", connection="close")
        assert wire.answer().headers["connection"] == "close"
        assert wire.is_closed()


def test_the_front_door_changes_when_anything_is_published(address: Address, press: Press) -> None:
    before = get(address, "/")
    with press.writer.publish() as publication:
        publication.put_part("front", f"<p>{press.position} posts</p>".encode() * 30)
    press.publish("News")
    press.arrive(address)
    after = get(address, "/")
    assert after.body != before.body
    assert after.headers["etag"] != before.headers["etag"]
    assert get(address, "/", if_none_match=after.headers["etag"]).status == 304


def test_an_asset_may_be_kept_for_ever(address: Address, press: Press) -> None:
    asset = get(address, "/-/assets/reader-0123456789abcdef.js")
    assert asset.status == 200
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_post_that_is_gone_says_so_and_one_that_moved_leads_there(
    address: Address, watch: Press
) -> None:
    path = f"/{watch.slug}"
    watch.publish("One")
    with watch.writer.publish() as publication:
        publication.put_part(
            "gone", b"<!doctype html><p>This post is gone.</p>" * 20, slug=watch.slug
        )
        for name in ("gone", "gone/history"):
            publication.put_page(
                f"{path}/posts/{name}", ["gone"], slug=watch.slug, status=410, since=1
            )
        for name, status in (("moved", 308), ("merged", 302)):
            there = f"/{SLUG}/posts/{name}"
            publication.put_page(
                f"{path}/posts/{name}", [], slug=watch.slug, status=status, location=there, since=1
            )
    watch.arrive(address)
    for name in ("gone", "gone/history"):
        for headers in ({}, {"accept_encoding": "gzip"}, {"if_none_match": "*"}):
            gone = get(address, f"{path}/posts/{name}", **headers)
            assert (gone.status, gone.headers["cache-control"]) == (410, "no-store")
            assert gone.headers["content-type"] == "text/html; charset=utf-8"
            assert "content-security-policy" in gone.headers
            assert gone.text.startswith("<!doctype html><p>This post is gone.</p>")
    for name, status in (("moved", 308), ("merged", 302)):
        moved = get(address, f"{path}/posts/{name}")
        assert (moved.status, moved.headers["location"]) == (status, f"/{SLUG}/posts/{name}")
        assert moved.headers["cache-control"] == "no-store"


def test_a_picture_comes_whole(address: Address, press: Press) -> None:
    picture = get(address, f"/-/media/{MEDIA}")
    assert picture.body == PICTURE
    assert picture.headers["content-type"] == "image/webp"
    assert picture.headers["cache-control"] == CACHED
    assert picture.headers["etag"] == f'"{MEDIA.removesuffix(".webp")}"'
    assert get(address, f"/-/media/{MEDIA}", if_none_match=picture.headers["etag"]).status == 304
    head = get(address, f"/-/media/{MEDIA}", "HEAD")
    assert head.headers["content-length"] == str(len(PICTURE))


def test_health_tells_that_the_store_can_be_read(address: Address) -> None:
    health = get(address, "/-/health")
    assert (health.status, health.headers["cache-control"]) == (200, "no-store")
    assert '"ok":true' in health.text


MISSING = [
    "/nothing", "/no/such/page", f"/{SLUG}/posts/none", "/-/media/x.webp", "/-/", "/-/nothing",
    "/-/media/" + "0" * 64 + ".webp", "/-/media/" + "0" * 64 + ".svg",
    "/-/media/" + "0" * 64 + ".webp/..", "/-/media/../../desk.sqlite", "//evil.example/",
    f"/{SLUG}/../{SLUG}/", f"/{SLUG}/./", f"/{SLUG}//", f"/{SLUG}/%2e%2e/", "/..", "/%00",
    "/-/media/..%2f..%2fdesk.sqlite", "/\\evil.example/", "/" + "x" * 600, "/desk.sqlite",
    f"/{SLUG.upper()}/", f"/{SLUG};x/", f"/{SLUG}/after/e1.1/",
    f"/{SLUG}/stream/", f"/no-such-coverage/after/{EPOCH}.1", "/no-such-coverage/stream",
]  # fmt: skip


@pytest.mark.parametrize("target", MISSING, ids=lambda target: target[:40])
def test_everything_that_is_not_there_is_not_there_in_the_same_way(
    address: Address, target: str
) -> None:
    missing, reference = get(address, target), get(address, "/never-was-here")
    assert missing.status == 404
    assert missing.headers["cache-control"] == "no-store"
    assert (_undated(missing), missing.body) == (_undated(reference), reference.body)


def _undated(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}
