"""An imported day, as its readers find it: all that the source kept, as often as it had it."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.commands.shell import Shell, page

ROOT = Path(__file__).parent.parent.parent
REAL = sorted((ROOT.parent / "shared" / "captures").glob("*.txt"))
OWN = sorted((ROOT / "tests" / "exchange" / "fixtures").glob("*.txt"))
SAMPLE = 4  # of our own captures, where not all are taken in


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each capture a test, of which those that are not in the sample are skipped."""
    if "capture" not in metafunc.fixturenames:
        return
    seed = metafunc.config.getoption("randomly_seed", 0)
    is_full = metafunc.config.getoption("--full")
    sample = OWN if is_full else random.Random(seed).sample(OWN, SAMPLE)
    reason = f"not in the sample of --randomly-seed={seed}; --full takes all in"
    left_out = pytest.mark.skip(reason=reason)
    cases = [
        pytest.param(path, id=path.stem, marks=() if path in REAL + sample else left_out)
        for path in REAL + OWN
    ]
    metafunc.parametrize("capture", cases)


def words(node: LexborNode | None) -> str:
    """The text of `node`, with single spaces."""
    return " ".join(node.text(separator=" ").split()) if node else ""


def squeezed(text: str) -> str:
    """Without spaces: marks within a word must not matter when texts are compared."""
    return "".join(text.split())


def test_its_readers_find_every_word_where_it_was(shell: Shell, capture: Path) -> None:
    with shell.serving() as served:
        report = json.loads(shell.ok("import", capture, "--publish", "--json"))
        tree = LexborHTMLParser(page(served.reader + report["url"]))
    articles = tree.css("article")
    assert len(articles) == report["found_posts"] == len(report["posts"])
    for article, post in zip(articles, report["posts"], strict=True):
        check_post(squeezed(words(article)), post)
    for related in report["related"]:
        assert squeezed(words(tree.css_first("main"))).count(squeezed(related["text"])) >= 1
        assert squeezed(words(tree.css_first("#related"))).count(squeezed(related["text"])) == 1
    if report["declared_posts"] and report["declared_posts"] != report["found_posts"]:
        told = f"{report['found_posts']} of the {report['declared_posts']} posts"
        assert told in words(tree.css_first("main"))


def check_post(shown: str, post: dict[str, Any]) -> None:
    """Every part of `post` is in `shown`, and as often as the post has it."""
    parts = [post["headline"] or "", *post["paragraphs"]]
    parts += [caption["caption"] for caption in post["captions"]]
    parts += [caption["credit"] or "" for caption in post["captions"]]
    parts += [f"{bullet['label'] or ''}{bullet['text']}" for bullet in post["bullets"]]
    parts += [link["text"] for link in post["links"]]
    for part, times in Counter(squeezed(part) for part in parts if part).items():
        found = shown.replace(":", "").count(part.replace(":", ""))
        inside = sum(part in squeezed(other) for other in parts if squeezed(other) != part)
        assert times <= found <= times + inside, part


def test_no_time_and_no_name_is_made_up(shell: Shell) -> None:
    if not REAL:
        pytest.skip("the real captured day is not beside this clone")
    with shell.serving() as served:
        report = json.loads(shell.ok("import", REAL[0], "--publish", "--json"))
        tree = LexborHTMLParser(page(served.reader + report["url"]))
    for article in tree.css("article"):
        assert f"Time not given by {report['source']}" in words(article)
        assert article.css_first("time[datetime]") is None
        assert article.css_first(".by") is None
