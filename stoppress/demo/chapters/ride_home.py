"""Monday afternoon: docking, a late word from Moscow, and the end. 19:52-23:41 UTC on 21 July."""

from __future__ import annotations

from stoppress.demo.blocks import bullets, claim, links
from stoppress.demo.chapters.ascent import LUNA_DOWN
from stoppress.demo.chapters.insets import LUNA_15, SILENCE
from stoppress.demo.chapters.opening import TOGETHER
from stoppress.demo.people import ANNA, MARTA, PETER, RUTH
from stoppress.demo.steps import (
    Step,
    claim_settled,
    header_changed,
    marked_key,
    pinned,
    posted,
)

LOOKING_DOWN = posted(
    "looking-down",
    RUTH,
    "1969-07-21T19:52:37Z",
    "A plain with nobody on it",
    """
    Columbia has come over the landing place once more. For a day Collins has looked for his
    friends down there and never found them. Now he has only to look ahead.

    “Passing over the landing site,” he told them. “It sure is great to look down there and not see
    you.”
    """,
    pause=4,
)

DOCKED = posted(
    "docked",
    RUTH,
    "1969-07-21T21:35:00Z",
    "Docked: “We’re all yours”",
    """
    The two ships came round the Moon side by side, and at 4:35 p.m. they were one again. “Okay.
    We’re all yours,” said Armstrong.

    It was not gentle. As the latches drew them together both craft began to swing. “That was a
    funny one,” said Collins when it was over. “I was sure busy there for a couple of seconds.”
    """,
    SILENCE,
    pause=4,
)

MOSCOW = posted(
    "moscow",
    ANNA,
    "1969-07-21T15:45:00Z",
    "Moscow: Luna 15 has reached the Moon and ended its work",
    """
    The Soviet news agency Tass says that Luna 15 came to the Moon’s surface “in the preset area” at
    6:45 in the evening, Moscow time, after 52 turns and 86 radio sessions, and that its work is
    ended. It speaks of new systems tested. It does not say that the landing was soft, or what the
    craft was to do there.

    The hour is five minutes earlier than the one at which Jodrell Bank lost the signal. We have
    no explanation for that.
    """,
    LUNA_15,
    dateline="MOSCOW",
    kicker="Filed late",
    pause=5,
)

LUNA_CONFIRMED = claim_settled(
    LUNA_DOWN,
    PETER,
    claim(
        "luna-down",
        "confirmed",
        "Observers at Jodrell Bank",
        "Luna 15 has hit the Moon and will not be heard again.",
        """
        Tass has since said that it reached the surface and has ended its work. How hard it came
        down, Tass does not say.
        """,
    ),
    pause=2,
)

LAST = posted(
    "last",
    MARTA,
    "1969-07-21T23:41:31Z",
    "Eagle is let go: where everything is now",
    """
    At 6:41 p.m. the empty Eagle was cast off. It carried two men down and two men up and has no
    more to do. This is what we leave you with.
    """,
    bullets(
        ("The crew", "All three in Columbia. “It’s been a mighty fine day,” said Houston."),
        ("Next", "The burn for home, behind the Moon, just before midnight in Houston."),
        ("Home", "Splashdown in the Pacific on Thursday; USS Hornet is waiting. Then quarantine."),
        ("Left on the Moon", "A flag, a plaque, two instruments, half a ship, and footprints."),
        ("Also left", "Medals and a patch in memory of two cosmonauts and three astronauts."),
        ("Still open", "Where exactly they were. What Luna 15 was for. How much rock there is."),
    ),
    links(
        "To read and hear for yourself",
        ("NASA: the Apollo 11 mission", "https://www.nasa.gov/mission/apollo-11/"),
        ("Every word and picture, in real time", "https://apolloinrealtime.org/11/"),
        ("Apollo 11 in Wikipedia", "https://en.wikipedia.org/wiki/Apollo_11"),
    ),
    kicker="Round-up",
    round_up=True,
    pause=6,
)

ENDED = Step(
    "ended",
    None,
    {
        "note": "Our live coverage ends here. Thank you for staying up with us. "
        "Corrections will still be made, and shown."
    },
    MARTA.login,
    6.0,
)

STEPS = (
    LOOKING_DOWN,
    DOCKED,
    marked_key(DOCKED, MARTA, "Eagle and Columbia dock"),
    header_changed(MARTA, TOGETHER),
    MOSCOW,
    LUNA_CONFIRMED,
    LAST,
    pinned(LAST, MARTA),
    ENDED,
)
