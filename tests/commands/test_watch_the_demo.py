"""`stoppress demo`, and `bin/demo`'s promise: a page that is serving and not empty."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from stoppress.config import Config
from tests.commands.shell import Served, Shell, page
from tests.waiting import PATIENCE, eventually


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(Config(data=tmp_path / "unused"))


def test_it_reaches_a_page_that_fills_itself(shell: Shell) -> None:
    with shell.serving("--speed", "50", name="demo") as served:
        told = _told(served)
        url = told[0]
        assert url == f"{served.reader}/apollo-11/"
        first = _posts(page(url))
        assert first >= 5
        eventually(lambda: _posts(page(url)) > first)


def test_its_link_lets_one_in_at_the_desk_once(shell: Shell) -> None:
    with shell.serving("--speed", "0.01", name="demo") as served:
        link = _told(served)[1]
        assert link.startswith(served.desk)
        browser = build_opener(HTTPCookieProcessor())
        with browser.open(link, timeout=PATIENCE) as answer:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
        assert token is not None
        press = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
        with browser.open(Request(link, press, {"Referer": link}), timeout=PATIENCE) as answer:
            assert "Apollo 11" in answer.read().decode()
        with pytest.raises(HTTPError, match="410"):
            browser.open(link, timeout=PATIENCE)


def test_it_leaves_nothing_behind_unless_a_folder_is_named(shell: Shell, tmp_path: Path) -> None:
    shell.environ["TMPDIR"] = str(tmp_path)
    with shell.serving(name="demo") as served:
        assert [path.name for path in tmp_path.glob("stoppress-demo-*")] != []
        assert served.end() == 0
    assert list(tmp_path.glob("stoppress-demo-*")) == []
    assert not shell.config.data.exists()


def test_a_named_folder_is_kept_and_plays_another_day(shell: Shell, tmp_path: Path) -> None:
    kept = ("--data", str(tmp_path / "kept"))
    with shell.serving(*kept, name="demo"):
        pass
    with shell.serving(*kept, name="demo") as served:
        assert _told(served)[0] == f"{served.reader}/apollo-11-2/"
        assert "/apollo-11/" in page(f"{served.reader}/")


def test_it_does_not_play_in_a_real_newsroom(shell: Shell) -> None:
    shell.ok("setup", "--defaults")
    line = shell.refused("demo", "--data", str(shell.config.data))
    assert "real newsroom" in line
    assert "record: 0 coverages" in shell.run("check").stdout


def test_no_setting_of_the_real_newsroom_counts(shell: Shell) -> None:
    shell.environ["STOPPRESS_DATABASE"] = "postgresql://nobody@127.0.0.1:1/real"
    shell.environ["STOPPRESS_READER_URL"] = "https://live.example.org"
    with shell.serving(name="demo") as served:
        assert _told(served)[0].startswith(served.reader)


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "nan"])
def test_a_speed_that_is_none_is_refused(shell: Shell, speed: str) -> None:
    done = shell.run("demo", f"--speed={speed}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def _told(served: Served) -> list[str]:
    """The addresses that follow the first line: the page, and the link to the desk."""
    told: list[str] = []
    assert served.process.stdout is not None
    while len(told) < 2:
        told += re.findall(r"http://\S+", served.process.stdout.readline())
    return told


def _posts(html: str) -> int:
    return len(set(re.findall(r"/apollo-11/posts/(\w+)", html)))
