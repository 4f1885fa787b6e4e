"""`stoppress scrub`, `stoppress check --record`, and a desk that starts after an old backup."""

from __future__ import annotations

import json

from django.db import connection, transaction

from stoppress.record.models import Revision
from stoppress.record.removal.removing import remove
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.projection.test_check_what_is_shown import by_hand
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
    said = json.loads(shell.ok("check", "--record", "--json"))
    assert (said["ok"], said["findings"]) == (True, [])
    [skipped] = said["not_compared"]
    assert "public store" in skipped["text"] or "does not exist yet" in skipped["text"]


def test_what_readers_are_shown_is_checked_as_well(shell: Shell) -> None:
    fire = open_harbour_fire()
    publish(fire)
    connection.close()
    shell.ok("rebuild")
    good = shell.ok("check", "--record").splitlines()
    assert good[1] == "ok    public store: readers are shown what the record makes"
    by_hand(shell.config, "UPDATE frame SET body = '' WHERE position = 2")
    done = shell.run("check", "--record")
    assert (done.returncode, done.stderr) == (1, "")
    [line] = done.stdout.splitlines()
    assert line.startswith("fail  /harbour-fire/ position 2, public frame: body is ''")
    assert line.endswith("stop the desk and run `stoppress rebuild`")
    shell.ok("rebuild")
    assert shell.ok("check", "--record").splitlines() == good


def test_a_bad_record_fails_with_a_line_for_each_thing(shell: Shell) -> None:
    fire = open_harbour_fire()
    crane = publish(fire)
    crane.headline = "Another headline"
    crane.save()
    done = shell.run("check", "--record")
    assert (done.returncode, done.stderr) == (1, "")
    fails = [line for line in done.stdout.splitlines() if not line.startswith("warn  public")]
    assert fails == [
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
