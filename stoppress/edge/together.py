"""All edges of a machine as one: what is said at the private address that a setting gives.

Asked anew each time, by the sockets in the data folder, in a thread.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from stoppress.edge.adding import added, counted
from stoppress.edge.admin import Answers, json_answer
from stoppress.edge.answers import Answer
from stoppress.edge.asking import Heard, ask_all, sockets_in
from stoppress.edge.exposition import Family, Sample, from_json, joined
from stoppress.edge.figures import metrics_answer


class Together:
    """The edges whose sockets lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def answers(self) -> Answers:
        return {
            "/metrics": self._metrics,
            "/delivery": self._deliveries,
            "/readers": self._readers,
            "/health": self._state,
        }

    async def _metrics(self) -> Answer:
        heard = await self._heard("/figures")
        silent = Family(
            "stoppress_silent_edges", "gauge", "Edges that do not answer here",
            [Sample(len(heard.silent))],
        )  # fmt: skip
        figures = {edge: from_json(said) for edge, said in heard.answers.items()}
        return metrics_answer([*joined(figures), silent])

    async def _deliveries(self) -> Answer:
        return json_answer(added(await self._heard("/delivery")))

    async def _readers(self) -> Answer:
        return json_answer(counted(await self._heard("/readers")))

    async def _state(self) -> Answer:
        """Ready where all that are there answer that they are."""
        heard = await self._heard("/health")
        is_ready = bool(heard.answers) and not heard.silent
        said = {"ok": is_ready, "edges": sorted(heard.answers), "silent": list(heard.silent)}
        return json_answer(said, 200 if is_ready else 503)

    async def _heard(self, path: str) -> Heard:
        return await asyncio.to_thread(ask_all, sockets_in(self._folder), path)
