"""`stoppress scrub`, `stoppress check --record`, and a desk that starts after an old backup."""

from __future__ import annotations

import json

from django.db import connection, transaction

from stoppress.record.models import Revision
from stoppress.record.removing import remove
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.record.canary import files_with_canary, publish_canary, relation_files


def test_scrubbing_leaves_nothing_of_what_was_removed(shell: Shell) -> None:
    fire = open_harbour_fire()
    crane = publish_canary(fire)
    remove(fire, post_id=crane.id, reason="legal")
    connection.close()
    assert "holds nothing of what was removed" in shell.ok("scrub").replace("files hold", "holds")
    assert files_with_canary(shell.config.data) == []
    if shell.config.database:
        assert files_with_canary(relation_files(shell.config)) == []
    assert json.loads(shell.ok("scrub", "--json"))["clean"] is True


def test_a_good_record_passes(shell: Shell) -> None:
    publish(open_harbour_fire())
    assert shell.ok("check", "--record").startswith("ok    record: ")
    assert json.loads(shell.ok("check", "--record", "--json")) == {"ok": True, "findings": []}


def test_a_bad_record_fails_with_a_line_for_each_thing(shell: Shell) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    crane.headline = "Another headline"
    crane.save()
    done = shell.run("check", "--record")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        f"fail  /harbour-fire/ position 2, post.headline: of {crane.id} is 'Another headline';"
        " the revisions make it 'Crane falls on the quay'"
    ]
    said = json.loads(shell.run("check", "--record", "--json").stdout)
    assert said["ok"] is False
    assert said["findings"][0]["column"] == "post.headline"


def test_a_desk_that_starts_destroys_what_a_backup_brought_back(shell: Shell) -> None:
    fire = open_harbour_fire()
    crane = publish_canary(fire)
    with transaction.atomic():
        remove(fire, post_id=crane.id, reason="legal")
        transaction.set_rollback(True)
    connection.close()
    with shell.serving():
        kinds = [row.kind for row in revisions(fire)]
        assert kinds[-1] == "removed"
        assert Revision.objects.filter(content__isnull=True).count() == 4
        if not shell.config.database:
            assert [name for name in files_with_canary(shell.config.data) if "desk" in name] == []
