"""People of the desk and their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from playwright.sync_api import Browser

from stoppress.config import Config
from stoppress.desk.links import new_link
from tests.desk.running import RunningDesk, running_desk
from tests.desk.writer import Writer
from tests.newsroom import open_harbour_fire

PASSWORD = "three quiet herons"


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; here it would only be slow."""
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[hasher]):
        yield


@pytest.fixture
def ana(newsroom: Config) -> User:
    """An editor who may publish."""
    return User.objects.create_user("ana", password=PASSWORD, first_name="Ana", last_name="Reis")


@pytest.fixture
def bela(newsroom: Config) -> User:
    """Another editor, at another screen."""
    return User.objects.create_user("bela", password=PASSWORD)


@pytest.fixture
def browser(ana: User) -> Client:
    """Ana's browser, signed in."""
    client = Client()
    client.force_login(ana)
    return client


@pytest.fixture
def belas_browser(bela: User) -> Client:
    client = Client()
    client.force_login(bela)
    return client


@pytest.fixture
def fire(newsroom: Config) -> str:
    """The id of the sample coverage, open at /harbour-fire/."""
    return open_harbour_fire()


@pytest.fixture
def desk(newsroom: Config) -> Iterator[RunningDesk]:
    with running_desk(newsroom) as running:
        yield running


@pytest.fixture
def writing(
    chromium: Browser, desk: RunningDesk, ana: User, fire: str
) -> Iterator[Callable[..., Writer]]:
    """Opens a browser for Ana, or for who is named: `writing(bela, phone=True, …)`."""
    writers: list[Writer] = []

    def begin(person: User = ana, **how: Any) -> Writer:
        writers.append(Writer(chromium, desk, new_link(person, 5), **how))
        return writers[-1]

    yield begin
    for writer in writers:
        writer.close()
        assert writer.complaints == []
