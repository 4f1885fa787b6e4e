"""reliability.md, lines 30 and 35: what another transaction does to those that publish."""

from __future__ import annotations

from contextlib import closing

import pytest
from django.db import transaction

from stoppress.config import Config
from stoppress.projection.publish import Projection
from stoppress.record.append import append
from stoppress.record.checking.fsck import check_record
from stoppress.record.history import heads_to_project
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind
from tests.commands.shell import Shell
from tests.editor import Editor, NotPublished
from tests.newsroom import open_harbour_fire, publish, revisions, some_post


def test_line_30_one_coverage_that_is_held_holds_up_no_other(shell: Shell) -> None:
    if not shell.config.database:
        pytest.skip("SQLite has one writer at a time, for all coverages")
    link = shell.ok("user", "add", "ana").split()[-1]
    with shell.serving() as served:
        editor = Editor(served.desk)
        editor.sign_in(link)
        for slug in ("held", "free"):
            editor.open_coverage(slug)
        with transaction.atomic():
            Coverage.objects.select_for_update().get(slug="held")
            editor.publish("free", "Meanwhile")
            with pytest.raises(NotPublished, match="503 .*press again"):
                editor.publish("held", "Later")
        editor.publish("held", "Later")
    assert list(check_record(shell.config)) == []


def test_line_35_what_is_rolled_back_leaves_no_gap_no_event_and_no_leaf(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with closing(Projection(newsroom)) as projection:
        projection.start()
        projection.settle()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            append(fire, Kind.POSTED, some_post("Never"))
            raise ZeroDivisionError
        assert not list(heads_to_project())
        assert projection.catch_up() == 0
        publish(fire, "After it")
        assert projection.catch_up() == 1
    assert [row.position for row in revisions(fire)] == [1, 2]
    assert list(check_record(newsroom)) == []
