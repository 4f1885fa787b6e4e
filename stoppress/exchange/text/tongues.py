"""The few words by which a language tells a report from a description of a picture.

Used to weigh captions only. A page's language is never concluded from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stoppress.exchange.patterns import either, word_set


@dataclass(frozen=True)
class Tongue:
    """Words of one language, lower case."""

    common: frozenset[str]  # what the language is told by
    report: re.Pattern[str]  # somebody is said to have said something
    past: frozenset[str]  # a report's verbs: what was, has been or will be
    openers: frozenset[str]  # words that open a report, and no description
    participle: re.Pattern[str] | None = None  # a main verb in the past, where its form shows


def _verbs(lines: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(lines)})\b", re.I)


ENGLISH = Tongue(
    common=word_set("the of and to in is that for with on was are by said his has"),
    report=_verbs("""
        said|says?|saying|told|tells|according to|announced|added|tweeted|wrote|reported|reports
        confirmed|claimed|warned|stated|insisted|denied|declared|acknowledged
    """),
    past=word_set("""
        was were has have had will would could should might must can cannot did does do won't
        took won went came made fell rose began hit fled struck sent gave found brought became got
        lost met paid put ran sold spent spoke taught thought swept shot drove flew stood chose grew
        knew kept felt led heard built bought broke fought wrote
    """),
    openers=word_set("it it's this these there but and so we you here he she they i if as in"),
    # “battled the blaze”; “destroyed by shelling” and “a burned house” are descriptions.
    participle=re.compile(
        r"(?<!-)(?<!\b[Aa] )(?<!\b[Aa]n )(?<!\b[Tt]he )\b(?!\w+eed\b)\w{3,}ed "
        r"(?!(?:by|in|at|near|on|with|from|to|for|as|off|over|outside|inside|during|after|before"
        r"|along|under|across|into|out|up|and)\b|[A-Z])"
    ),
)
GERMAN = Tongue(
    common=word_set("der die und das den von zu mit sich des auf für ist im dem nicht ein eine"),
    report=_verbs("""
        sagt|sagte|sagten|erklärt|erklärte|teilte|teilten|berichtet|berichtete|zufolge|laut
        nach Angaben|kündigte|meldete|meldet|betonte|schrieb|hieß es
    """),
    past=word_set(
        "hat haben hatte hatten wird werden wurde wurden war waren worden soll sollen kann können"
        " konnte konnten muss müssen will wollen gab ging kam"
    ),
    openers=word_set("es das dies hier aber und wir sie er wenn nach am im"),
)
FRENCH = Tongue(
    common=word_set("le la les des et du en une est que dans pour au sur par qui pas"),
    report=_verbs("""
        selon|d['’]après|(?:a|ont) (?:déclaré|annoncé|affirmé|indiqué|dit)
        précise|affirme|annonce|estime
    """),
    past=word_set(
        "ont avait avaient sera seront était étaient été doit doivent peut peuvent pourrait fut"
    ),
    openers=word_set("il ils elle elles ce cela mais et nous on si voici"),
)
SPANISH = Tongue(
    common=word_set("el la los las de del que y en un una por con para se su al"),
    report=_verbs("""
        dijo|dijeron|según|afirmó|afirmaron|anunció|anunciaron|declaró|informó|informaron
        aseguró|explicó|señaló
    """),
    past=word_set(
        "ha han había habían será serán fue fueron era eran puede pueden podría debe deben"
    ),
    openers=word_set("esto esta estos pero y si nosotros ellos aquí es"),
)
_ALL = (ENGLISH, GERMAN, FRENCH, SPANISH)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENOUGH = 3000  # words are plenty to tell four languages apart


def words_of(text: str) -> list[str]:
    """The words of `text`, lower case, with straight apostrophes."""
    return [word.replace("’", "'") for word in _LETTERS.findall(text.lower())]


def tongue_of(texts: Iterable[str]) -> Tongue:
    """Whose common words occur most; English where none do."""
    seen = dict.fromkeys(range(len(_ALL)), 0)
    left = _ENOUGH
    for text in texts:
        words = words_of(text)
        for place, tongue in enumerate(_ALL):
            seen[place] += sum(word in tongue.common for word in words)
        left -= len(words)
        if left <= 0:
            break
    return _ALL[max(seen, key=lambda place: (seen[place], -place))]
