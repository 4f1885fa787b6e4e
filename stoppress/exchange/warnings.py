"""What an editor should look at in coverage that was taken in, whatever its format was."""

from __future__ import annotations

from collections.abc import Iterator

from stoppress.exchange.capture import CaptureWarning, ImportedCoverage, ImportedPost
from stoppress.exchange.caveats import caveats_in
from stoppress.exchange.dangling import dangling_in
from stoppress.exchange.pieces import Paragraph
from stoppress.exchange.repeated import repeats_among


def warnings_about(coverage: ImportedCoverage) -> Iterator[CaptureWarning]:
    """All warnings that can be told from what was read; what was not read is not known here."""
    yield from _count(coverage)
    yield from _times(coverage)
    yield from _bylines(coverage)
    for post in coverage.posts:
        yield from _captions(post)
    for text, line in dangling_in(coverage.standfirst):
        yield CaptureWarning("dangling-reference", f"line {line}, above the posts", text)
    for post in coverage.posts:
        for text, line in dangling_in(post.body):
            yield CaptureWarning("dangling-reference", _where(post, line), text)
    for post in coverage.posts:
        yield from _claims(post, coverage.source)
    yield from _repeats(coverage.posts)


def _where(post: ImportedPost, line: int) -> str:
    return f"line {line}, in {post.name}"


def _count(coverage: ImportedCoverage) -> Iterator[CaptureWarning]:
    declared, found = coverage.declared_posts, coverage.found_posts
    if declared is None or declared == found:
        return
    if declared > found:
        text = f"the page declares {declared} posts, {found} are here: {declared - found} missing"
    else:
        text = f"the page declares {declared} posts, {found} were found: look for one read as two"
    yield CaptureWarning("missing-posts", "the whole page", text)


def _times(coverage: ImportedCoverage) -> Iterator[CaptureWarning]:
    without = [post for post in coverage.posts if post.published_at is None]
    silent = sum(post.time_text is None for post in without)
    if silent:
        text = f"{silent} of {coverage.found_posts} posts carry no time; none was made up"
        yield CaptureWarning("no-timestamps", "the whole page", text)
    for post in without:
        if post.time_text:
            text = f"“{post.time_text}” does not say day, time and zone; no instant was made up"
            yield CaptureWarning("no-timestamps", post.name, text)


def _bylines(coverage: ImportedCoverage) -> Iterator[CaptureWarning]:
    silent = sum(post.byline is None for post in coverage.posts)
    if silent:
        text = f"{silent} of {coverage.found_posts} posts carry no byline; none was made up"
        yield CaptureWarning("no-bylines", "the whole page", text)


def _captions(post: ImportedPost) -> Iterator[CaptureWarning]:
    for caption in post.captions:
        if caption.caption and not caption.credit:
            where = _where(post, caption.line)
            yield CaptureWarning("caption-without-credit", where, caption.caption)


def _claims(post: ImportedPost, source: str | None) -> Iterator[CaptureWarning]:
    texts = [(p.plain, p.line) for p in post.body if isinstance(p, Paragraph)]
    texts += [(bullet.plain, bullet.line) for bullet in post.bullets]
    for text, line in sorted(texts, key=lambda pair: pair[1]):
        for caveat in caveats_in(text, source):
            yield CaptureWarning("unverified-claim", _where(post, line), caveat)


def _repeats(posts: tuple[ImportedPost, ...]) -> Iterator[CaptureWarning]:
    for repeat in repeats_among([post.text for post in posts]):
        where = f"{posts[repeat.first].name} and {posts[repeat.second].name}"
        yield CaptureWarning("repeated-passage", where, repeat.words)
