"""Backups of a newsroom and their way back (docs/reference/backup.md).

A backup is never trusted: what is copied is checked, and what was published since is looked for.
"""
