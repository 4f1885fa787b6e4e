"""Sunday afternoon: from undocking to the last minute of fuel. 17:44-20:17 UTC."""

from __future__ import annotations

from stoppress.demo.blocks import picture, quote
from stoppress.demo.chapters.insets import SILENCE, TWO_SHIPS
from stoppress.demo.chapters.opening import FLYING_APART, GOING_DOWN
from stoppress.demo.people import MARTA, RUTH, TOMAS
from stoppress.demo.steps import header_changed, marked_key, posted, revised

WINGS = posted(
    "wings",
    RUTH,
    "1969-07-20T17:44:00Z",
    "“The Eagle has wings”",
    """
    Eagle and Columbia are two ships. They parted behind the Moon at 12:44 p.m., on time; we
    learned of it six minutes later, when they came round the edge and Houston asked how it looked.
    """,
    quote("Neil Armstrong, Eagle", "The Eagle has wings."),
    """
    Armstrong now turns Eagle slowly in front of Columbia’s windows, so that Collins can see that
    all four legs are down.
    """,
    TWO_SHIPS,
)

APART = posted(
    "apart",
    RUTH,
    "1969-07-20T18:11:50Z",
    "“You guys take care”",
    """
    A puff of its small thrusters, and Columbia drops back to leave Eagle alone. Collins had looked
    the other ship over and approved: a fine-looking flying machine, “despite the fact you’re
    upside down.” – “Somebody’s upside down,” said Armstrong.

    Then Collins counted off the last minute and added: “You guys take care.” – “See you later.”
    """,
)

BEHIND = posted(
    "behind",
    TOMAS,
    "1969-07-20T19:08:14Z",
    "Out of sight, the first burn",
    """
    By the flight plan Eagle’s engine is burning now, at 2:08 p.m. and 14 seconds, for half a
    minute. That is enough to bend its path from 60 nautical miles above the Moon down to about
    50,000 feet, on the other side.

    Nobody on Earth can see or hear it. At about a quarter to three Columbia should come round the
    edge of the Moon, and Eagle close behind it, lower.
    """,
    SILENCE,
)

SWIMMINGLY = posted(
    "swimmingly",
    RUTH,
    "1969-07-20T19:49:36Z",
    "The burn was on time: Eagle is coming down the hill",
    """
    Collins was the first to be heard: “Listen, babe. Everything’s going just swimmingly.
    Beautiful.” Two minutes later Aldrin, in another tone: “The burn was on time.”

    Eagle is falling along a long curve towards the point, east of the landing place, where the
    engine must be lit again or the landing given up.
    """,
)

GO_TO_LAND = posted(
    "go-to-land",
    RUTH,
    "1969-07-20T20:00:08Z",
    "Go for powered descent, by way of Columbia",
    """
    Houston says go, but Eagle does not hear: its antenna keeps losing the Earth. So the most
    important word of the day goes the long way round. “Eagle, this is Columbia,” Collins calls
    across. “They just gave you a go for powered descent.”

    Less than five minutes to ignition.
    """,
    pause=4,
)

ENGINE_LIT = posted(
    "engine-lit",
    MARTA,
    "1969-07-20T20:05:05Z",
    "Engine on: Eagle is landing",
    """
    The engine was lit at 3:05 p.m. and five seconds. Eagle flies feet first, windows
    down, and brakes. There are twelve minutes from here to the ground, and fuel for little more.
    """,
    kicker="Descent",
    pause=3,
)

LONG = posted(
    "long",
    TOMAS,
    "1969-07-20T20:08:18Z",
    "The landmarks come too early",
    """
    “Our position checks downrange show us to be a little long,” says Armstrong. He has timed
    craters as they pass his window, and each comes a few seconds before it should. If that stands,
    Eagle will overshoot its mark by miles.
    """,
    kicker="Descent",
    pause=3,
)

ALARM = posted(
    "alarm",
    RUTH,
    "1969-07-20T20:10:26Z",
    "“Program alarm”: the computer reports a 1202",
    """
    An alarm in the cabin. Armstrong’s voice is sharper: “It’s a 1202.” We do not know what a
    1202 is. Neither, it seems, do they: “Give us a reading on the 1202 program alarm.”
    """,
    kicker="Descent",
    pause=2.5,
)

ALARM_ANSWERED = revised(
    ALARM,
    RUTH,
    """
    An alarm in the cabin. Armstrong’s voice is sharper: “It’s a 1202.” We do not know what a
    1202 is. Neither, it seems, do they: “Give us a reading on the 1202 program alarm.”

    The answer came less than half a minute after the alarm: “We’re go on that alarm.” Someone in
    Houston knows. Eagle flies on, about 33,000 feet up.
    """,
    picture(
        "alarm",
        caption="What the crew saw: the keys and the display of the guidance computer.",
        alt="""
        The front of a spacecraft computer: a panel of warning lamps of which PROG is lit in amber,
        a green display with the number 1202, and rows of square keys below.
        """,
    ),
    headline="“We’re go on that alarm”: the computer reports a 1202",
    pause=2.5,
)

GO_FOR_LANDING = posted(
    "go-for-landing",
    RUTH,
    "1969-07-20T20:14:10Z",
    "Go for landing, and another alarm",
    """
    “Eagle, Houston. You’re go for landing.” Aldrin has hardly repeated it when the alarm sounds
    once more, at 3,000 feet: this time a 1201. “Same type,” says Houston. “We’re go.”
    """,
    kicker="Descent",
    pause=2.5,
)

FORWARD = posted(
    "forward",
    TOMAS,
    "1969-07-20T20:15:46Z",
    "Three hundred feet up, and racing along",
    """
    Listen to the third number. “300 feet, down 3½, 47 forward”: Eagle is sinking at a walking
    pace but skimming ahead at more than 30 miles an hour. That is not how one sets down. The
    commander is looking for something, or flying away from it.
    """,
    kicker="Descent",
    pause=2.5,
)

SIXTY = posted(
    "sixty",
    MARTA,
    "1969-07-20T20:17:02Z",
    "“Sixty seconds”",
    """
    That is the fuel. In a minute they must be down, or give up.
    """,
    kicker="Descent",
    pause=2,
)

THIRTY = revised(
    SIXTY,
    MARTA,
    """
    That is the fuel. In a minute they must be down, or give up.

    “40 feet, down 2½. Kicking up some dust.” – “30 feet. Faint shadow.” – And from Houston:
    “Thirty seconds.”
    """,
    headline="“Sixty seconds” – “Thirty seconds”",
    pause=2,
)

STEPS = (
    WINGS,
    marked_key(WINGS, MARTA, "Eagle undocks from Columbia"),
    header_changed(MARTA, FLYING_APART),
    APART,
    BEHIND,
    SWIMMINGLY,
    GO_TO_LAND,
    ENGINE_LIT,
    header_changed(MARTA, GOING_DOWN),
    LONG,
    ALARM,
    marked_key(ALARM, MARTA, "Computer alarm in mid-descent", pause=1),
    ALARM_ANSWERED,
    GO_FOR_LANDING,
    FORWARD,
    SIXTY,
    THIRTY,
)
