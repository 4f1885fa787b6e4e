"""What may be known of the keys: their files, whether they sign, and each log's vkeys."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.notary.keys import Key, KeyTrouble, folder, has_keys, load_keys
from stoppress.notary.origins import SITE, first_origin, reader_host
from stoppress.notary.site_log import SiteState, known_site


def shown_keys(config: Config) -> dict[str, Any]:
    """An object for `stoppress key show --json` (docs/reference/commands.md). Raises KeyTrouble."""
    site = known_site()
    settled, latest = _of_store(config)
    if settled is None and not site.position and not has_keys(config.data):
        raise KeyTrouble("there is no signing key yet; the desk makes it with the first signature")
    keys = load_keys(config.data)
    host = settled or reader_host(config)
    origins = {SITE: first_origin(host, SITE)}
    origins |= {slug: signed.origin for slug, signed in sorted(latest.items())}
    signing = [key for key in keys if key.public not in site.retired]
    return {
        "host": host,
        "settled": settled is not None,
        "keys": [
            {
                "number": key.number,
                "file": str(folder(config.data) / f"signing-{key.number}"),
                "public": key.public.hex(),
                "state": _state(key, site),
            }
            for key in keys
        ],
        "logs": [
            {"slug": slug, "origin": origin, "vkeys": [str(key.vkey(origin)) for key in signing]}
            for slug, origin in origins.items()
        ],
    }


def _of_store(config: Config) -> tuple[str | None, dict[str, Signed]]:
    if not config.checkpoints_file.exists():  # looking must not make it
        return None, {}
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        return store.host(), store.latest()


def _state(key: Key, site: SiteState) -> str:
    if key.public in site.retired:
        return "retired"
    return "signs" if key.public in site.keys else "waits"
