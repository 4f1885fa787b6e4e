"""Coverage that nobody streams keeps its recent changes at hand for a while: readers come back."""

from __future__ import annotations

import asyncio
import dataclasses

from stoppress.config import Config
from stoppress.edge.server import Edge
from tests.conformance.client import Address
from tests.edge.inside import visit
from tests.edge.press import SLUG, Press
from tests.edge.process import QUICK


def test_it_keeps_them_for_its_time_and_no_longer(press: Press, newsroom: Config) -> None:
    async def look(edge: Edge, address: Address) -> None:
        channel = edge._hub.channel(SLUG)
        assert channel is not None
        made = asyncio.get_running_loop().time()
        press.publish("Smoke", "Fire")
        async with asyncio.timeout(20):
            while channel.position < press.position:
                await asyncio.sleep(0.01)
        # Times are told to it, so that none has to pass.
        channel.sweep(made + 500)
        assert channel.ring.floor == 0
        channel.sweep(made + 700)
        assert channel.ring.floor == press.position

    visit(newsroom, look, dataclasses.replace(QUICK, ring_seconds=600))
