"""`stoppress rebuild`: the public store made anew, or one line that says why not."""

from __future__ import annotations

import json

from stoppress.config import Config
from stoppress.projection.lease import lease
from stoppress.public_store import Head, open_writer
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish
from tests.projection.public import everything, page, projecting


def test_it_makes_the_same_again(newsroom: Config, shell: Shell) -> None:
    publish(open_harbour_fire())
    with projecting(newsroom):
        pass
    before = everything(newsroom)
    assert "1 coverage" in shell.ok("rebuild")
    assert everything(newsroom) == before
    assert json.loads(shell.ok("rebuild", "--json")) == {"coverages": 1}


def test_it_makes_what_was_never_there(newsroom: Config, shell: Shell) -> None:
    publish(open_harbour_fire())
    shell.ok("rebuild")
    assert "Crane falls" in page(newsroom, "/harbour-fire/")


def test_it_leaves_a_store_alone_that_another_process_writes(
    newsroom: Config, shell: Shell
) -> None:
    with lease(newsroom):
        assert "another process is publishing" in shell.refused("rebuild")


def test_it_takes_nothing_back_from_readers(newsroom: Config, shell: Shell) -> None:
    fire = open_harbour_fire()
    with projecting(newsroom):
        pass
    writer = open_writer(newsroom)
    with writer.publish() as publication:
        publication.put_head(Head("harbour-fire", fire, 9, "live"))
    writer.close()
    assert "readers have seen 9 changes" in shell.refused("rebuild")
