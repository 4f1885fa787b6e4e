"""Acts of every kind in any order: what is public is always what a rebuild would make of them."""

from __future__ import annotations

import pytest

from stoppress.config import Config
from stoppress.record.models import Revision
from tests.by_chance import Editors
from tests.projection.public import everything, projecting
from tests.projection.test_take_words_away import finish

_STEPS = 80


@pytest.mark.parametrize("seed", range(3))
def test_line_50_it_is_what_a_rebuild_makes(newsroom: Config, seed: int, full: bool) -> None:
    editors = Editors(seed)
    with projecting(newsroom) as projection:
        for _ in range(_STEPS * (5 if full else 1)):
            editors.act()
            if editors.luck.random() < 0.4:
                projection.catch_up()
            if editors.luck.random() < 0.4:
                projection.keep_up()
        projection.catch_up()
        finish(projection)
        step_by_step = everything(newsroom)
        assert len(step_by_step["leaf"]) == Revision.objects.count()
        projection.rebuild()
    assert everything(newsroom) == step_by_step
