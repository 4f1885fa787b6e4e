"""The desk's database cannot be read: the editor is told, and the operator's log keeps its size."""

from __future__ import annotations

import logging

import pytest
from django.db import connections
from django.test import Client

from stoppress.config import Config
from stoppress.desk.disk_trouble import InOneLine

_HEAD = 4096  # bytes: its first page, from which SQLite knows a database


def test_it_is_said_in_one_line(
    newsroom: Config, browser: Client, fire: str, caplog: pytest.LogCaptureFixture
) -> None:
    if newsroom.database:
        pytest.skip("PostgreSQL's files are its own affair")
    browser.raise_request_exception = False
    connections.close_all()
    with newsroom.record_file.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(_HEAD)
        file.write(b"\xff" * (size - _HEAD))
    answer = browser.get("/", headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert "press again" in answer.content.decode()
    for said in caplog.records:
        InOneLine().filter(said)
        assert "\n" not in logging.Formatter().format(said)
    assert "malformed" in caplog.text
