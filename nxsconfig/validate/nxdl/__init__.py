"""The NeXus definitions, and what they say about a configuration or a file.

```
 definitions/*.nxdl.xml ─► Definitions ─┬─► matching ─► rules NX50x, NX51x
 configuration, HDF5 file ─► Tree ──────┴─► coverage ─► rows of an application definition, rules NX58x
```
"""

from nxsconfig.validate.nxdl.catalogue import Definitions, pinned
from nxsconfig.validate.nxdl.coverage import Row, coverage
from nxsconfig.validate.nxdl.model import Need
from nxsconfig.validate.nxdl.tree import Node, Tree

__all__ = ["Definitions", "Need", "Node", "Row", "Tree", "coverage", "pinned"]
