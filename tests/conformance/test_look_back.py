"""`?at=`: a page as it stood, by position, day or instant."""

from __future__ import annotations

import re

import pytest

from tests.conformance.client import Address, get
from tests.edge.press import EPOCH, PAST, Press

CACHED = "public, max-age=0, s-maxage=30, must-revalidate"


@pytest.fixture
def top(address: Address, live: str) -> int:
    """The position of the page as it is."""
    found = re.search(r'data-cursor="[a-z0-9]+\.(\d+)"', get(address, f"{live}/").text)
    assert found is not None
    return int(found[1])


def test_it_shows_what_stood_there_then(address: Address, watch: Press) -> None:
    words = [f"Word {number}" for number in range(1, 6)]
    for word in words:
        watch.publish(word)
    watch.arrive(address)
    for path in (f"/{watch.slug}/", f"/{watch.slug}/page/1"):
        for position, word in enumerate(words, 1):
            text = get(address, f"{path}?at={position}").text
            assert f"{position} {word}" in text
            assert PAST.decode() in text
        assert PAST.decode() not in get(address, path).text


def test_it_carries_no_cursor_and_is_no_page_for_search_engines(
    address: Address, live: str, top: int
) -> None:
    page = get(address, f"{live}/?at={top}")
    assert page.status == 200
    assert 'data-cursor=""' in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == CACHED
    assert page.headers["vary"] == "Accept-Encoding"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-security-policy" in page.headers


def test_it_has_a_name_of_its_own_and_is_not_sent_twice(
    address: Address, live: str, top: int
) -> None:
    for headers in ({}, {"accept_encoding": "gzip"}):
        page = get(address, f"{live}/?at={top}", **headers)
        tag = page.headers["etag"]
        assert re.fullmatch(rf'W/"[a-z0-9]+\.{top}\.[0-9a-f]{{16}}\.\d+"', tag)
        assert get(address, f"{live}/?at={top}", if_none_match=tag).status == 304
        assert get(address, f"{live}/?at={top}", "HEAD").headers["etag"] == tag
    packed = get(address, f"{live}/?at={top}", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == get(address, f"{live}/?at={top}").text


INSTANTS = [
    ("2026-01-31T09:00:02Z", 2), ("2026-01-31T09:00:02.5Z", 2), ("2026-01-31T09:00:01.999999Z", 1),
    ("2026-01-31T09:00:03Z", 3), ("2026-01-31", 3), ("2100-01-01", 3), ("9999-12-31", 3),
]  # fmt: skip


@pytest.mark.parametrize(("instant", "position"), INSTANTS)
@pytest.mark.parametrize("page", ["", "page/1"])
def test_it_leads_from_an_instant_to_the_last_position_published_by_then(
    address: Address, watch: Press, instant: str, position: int, page: str
) -> None:
    watch.publish("One", "Two", "Three")
    watch.arrive(address)
    answer = get(address, f"/{watch.slug}/{page}?at={instant}")
    assert answer.status == 302
    assert answer.headers["location"] == f"/{watch.slug}/{page}?at={position}"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "moment", ["0", "4", "999999999999999", "2026-01-31T09:00:00Z", "2026-01-30", "0001-01-01"]
)
def test_it_finds_nothing_before_the_first_and_above_the_top(
    address: Address, watch: Press, moment: str
) -> None:
    watch.publish("One", "Two", "Three")
    watch.arrive(address)
    answer = get(address, f"/{watch.slug}/?at={moment}")
    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


def test_it_finds_no_page_that_was_not_there(address: Address, live: str, top: int) -> None:
    assert get(address, f"{live}/page/9999?at={top}").status == 404
    assert get(address, "/no-such-coverage/?at=1").status == 404


@pytest.mark.parametrize(
    "text",
    ["01", "-1", "+1", "1.0", "1e3", "x", "9999999999999999", "\u0661".encode().decode("latin-1"),
     "2026-02-30", "2026-1-31", "2026-01-31T09:00Z", "2026-01-31T09:00:00", "2026-01-31T25:00:00Z",
     "2026-01-31T09:00:00+01:00", "2026-01-31t09:00:00z", "2026-01-31T09:00:00.1234567Z",
     "0000-01-01", "now", "'--", "1%20", f"{EPOCH}.1"],
)  # fmt: skip
def test_it_refuses_what_is_no_moment(address: Address, live: str, text: str) -> None:
    answer = get(address, f"{live}/?at={text}")
    assert (answer.status, answer.headers["cache-control"]) == (400, "no-store")


def test_it_leads_a_shared_link_to_the_moment_without_the_rest(address: Address, live: str) -> None:
    for query in ("at=1&fbclid=x", "fbclid=x&at=1", "at=1&at=2", "a&at=1&"):
        answer = get(address, f"{live}/?{query}")
        assert (answer.status, answer.headers["location"]) == (302, f"{live}/?at=1")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/{}/posts/b", "/{}/page/01", "/{}/page/1/", "/{}/page/"])
def test_it_looks_back_at_nothing_else(address: Address, live: str, path: str) -> None:
    path = path.format(live.strip("/"))
    answer = get(address, f"{path}?at=1")
    assert (answer.status, answer.headers["location"]) == (302, path)
