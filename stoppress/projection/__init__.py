"""The projection: what the public may see, made from the record and always rebuildable.

`fold` turns revisions into a timeline, the renderers turn timelines into bytes, `publish` writes
them to the public store, `follow` does so whenever the record grows.
"""
