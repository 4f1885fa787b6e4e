"""A store of an older Stoppress is made anew, one of a newer Stoppress is refused."""

from __future__ import annotations

import pytest

from stoppress.config import Config
from stoppress.public_store import Head, Writer, open_reader, open_writer
from stoppress.public_store.types import FORMAT, StoreUnavailable


def _become(writer: Writer, number: int) -> None:
    """Make its tables those of another format: fewer columns, and the number."""
    engine = writer._engine  # type: ignore[attr-defined]
    with engine.transaction():
        engine.run("DROP TABLE part")
        engine.run("CREATE TABLE part (generation INTEGER, name TEXT, body TEXT)")
        engine.run("DROP TABLE leaf")
        engine.run("UPDATE site SET format = ?", (number,))


def test_an_older_one_is_as_none_until_it_is_made_anew(newsroom: Config, writer: Writer) -> None:
    _become(writer, FORMAT - 1)
    reopened, reader = open_writer(newsroom), open_reader(newsroom)
    assert (reopened.site(), reopened.heads()) == (None, [])
    with pytest.raises(StoreUnavailable, match="older format; is the desk running"):
        reader.site()
    with pytest.raises(StoreUnavailable, match="stoppress rebuild"), reopened.publish():
        pass
    with reopened.rebuild(epoch="e1", render="1" * 16) as publication:
        assert not publication.keep("fire")
        publication.put_head(Head("fire", "c1", 1, "live"))
        publication.put_part("fire/top", b"<main>", slug="fire", since=1)
        publication.put_page("/fire/", ["fire/top"], slug="fire", since=1)
    assert reader.site().render == "1" * 16
    page = reader.page("/fire/")
    assert page is not None and page.body == b"<main>"
    reopened.close()
    reader.close()


def test_a_newer_one_is_refused_and_left_as_it_is(newsroom: Config, writer: Writer) -> None:
    _become(writer, FORMAT + 1)
    with pytest.raises(StoreUnavailable, match="newer Stoppress; use that version"):
        open_writer(newsroom)
    reader = open_reader(newsroom)
    with pytest.raises(StoreUnavailable, match="newer Stoppress; use that version"):
        reader.page("/fire/")
    assert reader._engine.rows("SELECT format FROM site") == [(FORMAT + 1,)]  # type: ignore[attr-defined]
    reader.close()


def test_a_rebuild_that_fails_leaves_the_older_one(newsroom: Config, writer: Writer) -> None:
    _become(writer, FORMAT - 1)
    reopened = open_writer(newsroom)
    with pytest.raises(RuntimeError), reopened.rebuild(epoch="e1", render="1" * 16):
        raise RuntimeError
    engine = reopened._engine  # type: ignore[attr-defined]
    assert engine.rows("SELECT format FROM site") == [(FORMAT - 1,)]
    reopened.close()
