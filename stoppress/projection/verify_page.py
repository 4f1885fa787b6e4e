"""The page `/-/verify`, which checks a coverage in the reader's browser. The same for every one."""

from __future__ import annotations

from stoppress.projection.shells import Face, Head, shell
from stoppress.projection.site import Site
from stoppress.public_store import Publication

PATH = "/-/verify"


def put_verify_page(publication: Publication, site: Site) -> None:
    """Write it, undated; it follows from the site's settings and assets alone."""
    about = "Check the signed record of a coverage in your browser."
    head = Head(f"Check the record – {site.name}", about, PATH, sort="website")
    shell(Face("verify", site, head), "verify", {}).put(publication, PATH, slug="")
