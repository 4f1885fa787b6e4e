"""Checking the whole record, from within and against what lies beside it. It changes nothing."""
