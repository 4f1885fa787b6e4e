"""Whether this installation may sign at all: its host, its keys, and a store that was not lost."""

from __future__ import annotations

from stoppress.config import Config
from stoppress.notary import site_log
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.keys import Key, KeyTrouble, has_keys, load_keys, make_key
from stoppress.notary.origins import SITE, origin_of, reader_host
from stoppress.notary.site_log import SiteState

STORE_LOST = (
    "checkpoints.sqlite does not know what was signed here; put the file back that belongs to this"
    " record, or, where it is lost, run `stoppress key continue --all`"
)


def ready_host(config: Config, store: CheckpointStore, site: SiteState) -> str:
    """The host of every origin, settled before the first signature. Raises KeyTrouble, OSError.

    Only where nothing was ever signed is a missing key made: later it is missing indeed.
    """
    host = store.host()
    if host is not None:
        return host
    if site.position:
        raise KeyTrouble(STORE_LOST)
    if not has_keys(config.data):
        make_key(config.data)
    load_keys(config.data)  # nothing is settled that could not be signed
    return store.settle_host(reader_host(config))


def keys_in_force(config: Config, site: SiteState, host: str) -> tuple[Key, ...]:
    """The keys that sign now: those that the site log names. Raises KeyTrouble and Moved.

    A key that is new here is named there first; the one before it signs that as well.
    """
    keys = load_keys(config.data)
    if site.keys and not any(key.public in site.keys for key in keys):
        raise KeyTrouble(
            "none of the keys here is one that signs this site's logs; put the right file back,"
            " or, where it is lost, run `stoppress key replace --reason lost`"
        )
    origin = origin_of(host, SITE, site.continued.origin if site.continued else None)
    for key in keys:
        if key.public not in site.keys | site.retired:
            site.write(site_log.key_added(origin, key.public))
    found = tuple(key for key in keys if key.public in site.keys)
    if not found:
        raise KeyTrouble("every key here is retired; run `stoppress key replace --reason lost`")
    return found
