"""`Cache-Tag`: the name under which a cache is told to drop what may hold words that are gone."""

from __future__ import annotations

from tests.conformance.client import Address, get
from tests.conformance.conftest import MEDIA
from tests.edge.press import EPOCH, Press


def test_everything_of_a_coverage_that_is_kept_bears_its_tag(
    address: Address, live: str, press: Press
) -> None:
    press.publish("One", "Two")
    press.arrive(address)
    behind = f"{EPOCH}.{press.position - 1}"
    for path in ("/", "/page/1", "/?at=1", f"/after/{behind}", "/after/other.1"):
        answer = get(address, live + path)
        assert answer.headers["cache-tag"] == f"coverage-{press.slug}", path


def test_what_is_of_no_coverage_bears_the_tag_of_the_site(address: Address, press: Press) -> None:
    assert get(address, "/").headers["cache-tag"] == "site"


def test_pictures_bear_one_tag(address: Address, press: Press) -> None:
    assert get(address, f"/-/media/{MEDIA}").headers["cache-tag"] == "media"


def test_what_no_takedown_concerns_bears_none(address: Address, live: str, press: Press) -> None:
    asset = get(address, "/-/assets/reader-0123456789abcdef.js")
    assert "immutable" in asset.headers["cache-control"]
    for answer in (asset, get(address, "/nothing/"), get(address, f"{live}/?fbclid=1")):
        assert "cache-tag" not in answer.headers
