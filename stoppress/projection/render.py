"""Rendering one element of the reader page, a post or a template. The same gives the same bytes."""

from __future__ import annotations

from typing import Any

from django.template.loader import get_template

from stoppress.projection.notices import notice_of
from stoppress.projection.setting import Setting
from stoppress.projection.shared import threads_of
from stoppress.projection.timeline import Post
from stoppress.projection.times import clock, when
from stoppress.projection.words import blocks_of, one_line


def render(template: str, **values: Any) -> str:
    """`reader/<template>.html`, without the template's own indentation and empty lines."""
    html = get_template(f"reader/{template}.html").render(values)
    lines = (line.strip() for line in html.split("\n"))
    return "\n".join(line for line in lines if line)


def render_post(post: Post, setting: Setting) -> str:
    """The element `post-<id>`, the same wherever the post is shown."""
    return render(
        "post",
        post=post,
        setting=setting,
        when=when(post, setting),
        headline=one_line(post.copy.get("headline") or "") if post.is_shown else "",
        notice=notice_of(post, setting),
        marks=_marks(post),
        corrections=_corrections(post, setting),
        blocks=_blocks(post, setting),
        threads=threads_of(post.copy, post.things) if post.is_shown else [],
        has_history=post.revision > 1 and post.standing not in ("withheld", "removed"),
    )


def render_times(post: Post, setting: Setting) -> dict[str, str]:
    """The elements, by id, that are all in a post that its coverage's setting can change."""
    times = {
        f"when-{post.id}": render("when", post=post, setting=setting, when=when(post, setting))
    }
    notice = notice_of(post, setting)
    if notice is not None:
        times[f"head-{post.id}"] = render("notice", post=post, notice=notice)
        return times
    dated = [*_corrections(post, setting), *_blocks(post, setting)]
    stamps = [one["stamp"] for one in dated if one.get("stamp")]
    return times | {stamp["id"]: render("stamp", stamp=stamp) for stamp in stamps}


def _corrections(post: Post, setting: Setting) -> list[dict[str, Any]]:
    """Its corrections and clarifications; `said` null where their words are shown nowhere."""
    return [
        {
            "sort": "Clarification" if correction.is_clarification else "Correction",
            "said": correction if post.says(correction.position) else None,
            "stamp": {
                "id": f"corrected-{post.id}-{number}",
                "clock": clock(correction.at, setting),
            },
        }
        for number, correction in enumerate(post.corrections, start=1)
    ]


def _blocks(post: Post, setting: Setting) -> list[dict[str, Any]]:
    """Its blocks; those of shared things that have changed here say when."""
    blocks = []
    for number, block in enumerate(blocks_of(post), start=1):
        stamp = None
        if changed_at := block.get("changed_at"):
            stamp = {
                "id": f"changed-{post.id}-{number}",
                "words": "Changed",
                "clock": clock(changed_at, setting),
            }
        blocks.append({**block, "stamp": stamp})
    return blocks


def _marks(post: Post) -> list[tuple[str, str]]:
    """What a post is besides: a class and the words for it. A kicker may have said it already."""
    marks = []
    if post.pinned:
        marks.append(("pinned", "Pinned"))
    if post.key:
        marks.append(("key", "Key event"))
    kicker = post.copy.get("kicker") or ""
    if post.copy.get("round_up") and kicker.casefold() != "round-up":
        marks.append(("sum", "Round-up"))
    return marks
