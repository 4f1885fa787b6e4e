"""The edge: what readers' requests come to (docs/reference/stream.md is its contract).

One asyncio protocol on uvloop. It reads the public store and nothing else, writes nothing, renders
nothing: it concatenates bytes.
"""
