"""Rendering one element of the reader page, a post or a template. The same gives the same bytes."""

from __future__ import annotations

from typing import Any

from django.template.loader import get_template

from stoppress.projection.setting import Setting
from stoppress.projection.timeline import Post
from stoppress.projection.times import clock, when
from stoppress.projection.words import one_line


def render(template: str, **values: Any) -> str:
    """`reader/<template>.html`, without the template's own indentation and empty lines."""
    html = get_template(f"reader/{template}.html").render(values)
    lines = (line.strip() for line in html.split("\n"))
    return "\n".join(line for line in lines if line)


def render_post(post: Post, setting: Setting) -> str:
    """The element `post-<id>`, the same wherever the post is shown."""
    headline = "" if post.withdrawn else one_line(post.content.get("headline") or "")
    return render(
        "post",
        post=post,
        headline=headline,
        setting=setting,
        when=when(post, setting),
        marks=_marks(post),
        corrections=_corrections(post, setting),
    )


def render_times(post: Post, setting: Setting) -> dict[str, str]:
    """The elements, by id, that are all in a post that its coverage's setting can change."""
    times = {
        f"when-{post.id}": render("when", post=post, setting=setting, when=when(post, setting))
    }
    if not post.withdrawn:
        for correction in _corrections(post, setting):
            id = f"corrected-{post.id}-{correction['number']}"
            times[id] = render("stamp", post=post, correction=correction)
    return times


def _corrections(post: Post, setting: Setting) -> list[dict[str, Any]]:
    return [
        {"number": number, "said": correction, "clock": clock(correction.at, setting)}
        for number, correction in enumerate(post.corrections, start=1)
    ]


def _marks(post: Post) -> list[tuple[str, str]]:
    """What a post is besides: a class and the words for it. A kicker may have said it already."""
    marks = []
    if post.pinned:
        marks.append(("pinned", "Pinned"))
    if post.key:
        marks.append(("key", "Key event"))
    kicker = post.content.get("kicker") or ""
    if post.content.get("round_up") and kicker.casefold() != "round-up":
        marks.append(("sum", "Round-up"))
    return marks
