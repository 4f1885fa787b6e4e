"""The record: an append-only log of what was published (docs/reference/record.md).

`append.append` is the only writer. Nothing here knows who reads: writing is publishing.
"""
