"""The desk's process: it answers, bounds what is sent to it, leaks nothing, and ends when asked."""

from __future__ import annotations

import http.client
import json
import signal
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User

from stoppress.config import Config
from stoppress.desk.links import new_link
from stoppress.desk.request_size import REQUEST_MAX
from stoppress.record.models import Post
from tests.desk.running import RunningDesk, running_desk
from tests.editor import Editor


def status(desk: RunningDesk, path: str = "/-/health") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_ends_cleanly_when_asked(newsroom: Config, number: int) -> None:
    with running_desk(newsroom) as desk:
        assert status(desk) == 200
        assert status(desk, "/") == 302
        idle = socket.create_connection(("127.0.0.1", desk.port))
        assert desk.end(number) == 0
        idle.close()


def test_it_publishes_for_several_people_at_once_and_leaks_nothing(
    newsroom: Config, ana: User
) -> None:
    links = [new_link(ana, 5) for _ in range(4)]
    with running_desk(newsroom) as desk:
        editors = [Editor(desk.url) for _ in links]
        for editor, link in zip(editors, links, strict=True):
            editor.sign_in(link)
        editors[0].open_coverage("harbour-fire")

        def publish(editor: Editor, how_many: int) -> list[str]:
            return [editor.publish("harbour-fire", "Crane")["cursor"] for _ in range(how_many)]

        with ThreadPoolExecutor(len(editors)) as people:
            list(people.map(publish, editors, [10] * 4))
            before = desk.open_files()
            cursors = list(people.map(publish, editors, [50] * 4))
            after = desk.open_files()
    assert after <= before + 5, "each request's database connection must be closed"
    positions = sorted(int(cursor.split(".")[1]) for own in cursors for cursor in own)
    assert positions == list(range(42, 242))
    assert Post.objects.count() == 240


def test_it_refuses_what_is_too_big_before_reading_it(newsroom: Config) -> None:
    with running_desk(newsroom) as desk:
        connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
        connection.putrequest("POST", "/media")
        connection.putheader("Content-Length", str(REQUEST_MAX + 1))
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == 413
        assert "too big" in json.loads(answer.read())["error"]
        connection.close()
        assert status(desk) == 200


def test_it_lets_the_sender_of_too_much_read_why(newsroom: Config) -> None:
    with running_desk(newsroom) as desk:
        connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
        connection.request("POST", "/media", b"x" * 2 * REQUEST_MAX)
        assert connection.getresponse().status == 413
        connection.close()
        assert status(desk) == 200


def test_it_hangs_up_on_a_request_that_never_ends(newsroom: Config) -> None:
    with running_desk(newsroom) as desk:
        talker = socket.create_connection(("127.0.0.1", desk.port), timeout=20)
        talker.sendall(
            b"POST /media HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        sent = 0
        with pytest.raises(OSError):
            while sent < 4 * REQUEST_MAX:
                talker.sendall(chunk)
                sent += len(chunk)
        talker.close()
        assert status(desk) == 200
