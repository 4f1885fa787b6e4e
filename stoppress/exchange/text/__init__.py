"""Live pages captured as plain text, of any make and in several languages."""

from stoppress.exchange.text.reading import read_text

__all__ = ["read_text"]
