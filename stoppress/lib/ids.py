"""Public names: random, so that nothing can be counted or guessed from them; and addresses."""

from __future__ import annotations

import re
import secrets
import unicodedata

# No vowels and no look-alikes: an id never spells a word and survives being read out on the phone.
_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
_ID_LENGTH = 12  # 57 bits
SLUG = re.compile(r"[a-z0-9](?:-?[a-z0-9])*\Z")
SLUG_MAX = 80


def new_id() -> str:
    """A random public id, `[a-z0-9]{12}`."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def is_slug(text: str) -> bool:
    """Whether `text` can be the address of a coverage."""
    return len(text) <= SLUG_MAX and SLUG.match(text) is not None


def slug_from(title: str) -> str:
    """An address made of a title's words; a random id where the title has no Latin letters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:SLUG_MAX]
        if len(longer) > SLUG_MAX:
            break
        slug = longer
    return slug or new_id()
