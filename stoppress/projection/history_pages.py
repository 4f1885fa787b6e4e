"""The history page of one post: each of its versions, and what changed between them.

So far it leads to the post as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from stoppress.projection.places import permalink
from stoppress.projection.regions import Standing
from stoppress.projection.site import Site
from stoppress.projection.timeline import Post
from stoppress.public_store import Publication
from stoppress.record.history import Published


def put_history(
    publication: Publication,
    site: Site,
    standing: Standing,
    post: Post,
    revisions: Sequence[Published],
) -> None:
    """Write `/<slug>/posts/<id>/history`, undated, from all that was done to `post` and is public.

    Called once for each post that a publication changed. Words that are gone are not in
    `revisions`; where those now shown are gone, the page is a `410` and this is not called.
    """
    slug = standing.timeline.slug
    address = permalink(slug, post)
    publication.put_page(f"{address}/history", [], slug=slug, status=302, location=address)
