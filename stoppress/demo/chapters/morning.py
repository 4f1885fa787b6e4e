"""Sunday morning in Houston: waking, checking, and go for undocking. 11:04-17:00 UTC."""

from __future__ import annotations

from stoppress.demo.blocks import bullets, claim, quote
from stoppress.demo.chapters.insets import LUNA_15, SILENCE, TWO_SHIPS
from stoppress.demo.people import MARTA, PETER, RUTH
from stoppress.demo.steps import pinned, posted

WAKE = posted(
    "wake",
    RUTH,
    "1969-07-20T11:04:00Z",
    "Good morning from Houston: the day of the landing begins",
    """
    Mission Control woke the crew of Apollo 11 just after six this morning, two minutes before
    their ship slipped behind the Moon. “You guys wake up early,” said Michael Collins.

    By tonight two of the three should be on the ground. This is the plan; we will say so when it
    changes.
    """,
    bullets(
        ("12:44 p.m.", "Eagle undocks from Columbia, behind the Moon."),
        ("2:08 p.m.", "Eagle’s engine burns for half a minute to lower its orbit."),
        ("3:05 p.m.", "The engine is lit again, for the landing. It must burn for twelve minutes."),
        ("About 3:18 p.m.", "Touchdown on the Sea of Tranquility."),
        ("After 1 a.m. on Monday", "A meal and some sleep later: the first walk."),
    ),
    TWO_SHIPS,
    pause=3,
)

POWER = posted(
    "power",
    RUTH,
    "1969-07-20T13:26:00Z",
    "Eagle goes over to its own power",
    """
    The landing craft is awake. At 8:26 a.m. it went over from Columbia’s current to its own
    batteries; Neil Armstrong read the moment down to Houston as “95 54 00”, hours, minutes and
    seconds since launch.

    From here on Eagle counts its supplies as a ship that is already away from port.
    """,
)

LUNA_ORBIT = posted(
    "luna-orbit",
    PETER,
    "1969-07-20T14:16:00Z",
    "Luna 15 drops to within ten miles of the ground",
    """
    The Soviet craft Luna 15 has changed its orbit again. At its lowest it now passes some ten
    miles (16 km) above the Moon, about as low as anything can fly there without meeting a
    mountain.

    That is lower than one needs to go to take photographs. But nobody outside the Soviet Union
    knows what it is there to do.
    """,
    claim(
        "luna-purpose",
        "unverified",
        "Unofficial sources in Moscow; Western observers",
        "Luna 15 is meant to land, scoop up some soil and be back with it before Apollo 11.",
        "The Soviet Union has said nothing about its purpose.",
    ),
    LUNA_15,
    dateline="JODRELL BANK, England",
    kicker="Meanwhile",
)

LEGS = posted(
    "legs",
    RUTH,
    "1969-07-20T15:59:07Z",
    "Eagle unfolds its legs",
    """
    “Completed gear extension okay,” says Buzz Aldrin. Eagle travelled to the Moon with its four
    legs folded against its sides; now they are out and locked.

    Under three of the four pads hangs a thin probe, nearly as long as a man is tall. The first
    one to brush the surface lights a blue lamp in the cabin. Remember the lamp: if things go well,
    <strong>contact light</strong> will be the first words from the Moon.
    """,
)

GO_TO_UNDOCK = posted(
    "go-to-undock",
    RUTH,
    "1969-07-20T16:57:00Z",
    "Go for undocking, and no pictures of it",
    """
    Houston has cleared the two ships to part on the next turn behind the Moon. There had been
    hopes of television. There will be none:
    """,
    quote(
        "Michael Collins, Columbia",
        """
        I have all available windows either full of heads or cameras, and I’m busy with other
        things.
        """,
    ),
    SILENCE,
)

STEPS = (
    WAKE,
    pinned(WAKE, MARTA),
    POWER,
    LUNA_ORBIT,
    LEGS,
    GO_TO_UNDOCK,
)
