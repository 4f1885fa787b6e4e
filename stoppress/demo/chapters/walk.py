"""Two and a half hours on the surface. 02:39-05:11 UTC on 21 July, late on Sunday in Houston."""

from __future__ import annotations

from stoppress.demo.blocks import picture, quote
from stoppress.demo.chapters.landed import LANDED, ONE_HOUR, TRANQUILITY
from stoppress.demo.chapters.opening import WALKING
from stoppress.demo.people import HENRY, JUNE, RUTH, TOMAS, WALTER
from stoppress.demo.steps import (
    corrected,
    header_changed,
    marked_key,
    pinned,
    posted,
    unpinned,
)

HATCH = posted(
    "hatch",
    RUTH,
    "1969-07-21T02:39:33Z",
    "“The hatch is coming open”",
    """
    The last of the air held the door shut longer than anyone liked; a tenth of a pound on each
    square inch is enough. Then, at 9:39 p.m.: “The hatch is coming open.”

    Armstrong must go out backwards, on hands and knees, with a pack on his back the size of a
    suitcase. Aldrin talks him through it, inch by inch: “You’re lined up nicely.”
    """,
    dateline=TRANQUILITY,
    pause=5,
)

PICTURE = posted(
    "picture",
    JUNE,
    "1969-07-21T02:54:00Z",
    "We have a picture",
    """
    On the porch Armstrong pulled a ring, and a panel with the camera swung down from Eagle’s side.
    “We’re getting a picture on the TV,” said Houston; then, that there was a great deal of
    contrast in it, and that it was upside down.

    Now it has been turned. Black sky, bright ground, a slanting bar that must be the ladder’s leg.
    Something moves.
    """,
    pause=4,
)

STEP = posted(
    "step",
    HENRY,
    "1969-07-21T02:56:15Z",
    "“One small step”",
    """
    He stood in the footpad and described the dust. He said: “I’m going to step off the LM now.”
    And at 9:56 p.m. in Houston, 02:56 UTC on 21 July, he did.
    """,
    quote("Neil Armstrong", "That’s one small step for man, one giant leap for mankind."),
    """
    The words are given as we heard them.
    """,
    dateline=TRANQUILITY,
    pause=4,
)

POWDER = posted(
    "powder",
    TOMAS,
    "1969-07-21T03:09:08Z",
    "An eighth of an inch: what the ground is like",
    """
    It holds. Some had feared a sea of dust deep enough to swallow a ship. Armstrong sinks in “maybe
    an eighth of an inch”, and it sticks to his boots in fine layers, like powdered charcoal.

    Walking is easier than in any of the rehearsals. The engine has dug no crater. In the shadow of
    the ship it is hard to see one’s feet; out in the light, he says, “it has a stark beauty all its
    own. It’s like much of the high desert of the United States.”

    By nine minutes past ten a first bag of soil was in his pocket, so that whatever happens next,
    some of the Moon comes home.
    """,
    picture(
        "boot",
        caption="""
        “I can see the footprints of my boots and the treads in the fine, sandy particles.” The
        print is drawn from that description and from the sole of a lunar overshoe.
        """,
        alt="""
        The print of a boot sole with broad cross ribs, pressed sharply into fine grey dust and lit
        from the left by a low Sun.
        """,
    ),
    dateline=TRANQUILITY,
    pause=6,
)

TWO_MEN = posted(
    "two-men",
    RUTH,
    "1969-07-21T03:15:16Z",
    "Two men on the Moon: “Magnificent desolation”",
    """
    Aldrin followed nineteen minutes after Armstrong, taking care, he said, not to lock the hatch
    on his way out. (“A pretty good thought,” said Armstrong.) Three steps, then a long one.
    """,
    quote("Buzz Aldrin", "Beautiful view!"),
    quote("Neil Armstrong", "Isn’t that something! Magnificent sight out here."),
    quote("Buzz Aldrin", "Magnificent desolation."),
    dateline=TRANQUILITY,
    pause=5,
)

_PLAQUE_OPENING = """
    Between the rungs of Eagle’s ladder is a steel plaque that will stay on the Moon with the
    lower half of the ship. It shows the two halves of the Earth and bears four signatures: the
    crew’s and the President’s. Armstrong has read it out for those who cannot come and see.
    """

PLAQUE = posted(
    "plaque",
    WALTER,
    "1969-07-21T03:24:40Z",
    "“We came in peace for all mankind”",
    _PLAQUE_OPENING,
    quote(
        "The plaque on Eagle",
        """
        Here man from the planet Earth first set foot upon the Moon, July 1969, A.D. We came in
        peace for all mankind.
        """,
    ),
    dateline=TRANQUILITY,
    pause=5,
)

FLAG = posted(
    "flag",
    RUTH,
    "1969-07-21T03:41:43Z",
    "A flag, and one man who cannot see it",
    """
    They have planted the flag of the United States. A rod along the top holds it out, for there is
    no wind to do it. The rod would not pull out all the way, so the cloth has a ripple in it, as if
    there were.

    Just then Columbia came round the Moon. “I guess you’re about the only person around that
    doesn’t have TV coverage of the scene,” Houston told Collins. “That’s all right,” he said. “I
    don’t mind a bit. How is the quality of the TV?” – “Oh, it’s beautiful, Mike.”
    """,
    pause=5,
)

PLAQUE_CORRECTED = corrected(
    PLAQUE,
    WALTER,
    _PLAQUE_OPENING,
    quote(
        "The plaque on Eagle",
        """
        Here men from the planet Earth first set foot upon the Moon, July 1969, A.D. We came in
        peace for all mankind.
        """,
    ),
    note="We took the words from what we heard over the radio. The plaque itself says “men”.",
    was="Here man from the planet Earth",
    now="Here men from the planet Earth",
    pause=4,
)

CALL = posted(
    "call",
    WALTER,
    "1969-07-21T03:48:30Z",
    "The longest-distance call",
    """
    President Nixon has telephoned the Moon. He spoke from the Oval Room, with both men standing
    still before the camera; it took two minutes.
    """,
    quote(
        "Richard Nixon",
        """
        For one priceless moment in the whole history of man, all the people on this Earth are truly
        one; one in their pride in what you have done, and one in our prayers that you will return
        safely to Earth.
        """,
    ),
    quote(
        "Neil Armstrong",
        """
        It’s a great honor and privilege for us to be here representing not only the United States
        but men of peace of all nations, and with interest and a curiosity and a vision for the
        future.
        """,
    ),
    dateline="WASHINGTON",
    pause=5,
)

INSTRUMENTS = posted(
    "instruments",
    TOMAS,
    "1969-07-21T04:44:32Z",
    "The Moon has a seismometer, and it seems to feel them walk",
    """
    Two instruments now stand on a rise beyond Eagle. One is a tray of glass prisms that will throw
    light from the Earth straight back to where it came from, so that the distance can be measured.
    The other is a seismometer. A little ball that shows whether it is level would not settle, until
    it did: “Would you believe the ball is right in the middle now?”

    At 11:44 p.m. Houston said that it was working: the needle moves in short, quick strokes, most
    likely with their steps. The two have been given fifteen minutes more than planned.
    """,
    pause=5,
)

INSIDE = posted(
    "inside",
    RUTH,
    "1969-07-21T05:11:13Z",
    "“The hatch is closed and latched”",
    """
    Both men are back inside Eagle and the door is shut. It was open for two hours, 31 minutes and
    40 seconds. Aldrin went up first (“Adios, amigo”), then two boxes of rock on a line that
    rained dust on the man below, then the commander.

    The last rocks were picked up in a hurry. About twenty pounds of them, said Armstrong, and
    “carefully selected, if not documented”.
    """,
    dateline=TRANQUILITY,
    pause=5,
)

STEPS = (
    HATCH,
    PICTURE,
    STEP,
    marked_key(STEP, HENRY, "Armstrong sets foot on the Moon", pause=1),
    header_changed(HENRY, WALKING),
    unpinned(ONE_HOUR, HENRY, pause=1),
    unpinned(LANDED, HENRY, pause=0.5),
    pinned(STEP, HENRY, pause=1),
    POWDER,
    TWO_MEN,
    marked_key(TWO_MEN, HENRY, "Aldrin joins him"),
    PLAQUE,
    FLAG,
    PLAQUE_CORRECTED,
    CALL,
    INSTRUMENTS,
    INSIDE,
    marked_key(INSIDE, HENRY, "The first walk on the Moon ends"),
)
