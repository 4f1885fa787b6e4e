"""Newsrooms whose logs are signed and public, their archives, and what can be done to these."""

from __future__ import annotations

import dataclasses
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from PIL import Image

from stoppress.config import Config
from stoppress.exchange.archive import verify as checker
from stoppress.exchange.archive.export import Exported, export_archive
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.keys import load_keys
from stoppress.notary.origins import first_origin, reader_host
from stoppress.notary.sequencer import Sequencer
from stoppress.public_store import open_reader
from stoppress.record.append import append
from stoppress.record.vocabulary import Kind
from stoppress.tlog.keys import Signer
from stoppress.tlog.notes import sign_note
from stoppress.verify.archive import ArchiveReport, check_archive
from stoppress.verify.keys import Trust
from stoppress.verify.manifest import Listed, Manifest, parse_manifest
from stoppress.verify.sources import Reading
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.projection.public import projecting
from tests.waiting import eventually

SLUG = "harbour-fire"


def sign(config: Config) -> None:
    """Bring everything out, and sign it, until nothing is left to be signed."""
    with (
        projecting(config) as projection,
        closing(CheckpointStore(config.checkpoints_file)) as store,
    ):
        projection.catch_up()
        sequencer = Sequencer(config, store)
        while sequencer.round():
            pass
        wanted = {f"/{slug}/log/checkpoint": one.note for slug, one in store.latest().items()}
        with closing(open_reader(config)) as reader:

            def is_out() -> bool:
                projection.keep_up()
                pages = {path: reader.page(path) for path in wanted}
                return all(page and page.body == wanted[path] for path, page in pages.items())

            eventually(is_out)


def signers(config: Config, origin: str, trust: Trust) -> Sequence[Signer]:
    """As the command finds them."""
    return [key.signer(origin) for key in load_keys(config.data) if key.public in trust.publics]


def export(config: Config, path: Path, slug: str = SLUG) -> Exported:
    """Export what is public now."""
    with closing(open_reader(config)) as reader:
        return export_archive(
            reader,
            slug,
            path,
            origin=first_origin(reader_host(config), slug),
            media=config.public_media,
            signers=lambda origin, trust: signers(config, origin, trust),
        )


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of an archive."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


class Memory(Reading):
    """An archive that was never written."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def names(self) -> set[str]:
        return set(self.files)

    def read(self, name: str) -> bytes:
        if name not in self.files:
            raise FileNotFoundError(name)
        return self.files[name]


def ours(files: dict[str, bytes], trust: Trust | None = None) -> ArchiveReport:
    """What `stoppress verify` finds."""
    return check_archive(Memory(files), trust or Trust())


def found(files: dict[str, bytes]) -> set[str]:
    """The files in which `stoppress verify` finds something."""
    return {finding.where for finding in ours(files).findings()}


def standalone(files: dict[str, bytes], vkey: str = "") -> set[str]:
    """The files in which the archive's own checker finds something."""
    findings, verdict = checker.check_archive(files.get, set(files), vkey)
    assert verdict.startswith("whole") == (not findings)
    return {where for where, _, _ in findings}


def listed_anew(files: dict[str, bytes], *signing: Signer) -> dict[str, bytes]:
    """The files with a manifest that lists them as they are now."""
    old = parse_manifest(files["manifest"])
    rest = {path: data for path, data in files.items() if path != "manifest"}
    rows = {path: Listed(sha256(data).hexdigest(), len(data), path) for path, data in rest.items()}
    text = Manifest(old.origin, old.position, rows).text
    return rest | {"manifest": sign_note(text, *signing) if signing else text.encode()}


def write(files: dict[str, bytes], folder: Path) -> Path:
    """Put the files into a folder, as if somebody had unpacked them."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def flips(data: bytes) -> Iterator[bytes]:
    """Every text that differs from `data` in one byte, in one bit of it."""
    for at in range(len(data)):
        yield data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]


def an_eventful_day(config: Config) -> str:
    """A coverage in which everything happens that an archive must tell; its id.

    Positions: 1 opened, 2 posted with a picture, 3 posted, 4 revised, 5 posted, 6 withheld (of 3
    and 4), 7 removed (of 5), 8 posted, 9 corrected, 10 pinned.
    """
    fire = open_harbour_fire()
    picture = some_picture(config)
    append(fire, Kind.POSTED, some_post("Crane falls") | {"blocks": [picture]})
    name = publish(fire, "Master named", "It is <em>Ana Silva</em>.")
    append(fire, Kind.REVISED, some_post("Master named again"), post_id=name.id)
    rumour = publish(fire, "Rumour", "It was arson.")
    withheld = {"reason": "privacy", "note": None, "positions": [3, 4]}
    append(fire, Kind.WITHHELD, withheld, post_id=name.id)
    removed = {"reason": "legal", "note": "A court asked.", "positions": [5]}
    append(fire, Kind.REMOVED, removed, post_id=rumour.id)
    quay = publish(fire, "Quay closed")
    corrected = some_post("Quay open") | {"correction": {"note": "It was never closed."}}
    append(fire, Kind.CORRECTED, corrected, post_id=quay.id)
    append(fire, Kind.PINNED, {}, post_id=quay.id)
    return fire


def some_picture(config: Config, colour: str = "crimson") -> dict[str, Any]:
    """A picture block, its file with the desk."""
    out = BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "WEBP")
    name = f"{sha256(out.getvalue()).hexdigest()}.webp"
    config.desk_media.mkdir(exist_ok=True)
    (config.desk_media / name).write_bytes(out.getvalue())
    return {"type": "picture", "media": name, "width": 8, "height": 6, "alt": "A crane"}


@contextmanager
def another_newsroom(data: Path) -> Iterator[Config]:
    """Another installation, empty, which is the one in force until the end of the block."""
    name, config = settings.DATABASES["default"]["NAME"], settings.STOPPRESS
    other = Config(data=data)
    data.mkdir()
    if config.database:
        database = f"stoppress_other_{secrets.token_hex(6)}"
        _on_server(config.database, f"CREATE DATABASE {database}")
        url = urlsplit(config.database)._replace(path=f"/{database}").geturl()
        other = dataclasses.replace(other, database=url)
    try:
        _point_at(database if config.database else str(other.record_file))
        settings.STOPPRESS = other
        call_command("migrate", verbosity=0)
        yield other
    finally:
        connections.close_all()
        if config.database:
            _on_server(config.database, f"DROP DATABASE {database} WITH (FORCE)")
        _point_at(name)
        settings.STOPPRESS = config


def _point_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(statement)
