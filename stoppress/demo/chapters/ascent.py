"""Monday to the lift-off. 15:12-18:05 UTC on 21 July."""

from __future__ import annotations

from stoppress.demo.blocks import claim, picture, quote
from stoppress.demo.chapters.evening import ALARM_WITH_CLAIM, WHAT_IS_1202
from stoppress.demo.chapters.insets import LUNA_15, OVERLOAD_CONFIRMED, TWO_SHIPS
from stoppress.demo.chapters.landed import TRANQUILITY
from stoppress.demo.chapters.night import LASER, ONE_NIGHT
from stoppress.demo.chapters.opening import OFF_THE_MOON
from stoppress.demo.people import MARTA, PETER, RUTH, TOMAS
from stoppress.demo.steps import (
    claim_settled,
    header_changed,
    marked_key,
    posted,
    revised,
    unpinned,
    withdrawn,
)

WOKEN = posted(
    "woken",
    RUTH,
    "1969-07-21T15:12:36Z",
    "“Did you get a chance to curl up on the engine can?”",
    """
    Houston has called Tranquility Base awake and asked how the resting was. “Neil has rigged
    himself a really good hammock with a waste tether, and he’s been lying on the ascent engine
    cover,” said Aldrin, “and I curled up on the floor.”

    Collins, woken forty minutes earlier, has been alone for almost a day. Mission Control’s
    commentator has found words for it:
    """,
    quote(
        "Mission Control’s commentator",
        """
        Not since Adam has any human known such solitude as Mike Collins is experiencing during this
        47 minutes of each lunar revolution when he’s behind the Moon with no one to talk to except
        his tape recorder aboard Columbia.
        """,
    ),
    dateline=TRANQUILITY,
)

RADAR_OFF = posted(
    "radar-off",
    TOMAS,
    "1969-07-21T15:13:14Z",
    "The alarms have a cause, and the radar stays off",
    """
    Among the changes that Houston has read up for the lift-off is one that explains yesterday
    afternoon. The rendezvous radar is to stay off on the way up. “We think that this will take care
    of some of the overflow of program alarms,” said Mission Control, and spoke later of “that
    computer load business”.

    So it was overload, as engineers had told us, and the radar had a part in it. We have marked
    the claim as confirmed in both places where we printed it.
    """,
    dateline=TRANQUILITY,
    pause=5,
)

NO_REFLECTION = withdrawn(
    LASER,
    TOMAS,
    """
    Our report rested on one sentence from Mission Control to Columbia. The McDonald Observatory in
    Texas, which is making the attempt, says that no light has come back yet and that it will try
    again.
    """,
    pause=4,
)

_REACHED = """
    Luna 15 has hit the Moon and will not be heard again.
    """

LUNA_DOWN = posted(
    "luna-down",
    PETER,
    "1969-07-21T15:50:00Z",
    "Luna 15 goes down, too fast, and falls silent",
    """
    At ten minutes to five in the afternoon here, the signal of Luna 15 stopped. For some minutes
    before, the trace on the chart had shown a craft on its way to the ground. “It’s landing,”
    said somebody at the receiver. “It’s going down much too fast.” Then nothing. “I say,” said a
    third voice, “this has really been drama of the highest order.”

    It would have come down in the Sea of Crises, Sir Bernard Lovell estimates, some 500 miles from
    Tranquility Base, where two men are two hours from their own take-off.
    """,
    quote(
        "Sir Bernard Lovell, director of Jodrell Bank",
        """
        If we don’t get any more signals, we will assume it crash-landed. But we don’t make that
        assumption at the moment.
        """,
    ),
    claim(
        "luna-down",
        "unverified",
        "Observers at Jodrell Bank",
        _REACHED,
        "Moscow has not spoken. A craft on the ground might be silent on purpose.",
    ),
    picture(
        "luna",
        caption="""
        The Moon as it stands tonight. Luna 15’s last turn, seen from Earth, and the two places:
        Tranquility Base and the Sea of Crises. Not to scale.
        """,
        alt="""
        The Moon’s disc, dark seas on grey. A dashed orbit curls round it and ends at an orange
        cross in the Sea of Crises, near the right edge. A teal dot marks Tranquility Base. A dish
        in the lower corner points up.
        """,
    ),
    LUNA_15,
    dateline="JODRELL BANK, England",
    pause=6,
)

CLEARED = posted(
    "cleared",
    RUTH,
    "1969-07-21T17:36:51Z",
    "“You’re cleared for takeoff”",
    """
    “Our guidance recommendation is PGNS, and you’re cleared for takeoff,” says Houston. Aldrin,
    alone with his commander on a world without an airfield: “Roger. Understand. We’re number one on
    the runway.”

    The broken breaker is in. “I don’t think I could get it out now if I wanted to,” he had said.
    """,
    TWO_SHIPS,
    dateline=TRANQUILITY,
    pause=4,
)

LIFT_OFF = posted(
    "lift-off",
    MARTA,
    "1969-07-21T17:54:00Z",
    "Lift-off from the Moon",
    """
    “9, 8, 7, 6, 5, abort stage, engine arm ascent, proceed.” The engine that has no spare was lit
    at 12:54 p.m. Eagle’s upper half is climbing.
    """,
    dateline=TRANQUILITY,
    pause=3,
)

IN_ORBIT = revised(
    LIFT_OFF,
    MARTA,
    """
    “9, 8, 7, 6, 5, abort stage, engine arm ascent, proceed.” The engine that has no spare was lit
    at 12:54 p.m. It burned for a little over seven minutes and then, as it should, stopped. “A very
    quiet ride,” said Aldrin.
    """,
    quote(
        "Neil Armstrong",
        """
        The Eagle is back in orbit, having left Tranquility Base and leaving behind a replica from
        our Apollo 11 patch and the olive branch.
        """,
    ),
    """
    “The whole world is proud of you,” said Houston. – “We had a lot of help down there.”
    """,
    headline="Lift-off from the Moon: Eagle is back in orbit",
    pause=4,
)

STEPS = (
    WOKEN,
    RADAR_OFF,
    claim_settled(WHAT_IS_1202, TOMAS, OVERLOAD_CONFIRMED, pause=1.5),
    claim_settled(ALARM_WITH_CLAIM, TOMAS, OVERLOAD_CONFIRMED, pause=0.5),
    NO_REFLECTION,
    LUNA_DOWN,
    marked_key(LUNA_DOWN, MARTA, "Luna 15 falls silent"),
    unpinned(ONE_NIGHT, MARTA, pause=1),
    CLEARED,
    LIFT_OFF,
    marked_key(LIFT_OFF, MARTA, "Lift-off from the Moon"),
    IN_ORBIT,
    header_changed(MARTA, OFF_THE_MOON),
)
