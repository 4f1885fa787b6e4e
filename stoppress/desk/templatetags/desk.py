"""What the desk's pages show besides their own matter."""

from __future__ import annotations

from django import template

from stoppress.desk.state_line import Line, line_now

register = template.Library()


@register.simple_tag
def state_now() -> Line:
    """How publishing and signing stand at this moment."""
    return line_now()
