"""The archive of a coverage (docs/reference/archive.md): writing one from what is public.

It reads the public store alone, so nothing that is not public can get into an archive. `verify.py`
beside this goes into each archive as it is, and imports nothing of ours.
"""
