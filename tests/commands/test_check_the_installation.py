"""`stoppress check`."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from stoppress.commands.serving import serve_lock
from stoppress.public_store import Head, open_writer
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire


@pytest.fixture
def ready(shell: Shell) -> Shell:
    """A newsroom with an editor, a coverage, and a public store that shows it."""
    open_harbour_fire()
    shell.ok("user", "add", "ana")
    shell.ok("rebuild")
    shell.environ |= {"STOPPRESS_EDGE": "127.0.0.1:0", "STOPPRESS_DESK": "127.0.0.1:0"}
    return shell


def test_a_good_installation_passes(ready: Shell) -> None:
    said = ready.ok("check")
    assert "fail" not in said
    assert "public store: shows all that was published" in said
    assert json.loads(ready.ok("check", "--json"))["ok"] is True


def test_a_folder_open_to_others_fails(ready: Shell) -> None:
    ready.config.data.chmod(0o755)
    assert "chmod 700" in _failed(ready)["rights"]


def test_a_key_open_to_others_fails(ready: Shell) -> None:
    (ready.config.data / "secret-key").chmod(0o644)
    assert "chmod 600" in _failed(ready)["rights"]


def test_a_taken_port_fails(ready: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        ready.environ["STOPPRESS_DESK"] = f"127.0.0.1:{other.getsockname()[1]}"
        assert "taken" in _failed(ready)["desk"]


def test_one_host_for_readers_and_desk_fails(ready: Shell) -> None:
    ready.environ["STOPPRESS_READER_URL"] = "https://news.example.org"
    ready.environ["STOPPRESS_DESK_URL"] = "https://news.example.org/desk"
    assert "its own" in _failed(ready)["desk_url"]


def test_a_public_store_ahead_of_the_record_fails(ready: Shell) -> None:
    writer = open_writer(ready.config)
    with writer.publish() as publication:
        head = writer.heads()[0]
        publication.put_head(Head(head.slug, head.coverage, head.position + 1, head.state))
    writer.close()
    said = _failed(ready)["public store"]
    assert "/harbour-fire/ is ahead of the record" in said
    assert "stoppress restore" in said


def test_what_waits_to_be_published_is_only_a_warning(ready: Shell) -> None:
    open_harbour_fire("second-fire")
    checks = json.loads(ready.ok("check", "--json"))["checks"]
    found = _named(checks, "public store")
    assert found["level"] == "warn"
    assert "/second-fire/" in found["text"]


def test_what_waits_though_the_newsroom_is_served_fails(ready: Shell) -> None:
    open_harbour_fire("second-fire")
    with serve_lock(ready.config.data):
        assert "/second-fire/" in _failed(ready)["public store"]


def test_a_desk_open_to_the_network_is_a_warning(ready: Shell) -> None:
    ready.environ["STOPPRESS_DESK"] = "0.0.0.0:0"
    checks = json.loads(ready.ok("check", "--json"))["checks"]
    assert any(c["level"] == "warn" and "proxy" in c["text"] for c in checks if c["name"] == "desk")


def test_a_missing_newsroom_fails_without_a_traceback(ready: Shell) -> None:
    done = ready.run("check", "--data", str(ready.config.data / "elsewhere"))
    assert done.returncode == 1
    assert done.stderr == ""
    assert "no newsroom" in done.stdout


def _failed(shell: Shell) -> dict[str, str]:
    """The texts of what failed, by name; the exit status says so too."""
    done = shell.run("check", "--json")
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert said["ok"] is False
    return {check["name"]: check["text"] for check in said["checks"] if check["level"] == "fail"}


def _named(checks: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(check for check in checks if check["name"] == name)
