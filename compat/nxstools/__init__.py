"""The import name of the peers' tools, handed on to nxsconfig (writer §17, cli-config §7).

```
 filewriter, h5pywriter ─► nxsconfig.h5.objects        nxsparser ──────► nxsconfig.configurator.rows, cli.tables
 nxsconfig, nxsdata ─────► nxsconfig.cli               nxsdevicetools ─► nxsconfig.cli.sessions
```
"""

from nxsconfig import __version__

__all__ = ["__version__"]
