"""The import name of the peers' data writer, handed on to nxsconfig (writer §1).

```
 TangoDataWriter ─► nxsconfig.writer.DataWriter          NXSWriter, main, run ─► nxsconfig.tango.datawriter
        └── errors leave as nxswriter.Errors.*           NXSFromXML ───────────► nxsconfig.cli.nxsfromxml
 DataSources, DecoderPool, Types: what plug-ins of beamlines are made of
```
Importing it loads no Tango; only `main`, `run` and the module `NXSWriter` do.
"""

from collections.abc import Sequence

from nxswriter.Release import __version__

__all__ = ["__version__", "main", "run"]


def run(argv: Sequence[str]) -> None:
    """Serve as a Tango device server until told to stop; `argv` as in `sys.argv`, the name of the program first."""
    from nxsconfig.tango.datawriter.main import main as serve  # noqa: PLC0415  Tango only where it is served

    serve(argv[1:])


def main() -> None:
    """The program NXSDataWriter, whose script nxsconfig itself installs."""
    from nxsconfig.tango.datawriter.main import main as serve  # noqa: PLC0415  Tango only where it is served

    serve()
