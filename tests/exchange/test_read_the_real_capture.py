"""A real day of live coverage, as its page survived. Skipped where the capture is not beside the
clone."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from stoppress.exchange.capture import ImportedCoverage
from stoppress.exchange.publishing import header_content, is_round_up, post_contents
from stoppress.exchange.recognise import read_capture
from stoppress.exchange.text.lines import tidy
from stoppress.record.content.check import checked
from stoppress.record.vocabulary import Kind
from tests.exchange.captures import REAL, places_of, warned

pytestmark = pytest.mark.skipif(not REAL, reason="no ../shared/captures/*.txt beside the clone")


@pytest.fixture(scope="module")
def coverage() -> ImportedCoverage:
    return read_capture(REAL[0])


@pytest.fixture(scope="module")
def source_lines() -> list[str]:
    return [tidy(line) for line in REAL[0].read_text("utf-8").split("\n")]


def test_it_reads_the_header(coverage: ImportedCoverage, source_lines: list[str]) -> None:
    assert source_lines[0] == f"{coverage.title} | {coverage.source}"
    assert (coverage.declared_posts, coverage.found_posts) == (33, 19)
    assert coverage.lead is not None and coverage.lead.length == "03:05"
    assert coverage.lead.source == coverage.source
    assert [coverage.lead.label, coverage.lead.title] == source_lines[4:6]
    assert [piece.plain for piece in coverage.standfirst] == [source_lines[8]]


def test_it_finds_each_headline_where_it_stands(
    coverage: ImportedCoverage, source_lines: list[str]
) -> None:
    places = [
        13, 33, 51, 57, 69, 75, 91, 113, 135, 155, 171, 187, 203, 217, 227, 243, 259, 277, 293,
    ]  # fmt: skip
    assert [post.line for post in coverage.posts] == places
    assert [post.headline for post in coverage.posts] == [source_lines[n - 1] for n in places]


def test_it_tells_captions_from_copy(coverage: ImportedCoverage) -> None:
    captions = [caption for post in coverage.posts for caption in post.captions]
    assert [caption.line for caption in captions] == [
        15, 35, 59, 93, 115, 137, 157, 189, 219, 279,
    ]  # fmt: skip
    assert [caption.line for caption in captions if caption.credit] == [35]
    assert len(warned(coverage, "caption-without-credit")) == 9


def test_it_reads_labelled_bullets_and_round_ups(coverage: ImportedCoverage) -> None:
    bullets = [bullet for post in coverage.posts for bullet in post.bullets]
    assert len(bullets) == 12 and all(bullet.label for bullet in bullets)
    assert [post.line for post in coverage.posts if is_round_up(post)] == [33, 243]


def test_it_lists_the_related_links_once(coverage: ImportedCoverage) -> None:
    assert [link.line for link in coverage.related] == [313, 314, 315]
    fates = Counter(coverage.account.values())
    assert fates["related"] == fates["related-again"] == 3


def test_it_makes_up_nothing(coverage: ImportedCoverage) -> None:
    assert {(p.published_at, p.time_text, p.byline) for p in coverage.posts} == {(None, None, None)}
    assert (coverage.language, coverage.started_at, coverage.ended_at) == (None, None, None)


def test_it_reports_what_is_wrong(coverage: ImportedCoverage) -> None:
    kinds = Counter(warning.kind for warning in coverage.warnings)
    assert kinds["missing-posts"] == kinds["no-timestamps"] == kinds["no-bylines"] == 1
    assert kinds["unverified-claim"] == 3
    assert kinds["repeated-passage"] == 10
    lines = [
        int(where.split(",")[0].split()[1]) for where in places_of(coverage, "dangling-reference")
    ]
    assert lines == [9, 31, 45, 121, 257]
    assert all(len(words.split()) >= 12 for words in warned(coverage, "repeated-passage"))


def test_it_accounts_for_every_line(coverage: ImportedCoverage, source_lines: list[str]) -> None:
    assert set(coverage.account) == {n for n, text in enumerate(source_lines, 1) if text}
    assert coverage.unparsed_lines == 0


def test_each_paragraph_is_published_as_often_as_it_stands(
    coverage: ImportedCoverage, source_lines: list[str]
) -> None:
    words = [_words_of(content["blocks"]) for content in post_contents(coverage)[::-1]]
    for post, published in zip(coverage.posts, words, strict=True):
        end = next((p.line for p in coverage.posts if p.line > post.line), 310)
        for line in filter(None, source_lines[post.line : end - 1]):
            bare = re.sub(r"^• |\(Photo by |\)$", "", line)
            assert published.count(bare) == 1, line


def test_the_record_takes_all_of_it(coverage: ImportedCoverage) -> None:
    header = checked(Kind.OPENED, header_content(coverage, "page.txt"))
    assert header["date"] == "2023-01-31"
    for content in post_contents(coverage):
        assert checked(Kind.POSTED, content) == content


def _words_of(blocks: list[dict[str, object]]) -> str:
    """The words that a page shows of these blocks, in their order; a label gets its colon."""
    words: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            label = value.get("label")
            if label:
                words.append(f"{label}:")
            for key in ("title", "text", "caption", "credit", "html"):
                if isinstance(value.get(key), str):
                    words.append(value[key])
            for key in ("items", "paragraphs"):
                walk(value.get(key))
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, str):
            words.append(value)

    walk(blocks)
    return " ".join(words)
