"""What stands in front of an edge, run with the very configurations of docs/running/conf.

Only addresses and paths in them are replaced. A text of one's own can be given instead.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.programs import NotMeasurable

CONF = Path(__file__).parent.parent / "docs/running/conf"
_EDGE = "127.0.0.1:8000"  # as it stands in the configurations
Front = tuple[subprocess.Popen[bytes], int]
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # folders nginx wants
_PATIENCE = 20.0  # seconds for a program to listen, and to end


@contextmanager
def nginx(folder: Path, edge: int, *, text: str = "") -> Iterator[Front]:
    """(process, port) of nginx in front of the edge at that port; `text` instead of ours."""
    port = free_port()
    site = (text or (CONF / "nginx.conf").read_text("utf-8")).replace(_EDGE, f"127.0.0.1:{edge}")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port} backlog=4096;")
    site = site.replace("/var/cache/nginx/stoppress", str(folder / "cache"))
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMPORARY)
    whole = (
        f"{'user root; ' if os.getuid() == 0 else ''}worker_processes 1;"
        f" worker_rlimit_nofile 20000; daemon off;"
        f" pid {folder}/pid; error_log {folder}/log warn; events {{ worker_connections 19000; }}"
        f" http {{ access_log off; {temporary}\n{site}\n}}\n"
    )
    path = _written(folder / "nginx.conf", whole)
    with _running(["nginx", "-p", folder, "-e", folder / "log", "-c", path], port) as process:
        yield process, port


@contextmanager
def varnish(folder: Path, edge: int, *, text: str = "") -> Iterator[Front]:
    """As `nginx`, for Varnish."""
    port = free_port()
    vcl = (text or (CONF / "varnish.vcl").read_text("utf-8")).replace('"8000"', f'"{edge}"')
    path = _written(folder / "varnish.vcl", vcl)
    # No other user for it: the folder is its owner's alone.
    command: list[str | Path] = [
        "varnishd",
        "-F",
        "-j",
        "none",
        "-n",
        folder / "varnish",
        "-f",
        path,
    ]
    command += ["-a", f"127.0.0.1:{port}", "-s", "malloc,64m", "-p", "listen_depth=4096"]
    with _running(command, port) as process:
        yield process, port


@contextmanager
def caddy(folder: Path, edge: int) -> Iterator[Front]:
    """As `nginx`, for Caddy; without TLS, which needs a name that the world knows."""
    port = free_port()
    text = (CONF / "Caddyfile").read_text("utf-8").replace(_EDGE, f"127.0.0.1:{edge}")
    text = text.replace("live.example.org {", f"http://127.0.0.1:{port} {{")
    path = _written(folder / "Caddyfile", "{\n\tadmin off\n}\n" + text)
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command: list[str | Path] = ["caddy", "run", "--adapter", "caddyfile", "--config", path]
    with _running(command, port, home) as process:
        yield process, port


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def program(name: str) -> str:
    """Where it is. Raises NotMeasurable where it is not installed."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    if found := shutil.which(name, path=path):
        return found
    raise NotMeasurable(f"{name} is not installed: apt-get install {name.removesuffix('d')}")


@contextmanager
def _running(
    command: list[str | Path], port: int, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    own = dict(os.environ) | dict(environment or {})
    first = program(str(command[0]))
    process = subprocess.Popen(
        [first, *command[1:]], env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        _wait_for(process, port)
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    process.kill()
    raise RuntimeError(f"{process.args!r} did not start: {process.communicate()[0]!r}")


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
