"""Every setting of an installation: read once, then frozen.

The order is: `STOPPRESS_*` variable, then `<data folder>/settings.toml` (written by `stoppress
setup`), then the default. Odd values are refused with a sentence; nothing else in Stoppress reads
the environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stoppress.lib.zones import is_zone


class ConfigError(Exception):
    """A setting cannot be used. The text is one line for the operator."""


def setting(default: str, doc: str) -> Any:
    """A field of `Config` that has a `STOPPRESS_*` variable; `stoppress config` prints `doc`."""
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Config:
    """The settings in force. Each field `name` is the variable `STOPPRESS_NAME`."""

    data: Path = setting("stoppress-data", "folder that holds everything")
    site_name: str = setting("Stoppress", "name of the newsroom, shown to readers")
    language: str = setting("en", "language of the pages (BCP 47)")
    zone: str = setting("UTC", "the newsroom's time zone (IANA name)")
    edge: str = setting("127.0.0.1:8000", "address that readers' requests come to (host:port)")
    desk: str = setting("127.0.0.1:8001", "address of the desk (host:port); keep it private")
    reader_url: str = setting("", "public address of the reader site, https://…; empty: the edge's")
    desk_url: str = setting("", "public address of the desk, https://…; empty: the desk's own")
    database: str = setting(
        "", "postgresql://… for desk and record; empty: SQLite in the data folder"
    )
    public_database: str = setting(
        "", "postgresql://… by which edges read the public store; empty: the same as database"
    )
    max_streams: str = setting("18000", "open streams one edge process accepts")
    admin: str = setting("", "private address of this machine's edges, host:port; empty: none")
    edge_admins: str = setting("", "private addresses of edges elsewhere: host:port, host:port")
    reader_counts: str = setting("yes", "whether heartbeats tell how many are reading: yes, or no")
    removal: str = setting("two", "how many editors a removal needs: two, or one")
    purge_url: str = setting(
        "", "address at which a cache in front hears what it must drop; empty: none does"
    )
    purge_when: str = setting("gone", "when it hears: gone (words went or came back), or change")
    witness_policy: str = setting("", "file that names the witnesses asked to cosign; empty: none")

    @property
    def record_file(self) -> Path:
        return self.data / "desk.sqlite"

    @property
    def public_file(self) -> Path:
        return self.data / "public.sqlite"

    @property
    def checkpoints_file(self) -> Path:
        """Kept out of backups: it says what this installation has already shown to the world."""
        return self.data / "checkpoints.sqlite"

    @property
    def desk_media(self) -> Path:
        return self.data / "desk-media"

    @property
    def public_media(self) -> Path:
        return self.data / "public-media"

    @property
    def edge_sockets(self) -> Path:
        """The folder with the private socket of each edge that runs here."""
        return self.data / "edges"

    @property
    def edge_database(self) -> str:
        return self.public_database or self.database

    @property
    def desk_base(self) -> str:
        """The desk's address as people open it, without a slash at the end."""
        return (self.desk_url or f"http://{self.desk}").rstrip("/")

    @property
    def reader_base(self) -> str:
        """The reader site's address as people open it, without a slash at the end."""
        return (self.reader_url or f"http://{self.edge}").rstrip("/")


def load_config(environ: Mapping[str, str] = os.environ, **overrides: str | None) -> Config:
    """The settings in force; `overrides` are a command's own options and win.

    Raises ConfigError, naming the setting, for an unknown variable or a value that cannot be used.
    """
    values = {
        name.removeprefix("STOPPRESS_").lower(): value
        for name, value in environ.items()
        if name.startswith("STOPPRESS_")
    }
    values |= {name: value for name, value in overrides.items() if value is not None}
    data = Path(values.pop("data", "") or "stoppress-data").absolute()
    merged = _from_file(data / "settings.toml") | values
    known = {f.name for f in fields(Config)} - {"data"}  # the file lies in that folder
    for name in merged:
        if name not in known:
            raise ConfigError(f"unknown setting {name!r}; `stoppress config` lists them all")
    config = Config(data=data, **merged)
    _check(config)
    return config


def _from_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(
            f"cannot read {path}: {(error.strerror or 'no answer').lower()}"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read {path}: {error}") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    if not all(isinstance(value, str) for value in values.values()):
        raise ConfigError(f"{path}: every value must be a text in quotes")
    return values


_CHOICES = {
    "removal": ("two", "one"),
    "reader_counts": ("yes", "no"),
    "purge_when": ("gone", "change"),
}


def _check(config: Config) -> None:
    _check_addresses(config)
    for name in ("reader_url", "desk_url", "purge_url"):
        url = getattr(config, name)
        if url and urlsplit(url).scheme not in ("http", "https"):
            raise ConfigError(f"{name} must begin with https:// (or http://), not {url!r}")
    _check_purge_url(config.purge_url)
    for name in ("database", "public_database"):
        url = getattr(config, name)
        if url and urlsplit(url).scheme not in ("postgresql", "postgres"):
            raise ConfigError(f"{name} must begin with postgresql://; leave it empty for SQLite")
    if not is_zone(config.zone):
        raise ConfigError(f"zone: {config.zone!r} is no time zone; try 'Europe/Paris'")
    for name, words in _CHOICES.items():
        if getattr(config, name) not in words:
            raise ConfigError(
                f"{name} must be '{words[0]}' or '{words[1]}', not {getattr(config, name)!r}"
            )
    if not config.max_streams.isdigit():
        raise ConfigError(f"max_streams must be a whole number, not {config.max_streams!r}")


def _check_purge_url(url: str) -> None:
    try:
        is_good = not url or (bool(urlsplit(url).hostname) and urlsplit(url).port != 0)
    except ValueError:
        is_good = False
    if not is_good:
        raise ConfigError("purge_url names no host and port; try http://127.0.0.1:6081/-/purge")


def _check_addresses(config: Config) -> None:
    for name in ("edge", "desk"):
        host_and_port(getattr(config, name), name)
    if config.admin:
        host_and_port(config.admin, "admin")
    for address in addresses(config.edge_admins):
        host_and_port(address, "edge_admins")


def addresses(listed: str) -> list[str]:
    """`"a:1, b:2"` as a list."""
    return [one.strip() for one in listed.split(",") if one.strip()]


def host_and_port(address: str, name: str = "address") -> tuple[str, int]:
    """`127.0.0.1:8000` or `[::1]:8000` as a pair. Raises ConfigError otherwise."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ConfigError(f"{name} must be host:port, for example 127.0.0.1:8000, not {address!r}")
    return host.strip("[]"), int(port)
