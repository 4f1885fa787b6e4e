"""Going on under another origin, where a log can never be signed again under the one it had.

That is so after a restore that could not bring back all that was signed, for an archive that was
taken in, and when a key was lost or stolen. The new origin says what it continues.
"""

from __future__ import annotations

from contextlib import closing

from stoppress.config import Config
from stoppress.notary import leaves, site_log
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.ledger import Ledger
from stoppress.notary.origins import SITE, host_of, origin_of, reader_host
from stoppress.notary.site_log import LogHead, Moved, SiteState, known_site
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind


def continue_log(config: Config, coverage_id: str, *, previous: LogHead | None = None) -> str:
    """Append the revision that opens the next origin of a coverage's log; the origin's name.

    `previous` is the head that the log goes on from: by default the last one that was signed here,
    else the last that the site log told. Raises Refused where there is none.
    """
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        site = known_site()
        host = _host(config, store, site)
        coverage = Coverage.objects.get(id=coverage_id)
        head = previous or _last(store, coverage.slug) or _told(site, coverage, host)
    if head is None:
        raise Refused(f"The log of /{coverage.slug}/ was never signed; it has nothing to continue.")
    said = {"origin": head.origin, "size": head.size, "root": head.root.hex()}
    append(coverage.id, Kind.CONTINUED, said)
    return origin_of(host, coverage.slug, head.origin)


def continue_site_log(config: Config, *, previous: LogHead | None = None) -> str:
    """The same for the site log."""
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        while True:
            site = known_site()
            host = _host(config, store, site)
            if not site.position and previous is None:
                raise Refused("The site log was never signed; it has nothing to continue.")
            head = previous or _last(store, SITE) or _whole(Ledger(SITE, leaves.of_site()), host)
            origin = origin_of(host, SITE, head.origin)
            try:
                site.write(site_log.continued(origin, head))
            except Moved:
                continue
            return origin


def _host(config: Config, store: CheckpointStore, site: SiteState) -> str:
    """The host that is settled; where the store that knew it was lost, as the site log has it."""
    settled = store.host()
    if settled is None and site.origin:
        settled = store.settle_host(host_of(site.origin))
    return settled or reader_host(config)


def _last(store: CheckpointStore, slug: str) -> LogHead | None:
    signed = store.last(slug)
    return LogHead(*signed.head) if signed else None


def _told(site: SiteState, coverage: Coverage, host: str) -> LogHead | None:
    """What the site log told of it last; where that is too old, all that the record has."""
    if coverage.id not in site.opened:
        return None
    whole = _whole(Ledger(coverage.slug, leaves.of_coverage(coverage.id)), host)
    told = site.heads.get(coverage.id)
    return told if told and told.origin == whole.origin else whole


def _whole(ledger: Ledger, host: str) -> LogHead:
    ledger.read_on(host, None)
    return LogHead(ledger.origin(host), ledger.size, ledger.root())
