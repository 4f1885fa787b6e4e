"""Which posts stand on which page.

Older pages are cut by creation ordinal from the oldest, fifty a page, so that they never shift;
the front page holds the rest, and at least fifty where there are as many.
"""

from __future__ import annotations

from stoppress.projection.timeline import Post, Timeline

PAGE = 50  # posts


def older_pages(posts: int) -> int:
    """How many older pages a coverage of `posts` posts has; they are numbered 1 … this."""
    return max(0, posts // PAGE - 1)


def page_of(post: Post) -> int:
    """The number of the page that `post` is on as soon as that page exists."""
    return (post.ordinal - 1) // PAGE + 1


def on_front(timeline: Timeline) -> list[Post]:
    """The posts of the front page, newest first."""
    first = older_pages(len(timeline.posts)) * PAGE
    return list(timeline.posts.values())[first:][::-1]


def on_page(timeline: Timeline, number: int) -> list[Post]:
    """The posts of older page `number`, newest first."""
    return list(timeline.posts.values())[(number - 1) * PAGE : number * PAGE][::-1]


def front_address(slug: str) -> str:
    return f"/{slug}/"


def page_address(slug: str, number: int) -> str:
    return f"/{slug}/page/{number}"


def permalink(slug: str, post: Post) -> str:
    return f"/{slug}/posts/{post.id}"


def place_address(timeline: Timeline, post: Post) -> str:
    """The link to `post` in its place: on the front page a mere fragment, else its older page."""
    number = page_of(post)
    if number > older_pages(len(timeline.posts)):
        return f"#post-{post.id}"
    return f"{page_address(timeline.slug, number)}#post-{post.id}"
