"""Checking what a newsroom published: a live log by its address, or an archive on a disk.

It believes keys and hashes, never the site: so it knows no record and no Django, only
`stoppress.tlog` and `stoppress.lib`. docs/reference/archive.md says what is checked.
"""
