"""The stream through what stands in front: at once, unbroken, in the encoding that suits."""

from __future__ import annotations

import pytest

from bench.proxies import CONF
from bench.relay import Relay
from tests.edge.press import Press
from tests.edge.process import EdgeProcess
from tests.proxies.conftest import BARE_VCL, Putter
from tests.proxies.following import following

# What operators also have: each must leave the stream as it is.
_NGINX = (CONF / "nginx.conf").read_text("utf-8")
# What a newcomer writes: HTTP/1.0 to the edge, and all of it buffered, were it not for our header.
_BARE_NGINX = "server { listen 80; location / { proxy_pass http://127.0.0.1:8000; } }"
_FRONTS = {
    "nginx as it comes": ("nginx", _BARE_NGINX),
    "nginx": ("nginx", ""),
    # Only our header tells it not to hold back.
    "nginx, buffering left on": ("nginx", _NGINX.replace("proxy_buffering off;", "")),
    # It asks for gzip in every reader's name, and takes it apart for those who want none.
    "nginx, gunzip": (
        "nginx",
        _NGINX.replace("gzip off;", "gunzip on; proxy_set_header Accept-Encoding gzip;"),
    ),
    "nginx, gzip on": ("nginx", _NGINX.replace("gzip off;", "gzip on; gzip_types *;")),
    "varnish, piped": ("varnish", ""),
    "varnish, passed": ("varnish", BARE_VCL),
    "caddy": ("caddy", ""),
}


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("front", _FRONTS)
def test_line_14_each_event_comes_at_once_to_those_who_join_in_the_middle(
    front: str, encoding: str, put_before: Putter, edge: EdgeProcess, press: Press
) -> None:
    name, text = _FRONTS[front]
    texts = {"text": text} if text else {}
    with put_before(name, edge.address().port, **texts) as address:
        stream = f"/{press.slug}/stream"
        with following(address, stream, encoding) as first:
            first.named("hello")
            one = press.publish("One")
            assert first.named("change").data.encode() == one[0]
            with following(address, stream, encoding) as later:
                later.named("hello")
                more = press.publish("Two") + press.publish("Three")
                for reader in (first, later):
                    assert [reader.named("change").data.encode() for _ in more] == more
                    reader.named("hb")
                    if encoding == "identity":
                        assert reader.headers["content-encoding"] is None


def test_a_proxy_that_names_itself_is_given_it_plain(
    put_before: Putter, relay: Relay, press: Press
) -> None:
    """nginx and Varnish are told to; Caddy does so by itself in newer versions."""
    text = _NGINX.replace("gzip off;", 'gzip off; proxy_set_header Via "1.1 nginx";')
    with (
        put_before("nginx", relay.port, text=text) as address,
        following(address, f"/{press.slug}/stream", "gzip") as reader,
    ):
        reader.named("hello")
        assert b"Via: 1.1 nginx" in relay.heads[-1]
        assert reader.headers["content-encoding"] is None


def test_directly_it_is_packed(edge: EdgeProcess, press: Press) -> None:
    with following(edge.address(), f"/{press.slug}/stream", "gzip") as reader:
        reader.named("hello")
        assert reader.headers["content-encoding"] == "gzip"
