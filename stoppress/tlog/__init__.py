"""Transparency logs as C2SP specifies them: tree, tiles, signed notes, witnesses, forks.

A plain library (docs/reference/log.md): it knows nothing of journalism, and imports nothing of ours
nor Django, only the standard library and `cryptography`. What it cannot do is trust: callers bring
the keys. Each error is a `LogError` whose text is one sentence.
"""
