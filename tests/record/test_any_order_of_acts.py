"""Acts in any order: the state tables always follow from the revisions, and what goes is gone."""

from __future__ import annotations

import pytest

from stoppress.config import Config
from stoppress.record.checking.fsck import check_record
from stoppress.record.models import Coverage, Revision
from stoppress.record.removal.ledger import reapply
from stoppress.record.vocabulary import Absence
from tests.by_chance import Editors

_STEPS, _STEPS_IN_FULL = 60, 500


@pytest.mark.parametrize("seed", [9, 26, 31])
def test_the_record_stays_good(newsroom: Config, seed: int, full: bool) -> None:
    editors = Editors(seed)
    for step in range(_STEPS_IN_FULL if full else _STEPS):
        editors.act()
        found = [str(finding) for finding in check_record(newsroom)]
        assert found == [], f"after step {step} of seed {seed}"
    assert reapply(newsroom).positions == 0
    assert len(editors.done) > 5
    for coverage in Coverage.objects.all():
        for gone in coverage.gone.filter(sort=Absence.REMOVED):
            row = Revision.objects.get(coverage=coverage, position=gone.position)
            assert (row.content, row.salt) == (None, None)
