"""Decides what goes into a synchrotron's NeXus files and writes them.

The rooms, bottom up: `dialect` (the XML language as data), `merge`, `db`, `sources`, `h5`, then `configurator` and
`writer`, then the adapters (`cli`). Imports point down only; see docs/explanation/architecture.md.
"""

__version__ = "4.0.0"
