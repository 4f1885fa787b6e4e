"""Which content coding a request gets: what it prefers, else what travels least."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.edge.codings import ALL, GZIP_ALONE, IDENTITY, choose, encode

# Out of RFC 9110 12.5.3 and what browsers, curl and proxies send.
CHOICES = [
    ("", IDENTITY), ("identity", IDENTITY), ("gzip", "gzip"), ("GZIP", "gzip"), ("x-gzip", "gzip"),
    ("gzip, deflate, br, zstd", "br"), ("gzip, deflate, zstd", "zstd"), ("gzip,deflate", "gzip"),
    ("deflate", IDENTITY), ("compress, gzip", "gzip"), ("gzipped", IDENTITY), ("*", "br"),
    ("br;q=0.5, gzip;q=0.8", "gzip"), ("br; q=0.001", "br"), ("br;q=1.000,zstd", "br"),
    ("gzip;q=0", IDENTITY), ("gzip;q=0.0", IDENTITY), ("gzip; q=0.000", IDENTITY),
    ("br;q=0, *", "zstd"), ("br;q=0, zstd;q=0, *;q=0.1", "gzip"), ("gzip;q=0, *;q=0", None),
    ("gzip;q=1.0, identity; q=0.5, *;q=0", "gzip"), ("identity;q=1, gzip;q=0.5", IDENTITY),
    ("identity;q=0.5, gzip;q=0.5", "gzip"), ("*;q=0", None), ("identity;q=0", None),
    ("identity;q=0, br", "br"), ("identity;q=0, *", "br"), ("identity, *;q=0", IDENTITY),
    ("gzip;q=2", IDENTITY), ("gzip;q=-1", IDENTITY), ("gzip;q=0.1234", IDENTITY),
    ("gzip;level=9", IDENTITY), ("gzip;", IDENTITY), (",,, gzip ,", "gzip"),
    ("br;q=0.9" + " " * 300, "br"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "coding"), CHOICES, ids=lambda value: str(value)[:40])
def test_it_gets_what_it_prefers_else_what_travels_least(header: str, coding: str | None) -> None:
    assert choose(header, ALL) == coding


@pytest.mark.parametrize(
    ("header", "coding"),
    [("gzip, br", "gzip"), ("br", IDENTITY), ("*", "gzip"), ("br, identity;q=0", None)],
)
def test_it_gets_nothing_that_is_not_there(header: str, coding: str | None) -> None:
    assert choose(header, GZIP_ALONE) == coding


@settings(deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="gzip bridentyq=;,.*01", max_size=60))
def test_no_header_makes_it_fail_or_send_what_was_excluded(header: str) -> None:
    coding = choose(header, ALL)
    assert coding in (*ALL, IDENTITY, None)
    if coding in ALL:
        assert "*" in header or coding in header.lower()
    assert choose(f"{header}, {coding};q=0, x", ALL) != coding or coding is None


def test_each_coding_can_be_read_by_who_knows_it() -> None:
    body = b"<p>The ship docked at noon.</p>" * 300
    assert brotli.decompress(encode("br", body)) == body
    assert zstandard.ZstdDecompressor().decompress(encode("zstd", body)) == body
    assert gzip.decompress(encode("gzip", body)) == body
    assert encode("gzip", body) == encode("gzip", body)
