"""The header as the desk opened it, and each header that it became as the story turned."""

from __future__ import annotations

from typing import Any

from stoppress.demo.people import MARTA
from stoppress.demo.steps import Step, header


def _lead(drawing: str, title: str, caption: str, alt: str) -> dict[str, Any]:
    return {
        "kind": "picture",
        "title": title,
        "label": "An artist’s idea",
        "drawing": drawing,
        "caption": caption,
        "credit": "Drawing: Stoppress",
        "alt": alt,
    }


_EAGLE = _lead(
    "eagle",
    "How it should look by this evening",
    "Eagle on the Sea of Tranquility, with the Earth high above. Not to scale.",
    "A four-legged landing craft stands on a grey plain with craters under a black sky. "
    "A blue half-lit Earth hangs above it.",
)

_BOOT = _lead(
    "boot",
    "An eighth of an inch deep",
    "The sole of a lunar overshoe, ribbed from toe to heel, as it prints in the dust.",
    "The print of a boot sole with broad cross ribs, pressed sharply into fine grey dust.",
)

_ZONE_LINE = "Times are Houston time, five hours behind UTC, unless we say otherwise."

_OPENED = header(
    "Apollo 11: the landing, hour by hour",
    f"""
    Three men are in orbit around the Moon. This afternoon two of them will try to land on it.
    Eagle should undock at 12:44 p.m. and touch down at about 3:18.

    {_ZONE_LINE}
    """,
    _EAGLE,
)

OPENED = Step("opened", None, {"slug": "apollo-11"} | _OPENED, MARTA.login, 0.0)

FLYING_APART = header(
    "Apollo 11: Eagle is on its own",
    f"""
    Eagle has undocked from Columbia with Neil Armstrong and Buzz Aldrin aboard. If everything
    holds, its engine will be lit for the landing at 3:05 p.m.

    {_ZONE_LINE}
    """,
    _EAGLE,
)

GOING_DOWN = header(
    "Apollo 11: Eagle is going down to the Moon",
    f"""
    The landing engine is lit. In twelve minutes Neil Armstrong and Buzz Aldrin will be on the
    Moon, or on their way back up without having touched it.

    {_ZONE_LINE}
    """,
    _EAGLE,
)

ON_THE_MOON = header(
    "Men on the Moon: Eagle has landed",
    f"""
    Neil Armstrong and Buzz Aldrin landed on the Sea of Tranquility at 3:17 p.m. in Houston.
    Both are well and the ship is sound. Michael Collins is overhead in Columbia.

    {_ZONE_LINE}
    """,
    _EAGLE,
)

WALKING = header(
    "A man has walked on the Moon",
    f"""
    At 9:56 p.m. in Houston Neil Armstrong stepped from Eagle’s footpad on to the surface of
    the Moon. Buzz Aldrin is to follow him. The world is watching on television.

    {_ZONE_LINE}
    """,
    _BOOT,
)

ASLEEP = header(
    "First walk on the Moon is done; the crew rest",
    f"""
    After more than two and a half hours with the hatch open, both men are back inside Eagle with
    their boxes of rock. Their one way up, the ascent engine, is to be lit at 12:54 p.m. on Monday.

    {_ZONE_LINE}
    """,
    _BOOT,
)

OFF_THE_MOON = header(
    "Eagle has left the Moon",
    f"""
    Eagle’s upper half lifted off from Tranquility Base at 12:54 p.m. after 21 and a half hours
    there. Now it must find Columbia and dock.

    {_ZONE_LINE}
    """,
    _BOOT,
)

TOGETHER = header(
    "Apollo 11: three men together again, and homeward",
    f"""
    Eagle and Columbia docked at 4:35 p.m. on Monday. The first men to walk on the Moon are to
    splash down in the Pacific on Thursday.

    {_ZONE_LINE}
    """,
    _BOOT,
)

STEPS = (OPENED,)
