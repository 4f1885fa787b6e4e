"""What stands in an archive's README.txt: for somebody who never heard of us."""

from __future__ import annotations

from stoppress.exchange.archive.taking import Taken

_TEXT = """\
{line}
An archive of live coverage
{line}

This is a complete copy of one live coverage: a page to which a newsroom added
posts while something was happening. It is of
  {origin}
as it stood at position {position} (that many things had been published,
changed or withdrawn by then), the last of them at {at}.

To read it
  Open index.html in a browser. It needs no network. Pictures are in media/.

To check it
  python3 verify.py
  Python 3.10 or newer is all that it takes; nothing is fetched from anywhere.
  {signed}

What is here
  index.html, media/   the coverage to read
  record/              everything that was ever published in it, in order
    tile/entries/      one short record ("leaf") for each change: when, of which
                       post, and a fingerprint of the words
    contents/          the words themselves, one line for each leaf, as JSON.
                       Words that were taken away by law or for somebody's
                       safety are not here; a later leaf says which and why.
    tile/              the fingerprints of the leaves, as a tree (RFC 6962)
    checkpoint         the root of that tree, signed by the newsroom
  site/                the same for the list of all its coverages and keys
  keys                 the newsroom's public keys
  manifest             the fingerprint of each file here, signed
  verify.py            the checker: read it, it is short

The formats are those of https://c2sp.org/tlog-tiles and
https://c2sp.org/signed-note; what the leaves and contents say is described in
docs/reference/ of Stoppress, the program that made this. `stoppress verify`
checks an archive too, and `stoppress import` takes it into a newsroom again.
"""
_SIGNED = """\
To be sure whose it is, compare the key with one that you have from elsewhere:
  python3 verify.py --key VKEY"""
_UNSIGNED = """\
This copy is not signed: that shows whether it is whole in itself, not
  whether it is what was published."""


def readme(taken: Taken, origin: str, is_signed: bool) -> bytes:
    """The text, UTF-8."""
    text = _TEXT.format(
        line="=" * 27,
        origin=origin,
        position=f"{taken.position:,}",
        at=taken.at,
        signed=_SIGNED if is_signed else _UNSIGNED,
    )
    return text.encode()
