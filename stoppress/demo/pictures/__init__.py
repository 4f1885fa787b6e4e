"""The demo's drawings, one module each, made by code when they are wanted: no binary files here.

Every drawing is a function without arguments that gives the same pixels each time.
"""
