"""A witness of others' logs (C2SP tlog-witness): it cosigns what continues what it saw, only that.

A program of its own for whoever watches over a log; a newsroom does not run it for itself. It
imports `stoppress.tlog` and `stoppress.lib`, and no Django.
"""
