"""Taking our own archive in, verbatim."""
