"""The first hour on the Moon. 20:17-21:47 UTC."""

from __future__ import annotations

from stoppress.demo.blocks import bullets, picture, quote
from stoppress.demo.chapters.insets import LUNA_15
from stoppress.demo.chapters.morning import WAKE
from stoppress.demo.chapters.opening import ON_THE_MOON
from stoppress.demo.people import HENRY, MARTA, RUTH, TOMAS
from stoppress.demo.steps import (
    corrected,
    header_changed,
    marked_key,
    pinned,
    posted,
    revised,
    unpinned,
)

TRANQUILITY = "TRANQUILITY BASE"

DOWN = posted(
    "down",
    MARTA,
    "1969-07-20T20:17:40Z",
    "Eagle is down",
    """
    <strong>“Contact light.” – “Okay. Engine stop.”</strong>
    """,
    dateline=TRANQUILITY,
    pause=2.5,
)

LANDED = revised(
    DOWN,
    MARTA,
    """
    There are men on the Moon. At 3:17 and 40 seconds this afternoon in Houston a blue lamp came on
    in the cabin of Eagle; three seconds later the engine was off and the ship stood still.
    """,
    quote("Neil Armstrong", "Houston, Tranquility Base here. The Eagle has landed."),
    quote(
        "Charles Duke, Mission Control",
        """
        Roger, Tranquility. We copy you on the ground. You got a bunch of guys about to turn blue.
        We’re breathing again. Thanks a lot.
        """,
    ),
    """
    “Tranquility Base” is a new name: nobody outside had heard it until the commander used it. We
    take it as our dateline, though no reporter is there. All that we print under it came by radio,
    through Houston.
    """,
    headline="The Eagle has landed",
    pause=5,
)

STAY = posted(
    "stay",
    RUTH,
    "1969-07-20T20:23:45Z",
    "“You are stay”: the first minutes are safe",
    """
    They could not lean back. For the first minutes after touchdown everything was kept ready to
    leave again at once. Twice Houston checked the ship and decided; the word for it was not “go”,
    which on the Moon could mean two things, but “stay”. Eagle is stay.

    Between the two Collins called down from orbit. He had heard the whole thing. “Fantastic,” he
    said.
    """,
)

FOOTBALL_FIELD = posted(
    "football-field",
    RUTH,
    "1969-07-20T20:27:16Z",
    "Why it took so long: a crater full of boulders",
    """
    Now we know what those thirty miles an hour were for. The automatic landing was heading for
    the wrong place, and Armstrong took over:
    """,
    quote(
        "Neil Armstrong",
        """
        Hey, Houston, that may have seemed like a very long final phase. The auto targeting was
        taking us right into a football field sized crater, with a large number of big boulders and
        rocks for about one or two crater diameters around it, and it required … flying manually
        over the rock field to find a reasonably good area.
        """,
    ),
    """
    How much fuel that cost, and how little was left, we do not know yet. “It was beautiful from
    here,” said Houston.
    """,
    picture(
        "descent",
        caption="""
        The way down, minute by minute in Houston time, with the heights that the crew called out.
        """,
        alt="""
        Diagram of the descent. From the right a curve falls from 50,000 feet, where the engine is
        lit at 3:05, past the alarm at 3:10 and the go for landing at 3:14, flattens close to the
        ground, where Armstrong flies by hand, and ends at 3:17.
        """,
    ),
    dateline=TRANQUILITY,
    pause=6,
)

WHERE = posted(
    "where",
    TOMAS,
    "1969-07-20T20:38:29Z",
    "Down, but where? Perhaps four miles south of the mark",
    """
    Eagle stands firmly on the Moon and nobody can say exactly where. The crew were too busy with
    alarms to follow the map. “The guys that said that we wouldn’t be able to tell precisely where
    we are are the winners today,” said Armstrong.

    Figures that Houston has just read up to Collins, who will look for Eagle from orbit, put it
    four miles south of the planned point.
    """,
    pause=5,
)

WINDOW = posted(
    "window",
    RUTH,
    "1969-07-20T20:54:30Z",
    "The view from the window",
    """
    A level plain, Armstrong reports, with craters from 5 to 50 feet across and “literally
    thousands” of little ones of a foot or two; ridges 20 or 30 feet high; angular blocks a few
    hundred feet off; and straight ahead a hill that might be half a mile away, or a mile. It is
    hard to tell.

    There is hardly any colour. Looking away from the Sun the ground is a chalky white-grey,
    across it ashen. He sees no stars, but through the hatch above his head he has found the
    Earth: “It’s big and bright and beautiful.”
    """,
    dateline=TRANQUILITY,
    pause=6,
)

PULSE = posted(
    "pulse",
    RUTH,
    "1969-07-20T20:17:40Z",
    "156 beats a minute",
    """
    The doctors in Houston have given out the commander’s heart rate. When the landing engine was
    lit it was 110. At touchdown it was 156. His usual rate is 77.

    It was not in his voice.
    """,
    kicker="Filed late",
    pause=4,
)

ONE_HOUR = posted(
    "one-hour",
    HENRY,
    "1969-07-20T21:20:00Z",
    "What we know, one hour after the landing",
    bullets(
        ("The landing", "At 3:17:40 p.m. in Houston, 20:17:40 UTC, in the Sea of Tranquility."),
        ("The crew", "Both well. Neil Armstrong says that one-sixth gravity feels natural."),
        ("The ship", "Sound and nearly upright, tilted by four and a half degrees."),
        ("The place", "Beyond a big, rocky crater. Its position is still being worked out."),
        ("The alarms", "The computer raised several in the descent. No cause has been given."),
        ("Michael Collins", "Alone in Columbia; passes overhead once every two hours."),
        ("Next", "The plan says: eat, sleep, and walk after one in the morning."),
        ("Luna 15", "Still in orbit, still unexplained."),
    ),
    LUNA_15,
    kicker="Round-up",
    round_up=True,
    pause=6,
)

WHERE_CORRECTED = corrected(
    WHERE,
    TOMAS,
    """
    Eagle stands firmly on the Moon and nobody can say exactly where. The crew were too busy with
    alarms to follow the map. “The guys that said that we wouldn’t be able to tell precisely where
    we are are the winners today,” said Armstrong.

    Houston’s estimate, as given to Collins, who will look for Eagle from orbit: about four miles
    downrange, that is, to the west of the planned point.
    """,
    picture(
        "site",
        caption="""
        The planned landing ellipse in the Sea of Tranquility, and about where Houston believes
        Eagle came down. Drawn from the figures that were read to Columbia.
        """,
        alt="""
        A map with craters on a grey plain. A long, flat ellipse marks the planned landing zone,
        with a cross in its middle; an orange dot near its western end marks Eagle.
        """,
    ),
    note="""
    We mistook a figure for Columbia’s own path, which passes south of the site, for Eagle’s
    distance from its mark. Eagle came down too far along its path, not to one side of it.
    """,
    was="four miles south of the planned point",
    now="about four miles downrange, that is, to the west of the planned point",
    headline="Down, but where? About four miles beyond the mark",
    pause=6,
)

STEPS = (
    DOWN,
    marked_key(DOWN, MARTA, "Eagle lands on the Moon"),
    LANDED,
    header_changed(MARTA, ON_THE_MOON),
    unpinned(WAKE, MARTA, pause=1),
    pinned(LANDED, MARTA, pause=1),
    STAY,
    FOOTBALL_FIELD,
    WHERE,
    WINDOW,
    PULSE,
    ONE_HOUR,
    pinned(ONE_HOUR, HENRY),
    WHERE_CORRECTED,
)
