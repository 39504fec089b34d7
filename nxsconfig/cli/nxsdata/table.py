"""The sub-commands of nxsdata as data, in the order of the top help; read for each ``--help``."""

import click

from nxsconfig.cli.subcommands import JSON, NO_NEWLINES, TANGO_SYSTEM, NewOption, Outline, SubCommand

SERVER = click.Option(["-s", "--server"], metavar="DEVICE", help="the data writer; default: the running one")
EXIT = NewOption(["--strict"], is_flag=True, help="exit 255 instead of 0 when the writer can't be reached")

_STEPS = "nxsconfig.cli.nxsdata.steps"


def _argument(metavar: str) -> click.Argument:
    return click.Argument(["text"], required=False, default="", metavar=metavar)


NXSDATA = Outline(
    "nxsdata",
    "Tells a data writer in the Tango system to open files and entries, to take points, and to close them.",
    (
        SubCommand(
            "openfile",
            f"{_STEPS}:open_file",
            "open or create a file, after closing and forgetting everything else",
            (_argument("[FILE]"), SERVER, EXIT),
            "nxsdata openfile /data/scan_00012.nxs\nnxsdata openfile -s p09/nxsdatawriter/exp01 scan.nxs:/run:NXentry",
            piped=False,
        ),
        SubCommand(
            "setdata",
            f"{_STEPS}:set_data",
            "set the values that hold for the whole scan",
            (_argument("[JSON]"), SERVER, EXIT),
            'nxsdata setdata \'{"data": {"title": "first light"}}\'\nnxsdata setdata < values.json',
            piped=False,
        ),
        SubCommand(
            "openentry",
            f"{_STEPS}:open_entry",
            "create the entry of a configuration and write its INIT values",
            (_argument("[XML]"), SERVER, EXIT),
            'nxsconfig get slit1 source | nxsdata openentry\nnxsdata openentry "$(cat configuration.xml)"',
            piped=False,
        ),
        SubCommand(
            "record",
            f"{_STEPS}:record",
            "take one point",
            (_argument("[JSON]"), SERVER, EXIT),
            'nxsdata record\nnxsdata record \'{"data": {"counts": 17}, "triggers": ["slow"]}\'',
            piped=False,
        ),
        SubCommand(
            "closefile",
            f"{_STEPS}:close_file",
            "close the file",
            (SERVER, EXIT),
            "nxsdata closefile",
            piped=False,
        ),
        SubCommand(
            "closeentry",
            f"{_STEPS}:close_entry",
            "write the FINAL values of the entry",
            (SERVER, EXIT),
            "nxsdata closeentry",
            piped=False,
        ),
        SubCommand(
            "servers",
            "nxsconfig.cli.nxsdata.looking:servers",
            "list the data writers that run in the Tango system",
            (TANGO_SYSTEM, NO_NEWLINES, JSON),
            "nxsdata servers\nnxsdata servers -s haso000:10000",
            piped=False,
        ),
        SubCommand(
            "status",
            "nxsconfig.cli.nxsdata.looking:status",
            "show the state and the file of a data writer",
            (SERVER, EXIT, JSON),
            "nxsdata status\nnxsdata status -s p09/nxsdatawriter/exp01 --json",
            piped=False,
        ),
    ),
    "nxsconfig.cli.nxsdata.problems:explain",
)
"""Scripts written for nxstools know the first six."""
