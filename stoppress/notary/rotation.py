"""Changing the key: a second one beside it, the end of the first, another after a theft."""

from __future__ import annotations

from typing import Literal

from stoppress.config import Config
from stoppress.notary import site_log
from stoppress.notary.continuing import continue_log, continue_site_log
from stoppress.notary.keys import Key, destroy_key, load_keys, make_key
from stoppress.notary.site_log import known_site, write_now
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage

Reason = Literal["lost", "compromised"]


def rotate(config: Config) -> Key:
    """A new key, which signs beside the present one once the site log has named it.

    Raises KeyTrouble, and Refused where two sign already or none does yet.
    """
    site, keys = known_site(), load_keys(config.data)
    if not any(key.public in site.keys for key in keys):
        raise Refused("Nothing was signed yet with the key that is here; it need not be rotated.")
    if any(key.public not in site.retired for key in keys[1:]):
        raise Refused(
            f"Key {keys[-1].number} follows already; end the one before it with"
            " `stoppress key retire` first."
        )
    return make_key(config.data)


def retire(config: Config) -> tuple[Key, ...]:
    """End every key but the newest, and remove their files. Raises KeyTrouble and Refused."""
    *old, new = load_keys(config.data)
    if not old:
        raise Refused("There is one key only; `stoppress key rotate` makes the one to follow it.")
    if new.public not in known_site().keys:
        raise Refused(
            f"Key {new.number} does not sign yet; it does as soon as a desk has run. Then retire."
        )
    for key in old:
        write_now(site_log.key_retired(key.public, "rotated"))
        destroy_key(config.data, key)
    return tuple(old)


def replace(config: Config, reason: Reason) -> Key:
    """A new key for a new origin of every log: nothing that the old key signs counts any more.

    Raises Refused where nothing was ever signed. After a failure it can be run again.
    """
    before = known_site().keys
    if not before:
        raise Refused("Nothing was signed yet; there is no key to replace.")
    new = make_key(config.data)
    origin = continue_site_log(config)
    write_now(site_log.key_added(origin, new.public))
    for public in before:
        write_now(site_log.key_retired(public, reason))
    continue_all(config)
    for key in load_keys(config.data):
        if key.public in before:
            destroy_key(config.data, key)
    return new


def continue_all(config: Config) -> dict[str, str]:
    """Open the next origin of every coverage's log that was ever signed; slug: origin."""
    opened = known_site().opened
    slugs = Coverage.objects.filter(id__in=opened).values_list("id", "slug")
    return {slug: continue_log(config, coverage) for coverage, slug in slugs}
