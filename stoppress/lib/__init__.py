"""Helpers that know nothing of journalism. It imports no Django and nothing of ours."""
