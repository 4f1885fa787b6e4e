"""Background that several posts show: written once, the same words in each."""

from __future__ import annotations

from stoppress.demo.blocks import claim, context

TWO_SHIPS = context(
    "two-ships",
    "Two ships, three men",
    """
    Apollo 11 is two spacecraft. <strong>Columbia</strong> is the one that comes home: Michael
    Collins stays in it, circling the Moon 60 nautical miles up. <strong>Eagle</strong> is built
    for the Moon alone. It has no heat shield and could not survive a return to Earth.

    Eagle is itself two machines, one on top of the other. The lower half has the landing engine
    and the legs, and stays behind as a launch pad. The upper half has one engine of its own to
    bring Neil Armstrong and Buzz Aldrin back up. That engine has no spare.
    """,
)

SILENCE = context(
    "silence",
    "Why the Moon keeps going quiet",
    """
    A ship in orbit around the Moon goes round it once in two hours, and for about 47 minutes of
    each turn the Moon itself stands between the ship and Earth. No radio gets through. What
    happens there, we learn afterwards.

    On the near side every word takes 1.3 seconds to arrive.
    """,
)

LUNA_15 = context(
    "luna-15",
    "The other visitor: Luna 15",
    """
    The Soviet Union launched Luna 15 on 13 July, three days before Apollo 11. It carries no crew
    and went into orbit around the Moon on 17 July. Moscow has not said what it was built for.

    Asked by the American astronaut Frank Borman, the Soviet Academy of Sciences sent word of its
    path and promised that it would not cross Apollo’s. The radio telescope at Jodrell Bank in
    England listens to both.
    """,
)

_OVERLOAD = (
    """
    Nothing was broken. Eagle’s computer had been given more work than it had time for; it put off
    what could wait and kept flying the ship.
    """,
    "Engineers who know the guidance computer",
)

OVERLOAD_UNVERIFIED = claim(
    "alarm-overload",
    "unverified",
    _OVERLOAD[1],
    _OVERLOAD[0],
    "NASA has not said what set off the alarms.",
)

OVERLOAD_CONFIRMED = claim(
    "alarm-overload",
    "confirmed",
    _OVERLOAD[1],
    _OVERLOAD[0],
    """
    Confirmed on Monday morning: giving the crew their checklist for the lift-off, Mission Control
    spoke of an “overflow of program alarms” and of “computer load”, and told them to leave the
    rendezvous radar off to lighten it.
    """,
)
