"""Filters for copy in the reader's templates. Plain text is escaped by Django itself."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from stoppress.projection.times import Clock
from stoppress.record.content.inline import clean_inline, is_web_address

register = template.Library()


@register.filter
def inline(html: str) -> SafeString:
    """Inline HTML, cleaned once more on its way out: the record may be older than a rule."""
    return mark_safe(clean_inline(html))


@register.filter
def run_in(label: str) -> str:
    """A run-in heading with its one colon."""
    return f"{label.rstrip(' :')}:"


@register.filter
def web(url: str | None) -> bool:
    """Whether a link may lead there; asked again here, as with inline HTML."""
    return isinstance(url, str) and is_web_address(url)


@register.filter
def clock(said: Clock) -> SafeString:
    """An instant as an element: words for people, RFC 3339 for machines."""
    words = f"{said.utc} · {said.local}" if said.local else said.utc
    return format_html('<time datetime="{}" dir="auto">{}</time>', said.iso, words)
