"""The import name of the peers' tools, as far as stored scripts need it: the HDF5 layer (writer §17).

```
 filewriter, h5pywriter ─► nxsconfig.h5.objects
```
"""

from nxsconfig import __version__

__all__ = ["__version__"]
