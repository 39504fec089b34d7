"""The XML language as data: grammar tables, hardened parser and serialiser, NeXus paths, NX types, text rules.

Nothing in here does I/O, but for `schema.py`, which reads the package's own XSD once.
"""
