"""The notice that stands where a post's words are not shown: what was done, why, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from stoppress.projection.setting import Setting
from stoppress.projection.timeline import Content, Post
from stoppress.projection.times import in_words

REASONS = {
    "legal": ", for legal reasons",
    "privacy": ", to protect somebody’s privacy",
    "safety": ", for somebody’s safety",
    "error": ", because it was published in error",
}


@dataclass(frozen=True)
class Notice:
    """`said` is the notice, `to` where the post goes on, `words` what the desk says of it."""

    said: str
    words: str = ""
    to: Content | None = None


def notice_of(post: Post, setting: Setting) -> Notice | None:
    """Null for a post that is shown."""
    if post.is_shown:
        return None
    if post.moved:
        is_told = post.says(post.moved.position)
        to = post.moved.to if is_told and post.moved.to.get("slug") else None
        note = (post.moved.note or "") if is_told else ""
        return Notice("This post has moved to" if to else "This post has moved", note, to)
    if post.standing == "withdrawn" and post.withdrawn:
        is_told = post.says(post.withdrawn.position)
        return Notice("This post was withdrawn", post.withdrawn.reason if is_told else "")
    if post.standing == "lost":
        return Notice("The words of this post were lost", "A restore could not bring them back.")
    return _purge_notice(post, setting)


def _purge_notice(post: Post, setting: Setting) -> Notice:
    said = f"This post was {post.standing}"
    if post.purge is None or post.purge.at is None:
        return Notice(said)
    day = in_words(post.purge.at.astimezone(setting.zone_info or UTC).date())
    why = REASONS.get(post.purge.reason or "", "")
    return Notice(f"{said}{why}{',' if why else ''} on {day}", post.purge.note or "")
