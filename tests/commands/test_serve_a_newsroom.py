"""`stoppress serve`: both processes, kept running, ended in order."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from stoppress.commands.failures import Failure
from stoppress.commands.listening import listening
from stoppress.commands.supervisor import Program, supervise
from stoppress.config import Config
from tests.commands.shell import Shell, alive, command, page
from tests.newsroom import open_harbour_fire
from tests.waiting import PATIENCE, eventually


def test_its_first_line_names_both_addresses_once_they_answer(shell: Shell) -> None:
    with shell.serving() as served:
        assert re.fullmatch(
            r"reader http://127\.0\.0\.1:\d+  desk http://127\.0\.0\.1:\d+", served.first_line
        )
        assert json.loads(page(f"{served.reader}/-/health"))["ok"] is True
        assert page(f"{served.desk}/-/health")


def test_what_is_posted_reaches_readers(shell: Shell) -> None:
    open_harbour_fire()
    with shell.serving() as served:
        url = json.loads(shell.ok("post", "harbour-fire", "--json", stdin="The quay burns."))["url"]
        assert url.startswith(f"{served.reader}/harbour-fire/posts/")
        # No waiting: the command has ended because readers can be shown it.
        assert "The quay burns." in page(url)
        assert "The quay burns." in page(f"{served.reader}/harbour-fire/")


def test_it_makes_a_newsroom_where_there_is_none(tmp_path: Path) -> None:
    shell = Shell(Config(data=tmp_path / "fresh"))
    with shell.serving() as served:
        assert "stoppress user add NAME" in served.log.read_text()
    assert "public store: shows all" in shell.run("check").stdout


@pytest.mark.parametrize("name", ["edge", "desk"])
def test_it_starts_a_killed_process_again_and_nobody_is_refused(shell: Shell, name: str) -> None:
    open_harbour_fire()
    with shell.serving() as served:
        address = served.reader if name == "edge" else served.desk
        for _ in range(2):
            served.kill(name)
            # The socket was there all the time: this waits in its queue, and is answered.
            assert page(f"{address}/-/health")
        assert f"the {name} was ended by signal 9; it is started again" in served.log.read_text()
        shell.ok("post", "harbour-fire", "--headline", "Still here")
        eventually(lambda: "Still here" in page(f"{served.reader}/harbour-fire/"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(shell: Shell, number: signal.Signals) -> None:
    with shell.serving() as served:
        children = served.children()
        assert sorted(children) == ["desk", "edge"]
        assert served.end(number) == 0
        assert not any(map(alive, children.values()))
    assert not _complaints(served.log.read_text())


def test_ctrl_c_on_a_terminal_ends_it_cleanly(shell: Shell) -> None:
    """There the signal goes to the whole group of processes, not to the supervisor alone."""
    words = command("serve", "--edge", "127.0.0.1:0", "--desk", "127.0.0.1:0")
    process = subprocess.Popen(
        words, env=shell.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, _complaints(errors.decode())) == (0, [])


def test_its_processes_do_not_outlive_it(shell: Shell) -> None:
    with shell.serving() as served:
        children = served.children()
        served.end(signal.SIGKILL)
        eventually(lambda: not any(map(alive, children.values())))


def test_a_second_one_on_the_same_folder_is_refused(shell: Shell) -> None:
    with shell.serving() as served:
        line = shell.refused("serve", "--edge", "127.0.0.1:0", "--desk", "127.0.0.1:0")
        assert f"(process {served.process.pid})" in line
        assert page(f"{served.reader}/-/health")


@pytest.mark.parametrize("name", ["edge", "desk"])
def test_a_taken_port_is_named(shell: Shell, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        addresses = {"edge": "127.0.0.1:0", "desk": "127.0.0.1:0"} | {name: taken}
        words = [f"--{option}={address}" for option, address in addresses.items()]
        line = shell.refused("serve", *words)
        assert line.startswith(f"{taken} is taken by another program")
        assert f"--{name}" in line


def test_the_port_of_another_newsroom_is_taken(shell: Shell, tmp_path: Path) -> None:
    """Both would set SO_REUSEPORT, and the kernel would deal readers out between them."""
    with shell.serving() as served:
        edge = served.reader.removeprefix("http://")
        other = Shell(Config(data=tmp_path / "other"))
        line = other.refused("serve", "--edge", edge, "--desk", "127.0.0.1:0")
        assert line.startswith(f"{edge} is taken")


def test_one_more_edge_shares_the_port(shell: Shell) -> None:
    with shell.serving() as served:
        address = served.reader.removeprefix("http://")
        more = subprocess.Popen(
            command("edge", "--edge", address), env=shell.env, stdout=subprocess.PIPE
        )
        assert more.stdout is not None
        assert more.stdout.readline().decode().split() == ["edge", served.reader]
        assert page(f"{served.reader}/-/health")
        more.terminate()
        more.communicate(timeout=PATIENCE)
        assert more.returncode == 0


def test_check_finds_it_well(shell: Shell) -> None:
    with shell.serving() as served:
        said = shell.ok("check")
        assert f"edge: answers at {served.reader.removeprefix('http://')}" in said
        assert f"desk: answers at {served.desk.removeprefix('http://')}" in said


@pytest.mark.parametrize("address", ["8000", "localhost", "127.0.0.1:99999", ":80"])
def test_an_address_that_is_none_is_named(shell: Shell, address: str) -> None:
    assert "host:port" in shell.refused("serve", f"--edge={address}")


def test_a_process_that_cannot_start_is_given_up() -> None:
    """`stoppress config` takes no socket: a process that ends whenever it is started."""
    said: list[str] = []
    with listening("127.0.0.1:0", "edge") as listener:
        programs = [Program("config", listener)]
        with pytest.raises(Failure, match="the config does not start"):
            asyncio.run(supervise(programs, lambda: said.append("ready")))
    assert said == []


def _complaints(log: str) -> list[str]:
    """What the supervisor said, and tracebacks of anybody; the processes may tell of their work."""
    return [line for line in log.splitlines() if line.startswith(("stoppress:", "Traceback"))]
