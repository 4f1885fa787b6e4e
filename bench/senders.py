"""What a crowd of readers is sent by: our edge, plain or gzip; a bare C loop; nginx with nchan."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

from bench.edge import running_edge
from bench.programs import SERVER_CPU, NotMeasurable, Piped, compiled, pinned
from bench.weight import capture
from stoppress.config import Config
from stoppress.public_store import Frame, Head, Writer, open_writer

SLUG = "bench"
HTML_BYTES = 1500  # about what a post of three paragraphs comes to
_FLOOR_PORT, _NCHAN_PORT = 47291, 47292
_NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")


@dataclass(frozen=True)
class Sender:
    """A server that runs. `send` has frame n (2, 3 …) sent to all, and returns soon.

    `has` tells whether so many readers would be sent the next one.
    """

    pids: list[int]
    port: int
    path: str
    send: Callable[[int], None]
    packed: bool = False
    has: Callable[[int], bool] = lambda readers: True


@contextmanager
def floor(scratch: Path) -> Iterator[Sender]:
    """A C program which does nothing but send()."""
    size = len(frame(1).body)
    with Piped(compiled("floor", scratch), str(_FLOOR_PORT), cpu=SERVER_CPU) as program:
        yield Sender(
            [program.process.pid], _FLOOR_PORT, "/", lambda _: _ignore(program.ask(str(size)))
        )


@contextmanager
def edge(scratch: Path, *, packed: bool) -> Iterator[Sender]:
    """The real process, on a real public store."""
    with store(scratch) as (config, writer), running_edge(config, cpu=SERVER_CPU) as (process, at):
        yield Sender([process.pid], at, f"/{SLUG}/stream", partial(publish, writer), packed=packed)


@contextmanager
def nchan(scratch: Path) -> Iterator[Sender]:
    """nginx with Debian's nchan, one worker, set up as its documentation advises."""
    if shutil.which("nginx") is None or not _NCHAN.exists():
        raise NotMeasurable("nchan is not here: apt-get install nginx libnginx-mod-nchan")
    folder = scratch / f"nchan-{time.monotonic_ns()}"
    folder.mkdir()
    (folder / "nginx.conf").write_text(_nchan_configuration(folder))
    master = subprocess.Popen(
        ["nginx", "-p", folder, "-c", folder / "nginx.conf"],
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: pinned(SERVER_CPU),
    )
    try:
        publisher = _connected(_NCHAN_PORT)
        children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
        yield Sender(
            [master.pid, *map(int, children)],
            _NCHAN_PORT,
            "/sub",
            partial(_post, publisher),
            has=partial(_has_subscribed, publisher),
        )
        publisher.close()
    finally:
        master.terminate()
        master.wait(timeout=30)


SENDERS: dict[str, Callable[[Path], AbstractContextManager[Sender]]] = {
    "C send loop": floor,
    "nchan": nchan,
    "our edge, plain": partial(edge, packed=False),
    "our edge, gzip": partial(edge, packed=True),
}


@contextmanager
def store(scratch: Path) -> Iterator[tuple[Config, Writer]]:
    """A public store of its own, at position 1."""
    data = scratch / f"data-{time.monotonic_ns()}"
    data.mkdir()
    config = Config(data=data, max_streams="20000")
    writer = open_writer(config)
    with writer.rebuild(epoch="bench", render="0" * 16) as publication:
        publication.put_head(Head(SLUG, "bench", 1, "live"))
        publication.put_frame(SLUG, frame(1))
    yield config, writer
    writer.close()


def publish(writer: Writer, position: int) -> None:
    with writer.publish() as publication:
        publication.put_frame(SLUG, frame(position))
        publication.put_head(Head(SLUG, "bench", position, "live"))


def frame(position: int) -> Frame:
    """A post of HTML_BYTES, each of other words of a captured day: they compress as copy does."""
    text = " ".join(capture().read_text("utf-8").split())
    begin = position * HTML_BYTES % (len(text) - HTML_BYTES)
    html = f'<article id="post-{position}"><p>{text[begin:]}'[: HTML_BYTES - 14] + "</p></article>"
    change = {"op": "insert", "id": f"post-{position}", "into": "timeline", "html": html}
    body = {"position": position, "kind": "posted", "state": "live", "changes": [change]}
    return Frame(position, json.dumps(body, ensure_ascii=False).encode())


def _post(publisher: HTTPConnection, position: int) -> None:
    publisher.request("POST", "/pub", frame(position).body)
    answer = publisher.getresponse()
    answer.read()
    if answer.status not in (200, 201, 202):
        raise RuntimeError(f"nchan said {answer.status}")


def _has_subscribed(publisher: HTTPConnection, readers: int) -> bool:
    """nchan answers a reader some moments before it has put him on its list."""
    publisher.request("GET", "/pub", headers={"Accept": "text/json"})
    answer = publisher.getresponse()
    told = answer.read()
    return answer.status == 200 and json.loads(told)["subscribers"] >= readers


def _connected(port: int) -> HTTPConnection:
    end = time.monotonic() + 10
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.connect()
            return connection
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise NotMeasurable("nginx with nchan does not start here") from None
            time.sleep(0.05)


def _nchan_configuration(folder: Path) -> str:
    temporary = "".join(
        f"  {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""load_module {_NCHAN};
{"user root;" if os.geteuid() == 0 else ""}
worker_processes 1; worker_rlimit_nofile 20000; daemon off;
pid {folder}/pid; error_log {folder}/errors warn;
events {{ worker_connections 19000; use epoll; multi_accept on; }}
http {{
  access_log off; tcp_nodelay on; keepalive_timeout 120s; keepalive_requests 1000000;
  nchan_shared_memory_size 256M;
{temporary}  server {{
    listen 127.0.0.1:{_NCHAN_PORT} backlog=4096;
    location = /sub {{
      nchan_subscriber eventsource; nchan_channel_id live; nchan_subscriber_first_message newest;
    }}
    location = /pub {{
      nchan_publisher; nchan_channel_id live;
      nchan_message_buffer_length 20; nchan_message_timeout 60s;
    }}
  }}
}}
"""


def _ignore(_: str) -> None:
    return None
