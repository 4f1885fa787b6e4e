"""Sunday evening: an early start is agreed, and takes longer than planned. 22:11-02:20 UTC."""

from __future__ import annotations

from stoppress.demo.blocks import heading, links, picture, quote
from stoppress.demo.chapters.descent import ALARM_ANSWERED
from stoppress.demo.chapters.insets import OVERLOAD_UNVERIFIED
from stoppress.demo.chapters.landed import TRANQUILITY
from stoppress.demo.people import HENRY, JUNE, RUTH, TOMAS
from stoppress.demo.steps import marked_key, posted, revised, unmarked_key

EARLY = posted(
    "early",
    RUTH,
    "1969-07-20T22:11:14Z",
    "No sleep: they want to walk tonight",
    """
    The plan said rest first. Who could? Just after five o’clock Aldrin proposed to open the hatch
    at about eight this evening, Houston time, some five hours ahead of the plan. Mission
    Control took half a minute to think about it.
    """,
    quote(
        "Charles Duke, Mission Control",
        "We thought about it; we will support it. You’re go at that time.",
    ),
    """
    “You guys are getting prime time TV there,” he added. “Hope that little TV set works,” said
    Armstrong.
    """,
    pause=5,
)

THANKS = posted(
    "thanks",
    HENRY,
    "1969-07-20T22:57:38Z",
    "A pause",
    quote(
        "Buzz Aldrin",
        """
        I’d like to take this opportunity to ask every person listening in, whoever and wherever
        they may be, to pause for a moment and contemplate the events of the past few hours and to
        give thanks in his or her own way.
        """,
    ),
    dateline=TRANQUILITY,
    pause=5,
)

WHAT_IS_1202 = posted(
    "what-is-1202",
    TOMAS,
    "1969-07-20T23:20:00Z",
    "What is a 1202?",
    """
    Eagle’s computer has about as many words of working memory as there are in a long newspaper
    article, and does one thing at a time. It keeps a list of jobs and takes the most urgent first:
    fly the ship, read the radar, show the numbers.
    """,
    heading("When the list is full"),
    """
    In its manual 1202 and 1201 stand for a list that has no room left. The machine then drops
    everything, starts afresh in a moment and picks up only the jobs that matter. The crew saw an
    alarm; the engine never missed a beat. Why there was no room is another question.
    """,
    OVERLOAD_UNVERIFIED,
    kicker="Explained",
    pause=6,
)

ALARM_WITH_CLAIM = revised(
    ALARM_ANSWERED,
    TOMAS,
    """
    An alarm in the cabin. Armstrong’s voice is sharper: “It’s a 1202.” We do not know what a
    1202 is. Neither, it seems, do they: “Give us a reading on the 1202 program alarm.”

    The answer came less than half a minute after the alarm: “We’re go on that alarm.” Someone in
    Houston knows. Eagle flies on, about 33,000 feet up.
    """,
    ALARM_ANSWERED.content["blocks"][-1],
    OVERLOAD_UNVERIFIED,
    pause=2,
)

LOOKING = posted(
    "looking",
    RUTH,
    "1969-07-21T00:10:42Z",
    "Collins looks for his friends and does not find them",
    """
    Each time Columbia comes over, Collins has a few minutes to find a ship the size of a small
    house on a plain full of craters, with a sextant. “I kept my eyes glued to the sextant
    that time,” he reported, “hoping I’d get a flash of reflected light off the LM.” Nothing.

    He asked for better coordinates, gave his opinion of the ones he had, and said: “If you’ll
    excuse me a minute, I’m going to have a cup of coffee.”
    """,
)

DEPRESS = posted(
    "depress",
    RUTH,
    "1969-07-21T01:54:06Z",
    "Go to let the air out",
    """
    Eight o’clock came and went. In training everything that two men must put on had been laid out
    for them; in the real cabin there are checklists, food packets and each other in the way. But
    at six minutes to nine Houston gave the word: go for cabin depressurization.

    “My antenna’s scratching the roof,” says Armstrong in his suit. And Aldrin, before the helmet
    went on: “Sure wished I had shaved last night.”
    """,
    dateline=TRANQUILITY,
)

STATIONS = posted(
    "stations",
    JUNE,
    "1969-07-21T02:20:00Z",
    "Where tonight’s pictures will come down",
    """
    The Moon is high over the Pacific, so the picture will cross it. Goldstone in the Californian
    desert has the Moon in full view. At Honeysuckle Creek in the hills above Canberra it has risen
    into a wet, cold winter noon, with sleet.

    The biggest dish on this side, the radio telescope at Parkes, cannot tip low enough until the
    Moon has climbed higher. It is leaning over as far as it goes, waiting, in a gale that has hit
    it with gusts of 110 km/h.
    """,
    picture(
        "stations",
        caption="""
        The side of the Earth that faces the Moon as the hatch opens, and three stations that can
        see it. Houston gets the picture from whichever is best.
        """,
        alt="""
        A dotted map of the world with the Pacific in the middle. The half that faces the Moon is
        bright. Lines run from a small Moon to Goldstone, Honeysuckle Creek and Parkes, and from
        there to Houston.
        """,
    ),
    links(
        "More from the stations",
        ("Honeysuckle Creek remembers", "https://honeysucklecreek.net/"),
        (
            "CSIRO: delay and drama at Parkes",
            "https://apollo11.csiro.au/the-australian-connection/delay-and-drama/",
        ),
    ),
    dateline="CANBERRA",
    pause=6,
)

STEPS = (
    EARLY,
    marked_key(EARLY, HENRY, "The walk is moved forward to tonight"),
    THANKS,
    WHAT_IS_1202,
    ALARM_WITH_CLAIM,
    unmarked_key(ALARM_WITH_CLAIM, HENRY, pause=1),
    LOOKING,
    DEPRESS,
    STATIONS,
)
