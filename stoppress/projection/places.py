"""Which posts stand on which page.

Older pages are cut from the oldest in the order of the page, fifty a page, so that they never shift
but where an editor reorders; the front page holds the rest, and at least fifty where there are as
many.
"""

from __future__ import annotations

from stoppress.projection.timeline import Post, Timeline

PAGE = 50  # posts


def older_pages(posts: int) -> int:
    """How many older pages a coverage of `posts` posts has; they are numbered 1 … this."""
    return max(0, posts // PAGE - 1)


def place_of(timeline: Timeline, id: str) -> int:
    """The index of a post in the order of the page, 0 for the oldest.

    It is sought from where the post would be had nothing been reordered, so it is mostly there.
    """
    order, guess = timeline.order, timeline.posts[id].ordinal - 1
    for distance in range(len(order)):
        for place in (guess - distance, guess + distance):
            if 0 <= place < len(order) and order[place] == id:
                return place
    raise ValueError(f"post {id} has no place in the order")


def page_of(timeline: Timeline, id: str) -> int:
    """The number of the page that the post is on as soon as that page exists."""
    return place_of(timeline, id) // PAGE + 1


def on_front(timeline: Timeline) -> list[Post]:
    """The posts of the front page, newest first."""
    first = older_pages(len(timeline.order)) * PAGE
    return [timeline.posts[id] for id in timeline.order[first:][::-1]]


def on_page(timeline: Timeline, number: int) -> list[Post]:
    """The posts of older page `number`, newest first."""
    ids = timeline.order[(number - 1) * PAGE : number * PAGE]
    return [timeline.posts[id] for id in reversed(ids)]


def front_address(slug: str) -> str:
    return f"/{slug}/"


def page_address(slug: str, number: int) -> str:
    return f"/{slug}/page/{number}"


def permalink(slug: str, post: Post) -> str:
    return f"/{slug}/posts/{post.id}"


def place_address(timeline: Timeline, post: Post) -> str:
    """The link to `post` in its place: on the front page a mere fragment, else its older page."""
    number = page_of(timeline, post.id)
    if number > older_pages(len(timeline.order)):
        return f"#post-{post.id}"
    return f"{page_address(timeline.slug, number)}#post-{post.id}"
