"""The newsroom changes its key: whoever knows one vkey follows, and nobody else is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.notary.keys import load_keys
from stoppress.notary.rotation import replace, retire, rotate
from stoppress.verify import live
from stoppress.verify.findings import Report
from stoppress.verify.keys import Trust, given
from stoppress.verify.live import check_address
from stoppress.verify.seen import Seen
from tests.archives import export, files_of, found, ours, sign, standalone
from tests.newsroom import open_harbour_fire, publish
from tests.verify.served import public_files, serving

ORIGIN = "127.0.0.1:8000/harbour-fire/log"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_PAUSES", (0.0,))


@pytest.fixture
def fire(newsroom: Config) -> str:
    fire = open_harbour_fire()
    publish(fire)
    sign(newsroom)
    return fire


def vkey(config: Config, number: int = 0) -> str:
    return str(load_keys(config.data)[number].vkey(ORIGIN))


def check(config: Config, trust: Trust | None = None, seen: Seen | None = None) -> Report:
    with serving(public_files(config)) as site:
        return check_address(f"{site.address}/harbour-fire/", trust or Trust(), seen or Seen())


def wrong(report: Report) -> list[str]:
    return [str(each) for each in report.findings()]


def test_both_keys_are_believed_while_both_sign(newsroom: Config, fire: str) -> None:
    rotate(newsroom)
    sign(newsroom)
    for number in (0, 1):
        report = check(newsroom, given([vkey(newsroom, number)]))
        assert wrong(report) == [] and list(report.said()) == []
        assert [len(log.signed_by) for log in report.logs] == [2, 2]


def test_who_saw_it_named_by_the_old_key_believes_the_new(
    newsroom: Config, fire: str, tmp_path: Path
) -> None:
    old = given([vkey(newsroom)])
    seen = Seen(tmp_path / "seen")
    rotate(newsroom)
    sign(newsroom)
    assert wrong(check(newsroom, old, seen)) == []
    retire(newsroom)
    publish(fire)
    sign(newsroom)
    assert wrong(check(newsroom, old, seen)) == []
    # Who only ever knew the old key has nothing by which to believe the new one.
    assert any("/-/log/checkpoint" in each for each in wrong(check(newsroom, old)))
    assert wrong(check(newsroom, given([vkey(newsroom)]))) == []


def test_what_was_seen_is_enough_without_a_key(newsroom: Config, fire: str, tmp_path: Path) -> None:
    seen = Seen(tmp_path / "seen")
    for change in (rotate, retire, rotate, retire):
        assert wrong(check(newsroom, seen=seen)) == []
        change(newsroom)
        publish(fire)
        sign(newsroom)
    assert wrong(check(newsroom, seen=seen)) == []


def test_a_key_that_was_replaced_leads_nowhere(newsroom: Config, fire: str, tmp_path: Path) -> None:
    """After a theft no signature can lead to the new key: only a public statement can."""
    old = given([vkey(newsroom)])
    seen = Seen(tmp_path / "seen")
    assert wrong(check(newsroom, old, seen)) == []
    replace(newsroom, "compromised")
    sign(newsroom)
    assert wrong(check(newsroom, old, seen))
    report = check(newsroom, given([vkey(newsroom)]))
    assert wrong(report) == []
    assert report.logs[-1].origin == f"{ORIGIN}/2"


@pytest.mark.parametrize("is_retired", [False, True])
def test_an_archive_brings_the_keys_in_force(
    newsroom: Config, fire: str, tmp_path: Path, is_retired: bool
) -> None:
    rotate(newsroom)
    sign(newsroom)
    if is_retired:
        retire(newsroom)
        publish(fire)
        sign(newsroom)
    export(newsroom, tmp_path / "fire")
    files = files_of(tmp_path / "fire")
    assert files["keys"].count(b"\n") == (2 if is_retired else 4)
    assert found(files) == standalone(files) == set()
    for number in range(1 if is_retired else 2):
        assert wrong(ours(files, given([vkey(newsroom, number)]))) == []
        assert standalone(files, vkey(newsroom, number)) == set()
