"""The coverage as one page that opens from the disk: its pages joined, with nothing to be fetched.

No script, its style inside, pictures beside it, and a policy in its head that forbids the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

_LEFT_OUT = (
    "script, link, button, label.follow, nav#pager, #told, [hidden], .history,"
    ' meta[property], meta[name="robots"]'
)
_POLICY = "default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'"
_MEDIA = "/-/media/"
_POST = re.compile(r"(?:/(?P<slug>[^/#]+)/(?:page/\d+|posts/(?P<id>[^/#]+))?)?(?:#(?P<place>.+))?")


def static_page(pages: Sequence[bytes], slug: str, style: str, said: str) -> bytes:
    """One page of `pages`: the front, then the older ones, newest first.

    `said` is a plain sentence for its top and foot, which tells what one is looking at.
    """
    # All are kept until the end: nodes that were put into another page may still be theirs.
    front, *older = parsed = [LexborHTMLParser(page) for page in pages]
    base = _base(front, slug)
    _join(front, older)
    for node in front.css(_LEFT_OUT):
        node.decompose()
    _rewrite_links(front, slug, base)
    _rewrite_pictures(front)
    _finish_head(front, style, base and f"{base}/{slug}/")
    for old in front.css("#past > *"):
        old.decompose()
    for where, tag in (("#past", "bdi"), ("footer.site", "p")):
        place = front.css_first(where)
        if place is not None:
            place.insert_child(_made(f"<{tag}>{escape(said)}</{tag}>", tag))
    whole = parsed[0].html or ""
    return whole.encode()


def _base(page: LexborHTMLParser, slug: str) -> str:
    """The site's public address, as the page says it; empty where it does not."""
    link = page.css_first('link[rel="canonical"]')
    address = (link.attributes.get("href") if link else None) or ""
    ending = f"/{slug}/"
    is_known = address.startswith(("http://", "https://")) and address.endswith(ending)
    return address.removesuffix(ending) if is_known else ""


def _join(front: LexborHTMLParser, older: Sequence[LexborHTMLParser]) -> None:
    """Put the posts of the older pages below those of the front, each once."""
    timeline = front.css_first("#timeline")
    if timeline is None:
        return
    there = {node.id for node in timeline.css("article")}
    for page in older:
        for post in page.css("#list article"):
            if post.id not in there:
                there.add(post.id)
                timeline.insert_child(post)


def _rewrite_links(page: LexborHTMLParser, slug: str, base: str) -> None:
    there = {node.id for node in page.css("[id]")}
    for link in page.css("a"):
        address = link.attributes.get("href") or ""
        if address.startswith(("http://", "https://", "mailto:")):
            continue
        place = _place(address, slug, there)
        if place:
            link.attrs["href"] = place
        elif base and address.startswith("/"):
            link.attrs["href"] = base + address
        else:
            link.unwrap()


def _place(address: str, slug: str, there: set[str | None]) -> str:
    """Where an address of the coverage is on this page; empty where it is not."""
    found = _POST.fullmatch(address)
    if found is None or found["slug"] not in (None, slug):
        return ""
    wanted = found["place"] or (f"post-{found['id']}" if found["id"] else "coverage")
    return f"#{wanted}" if wanted in there else ""


def _rewrite_pictures(page: LexborHTMLParser) -> None:
    for picture in page.css("img"):
        for key in ("src", "srcset"):
            value = picture.attributes.get(key)
            if value:
                picture.attrs[key] = value.replace(_MEDIA, "media/")


def _finish_head(page: LexborHTMLParser, style: str, address: str) -> None:
    head = page.head
    if head is None:
        return
    # `</style` cannot stand in a style sheet of ours; were it there, it would end the element.
    style = style.replace("</", "<\\/")
    made = [
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        f"<style>{style}</style>",
    ]
    if address:
        made.insert(1, f'<link rel="canonical" href="{escape(address)}">')
    for text in made:
        head.insert_child(_made(text, text[1:].partition(" ")[0].partition(">")[0]))


def _made(text: str, tag: str) -> LexborNode:
    found = LexborHTMLParser(text).css_first(tag)
    assert found is not None
    return found
