"""Lines as pages may have them: typical ones in any order, and any text at all."""

from __future__ import annotations

from hypothesis import strategies as st

_TYPICAL = st.sampled_from(
    [
        "", "", "", "", "River still rising today", "River falls at last", "What we know so far",
        "It rose by a foot.", "The mayor said that the dykes would hold.", "“They hold.”",
        "Here's what you need to know.", "Is the worst over by now?", "12 Posts", "Page 1 of 2",
        "Load more", "Share", "Related", "Our own pick", "Read more:", "The mayor wrote:",
        "• The dyke: It holds.", "- It rains", "1. First of all", "2. Second to none",
        "14:05 GMT", "14:05 GMT, May 4, 2026", "4 May 2026", "2 hours ago", "By Ann Lee",
        "From The Bank's Ann Lee", "01:23 - Source: The Bank", "A boat. (Photo by Ann Lee)",
        "Ann Lee/The Bank", "https://example.org/a.png", "Read more: Old floods",
        "14:05 GMT – A line", "Rain published at 14:05 GMT", "Background: It is an old river.",
        "— Ann (@ann) May 4, 2026", "Updated 14:05 GMT", "A boat on the river on May 4.",
        "The Bank could not independently verify this.", "You can read more here.",
        "A day at the river, live | The Bank", "A day at the river, live",
    ]
)  # fmt: skip
_ANY = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)
LINES = st.lists(st.one_of(_TYPICAL, _TYPICAL, _ANY), max_size=40)
