"""The notary: signs the logs of the coverages and of the site, and remembers what it signed.

It reads the record and writes checkpoints; publishing never waits for it. docs/reference/log.md.
"""
