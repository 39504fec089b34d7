"""The import name of the peers' configuration server, handed on to nxsconfig (config-server §1, §3).

```
 XMLConfigurator ─► nxsconfig.configurator.server.ConfigServer       Merger ─► nxsconfig.merge
 MYSQLDataBase ───► nxsconfig.db                                     NXSConfigServer, main ─► nxsconfig.tango
        └── errors leave as nxsconfigserver.Errors.* (_border.py)
```
Importing it loads no Tango; only `main`, `run` and the module `NXSConfigServer` do.
"""

from collections.abc import Sequence

from nxsconfigserver.Release import __version__

__all__ = ["__version__", "main", "run"]


def run(argv: Sequence[str]) -> None:
    """Serve as a Tango device server until told to stop; `argv` as in `sys.argv`, the name of the program first."""
    from nxsconfig.tango.configserver.main import main as serve  # noqa: PLC0415  Tango only where it is served

    serve(argv[1:])


def main() -> None:
    """The program NXSConfigServer, whose script nxsconfig itself installs."""
    from nxsconfig.tango.configserver.main import main as serve  # noqa: PLC0415  Tango only where it is served

    serve()
