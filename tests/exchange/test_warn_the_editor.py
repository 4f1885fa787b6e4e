"""Unverified claims and repeated passages: what an editor must look at before anyone reads it."""

from __future__ import annotations

import pytest

from stoppress.exchange.capture import WARNING_KINDS
from stoppress.exchange.caveats import caveats_in, is_only_caveat
from stoppress.exchange.repeated import LEAST, Repeat, repeats_among
from tests.exchange.captures import NAMES, capture, places_of, read_page, warned


@pytest.mark.parametrize(
    "sentence",
    [
        "The Bank is not able to independently confirm the number of the missing.",
        "The Bank could not verify the video.",
        "The Bank hasn’t been able to independently confirm which dykes broke.",
        "These figures have not been independently verified.",
        "It was impossible to verify the account independently.",
        "Die Angaben ließen sich nicht unabhängig überprüfen.",
        "Ce bilan n'a pas pu être vérifié de source indépendante.",
        "El dato no ha podido ser verificado de forma independiente.",
    ],
)
def test_a_newsrooms_own_caveat_is_a_claim_to_check(sentence: str) -> None:
    assert caveats_in(f"The dyke broke. {sentence}", "The Bank") == [sentence]
    assert is_only_caveat(sentence, "The Bank")
    assert not is_only_caveat(f"The dyke broke. {sentence}", "The Bank")


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor could not confirm whether the dyke broke.",
        "Independent experts confirmed the number.",
        "The Bank confirmed the number with two officials.",
        "“We are not able to independently confirm that,” the mayor said.",
    ],
)
def test_other_sentences_are_none(sentence: str) -> None:
    assert caveats_in(sentence, "The Bank") == []


def test_each_caveat_is_reported_with_its_line() -> None:
    coverage = capture("treaty-talks")
    assert warned(coverage, "unverified-claim") == [
        "Meridian hasn’t been able to independently confirm which articles remain open."
    ]
    assert places_of(coverage, "unverified-claim")[0].startswith("line 60, in ")


def _words(start: int, end: int) -> str:
    return " ".join(f"word{n}" for n in range(start, end))


def test_a_shared_run_is_named_in_the_words_of_the_first_text() -> None:
    first = f"Something else. One “Two” three, four's {_words(0, 10)}. The end."
    second = f"it begins: one two three four’s {_words(0, 10)} and goes on"
    assert repeats_among([first, "nothing of the kind", second]) == [
        Repeat(0, 2, f"One “Two” three, four's {_words(0, 10)}")
    ]


def test_a_run_must_be_long_enough() -> None:
    assert repeats_among([f"a {_words(0, LEAST - 1)} b", f"c {_words(0, LEAST - 1)} d"]) == []
    assert len(repeats_among([f"a {_words(0, LEAST)} b", f"c {_words(0, LEAST)} d"])) == 1


def test_only_the_longest_run_of_a_pair_is_named() -> None:
    short, long = _words(0, 13), _words(100, 120)
    (repeat,) = repeats_among([f"{short} x {long}", f"{long} y {short}"])
    assert repeat.words == long


def test_every_pair_is_named() -> None:
    found = repeats_among([f"{n} {_words(0, 14)} {n}" for n in "abc"])
    assert [(repeat.first, repeat.second) for repeat in found] == [(0, 1), (0, 2), (1, 2)]


def test_a_passage_in_very_many_texts_does_not_multiply() -> None:
    texts = [f"text {n} {_words(0, 20)} ends {n}" for n in range(400)]
    found = repeats_among(texts)
    assert len(found) < 2 * len(texts)
    assert {repeat.second for repeat in found} == set(range(1, len(texts)))


def test_repeated_words_within_one_text_are_no_repeat() -> None:
    assert repeats_among([f"{_words(0, 20)} {_words(0, 20)}", "other words"]) == []


def test_repeats_name_both_posts() -> None:
    assert places_of(capture("harbour-fire"), "repeated-passage") == [
        "“What went wrong with the sprinklers?” (line 66) and"
        " “Smoke closes coast road as wind turns” (line 76)"
    ]


def test_a_caption_that_comes_again_is_no_repeated_passage() -> None:
    caption = (
        "Volunteers fill sandbags outside the old town hall in Hallam on the night of May 4, 2026."
    )
    coverage = read_page(
        "River rising in Hallam", caption, "It rose.", "River falls in Hallam", caption, "It fell."
    )
    assert [len(post.captions) for post in coverage.posts] == [1, 1]
    assert warned(coverage, "repeated-passage") == []


@pytest.mark.parametrize("name", NAMES)
def test_warnings_are_of_the_kinds_that_scripts_know(name: str) -> None:
    assert {warning.kind for warning in capture(name).warnings} <= set(WARNING_KINDS)
