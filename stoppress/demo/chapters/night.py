"""The night at Tranquility Base. 05:40-08:25 UTC on 21 July, after midnight in Houston."""

from __future__ import annotations

from stoppress.demo.blocks import bullets, picture
from stoppress.demo.chapters.insets import TWO_SHIPS
from stoppress.demo.chapters.landed import TRANQUILITY
from stoppress.demo.chapters.opening import ASLEEP
from stoppress.demo.chapters.walk import STEP
from stoppress.demo.people import HENRY, RUTH, TOMAS
from stoppress.demo.steps import header_changed, pinned, posted, unpinned

ONE_NIGHT = posted(
    "one-night",
    HENRY,
    "1969-07-21T05:40:00Z",
    "What two men did in two and a half hours",
    bullets(
        ("9:39 p.m.", "Hatch open. Armstrong is on the porch twelve minutes later."),
        ("9:56 p.m.", "The first step."),
        ("10:09 p.m.", "A first bag of soil is safe in a pocket."),
        ("10:15 p.m.", "Aldrin comes down the ladder."),
        ("10:24 p.m.", "They uncover the plaque and read it out."),
        ("10:35 p.m.", "A sheet of foil goes up to catch what blows from the Sun."),
        ("10:41 p.m.", "The flag."),
        ("10:48 p.m.", "The President calls."),
        ("11:44 p.m.", "The seismometer works. The light reflector is in place."),
        ("12:11 a.m.", "Hatch closed, with two boxes of rock inside."),
    ),
    """
    What it weighs, nobody knows: there are no scales. What it is, a laboratory in Houston will
    say.
    """,
    kicker="Round-up",
    round_up=True,
    pause=6,
)

LASER = posted(
    "laser",
    TOMAS,
    "1969-07-21T06:06:29Z",
    "Light has come back from the reflector",
    """
    The prisms that were set up less than two hours ago have already been used. “We have gotten
    reflections back from the laser reflector array they deployed,” Houston has told Collins. A
    pulse of light has thus been sent to the Moon and returned to its sender, in two and a half
    seconds.
    """,
    pause=4,
)

BREAKER = posted(
    "breaker",
    RUTH,
    "1969-07-21T06:28:28Z",
    "A broken knob, on the one engine that has no spare",
    """
    The end of a circuit breaker seems to have broken off, Aldrin reports. How, nobody says; the
    cabin is crowded. It is the one that arms the ascent engine.

    He thinks it can be pushed in, but not pulled out again. Houston’s answer is
    calm: it shows open; leave it open until it is needed.
    """,
    TWO_SHIPS,
    dateline=TRANQUILITY,
    pause=5,
)

THROWN_OUT = posted(
    "thrown-out",
    TOMAS,
    "1969-07-21T07:50:31Z",
    "The Moon hears the rubbish go out",
    """
    To save weight they opened the hatch once more and threw out what they will not need: the two
    backpacks, overshoes, rubbish. The television showed it, and the seismometer out on its rise
    recorded a shock as each pack hit the ground.

    “You can’t get away with anything anymore, can you?” said Armstrong. – “No, indeed.”
    """,
    dateline=TRANQUILITY,
    pause=4,
)

GOOD_NIGHT = posted(
    "good-night",
    HENRY,
    "1969-07-21T08:24:57Z",
    "Good night from Tranquility Base",
    """
    It is 3:24 on Monday morning in Houston. The geologists had some ten questions for the men
    who were there; one answer has been put off until tomorrow. “I hope this will be a final good
    night,” says Mission Control.

    Two men are to sleep on the Moon, as well as one can on a floor and an engine cover, with the
    Earth shining in at the top window. We will do the same, on a desk. Back in the morning.
    """,
    picture(
        "eagle",
        caption="Eagle on the Sea of Tranquility. An artist’s idea; not to scale.",
        alt="""
        A four-legged landing craft stands on a grey plain with craters under a black sky.
        A blue half-lit Earth hangs above it.
        """,
    ),
    dateline=TRANQUILITY,
    pause=5,
)

STEPS = (
    ONE_NIGHT,
    pinned(ONE_NIGHT, HENRY, pause=1),
    unpinned(STEP, HENRY, pause=0.5),
    header_changed(HENRY, ASLEEP),
    LASER,
    BREAKER,
    THROWN_OUT,
    GOOD_NIGHT,
)
