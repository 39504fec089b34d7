"""The options of nxsfromxml, and the border where every failure becomes one line and an exit code (writer §4)."""

import os
import textwrap
from collections.abc import Sequence
from typing import TextIO

import click

from nxsconfig.cli.nxsfromxml.request import Request
from nxsconfig.cli.program import PeerCommand
from nxsconfig.cli.streams import Stop, drop_output, flush, pipe, say, talk, use_utf8
from nxsconfig.cli.subcommands import NewOption

PROGRAM = "nxsfromxml"

_HELP_NAMES = ["-h", "--help"]
_GLUE = "\0"
"""Stands for a blank at which no line is broken."""


def _flag(*names: str, text: str) -> click.Option:
    return click.Option(names, is_flag=True, help=text)


def _value(*names: str, metavar: str, text: str) -> click.Option:
    return click.Option(names, metavar=metavar, help=text)


PARAMETERS: tuple[click.Parameter, ...] = (
    click.Argument(["xml_config"], required=False, metavar="[XML]"),
    _value("-x", "--xml-file", metavar="XMLFILE", text="the configuration; else the argument XML, else standard input"),
    _value("-p", "--parent", metavar="PARENT", text="the NeXus file; FILE:/PATH puts everything below a group"),
    _value("-d", "--data", metavar="DATA", text="values by name: a JSON object; they win over those of the file of -j"),
    _value("-j", "--json-file", metavar="JSONFILE", text='values as {"data": {…}}; read again for each point'),
    _value("-t", "--time", metavar="TIME", text="seconds between two points, default 1"),
    _value("-n", "--nrecords", metavar="NRECORDS", text="how many points are taken, default 1"),
    _flag("-v", "--verbose", text="say what is done"),
    _flag("-a", "--append", text="go on with the entry that is in the file; INIT and FINAL values are left alone"),
    _flag("-r", "--no-nexus-logs", text="without the group nexus_logs"),
    click.Option(["--h5cpp"], is_flag=True, expose_value=False, help="means nothing here; files are written by h5py"),
    click.Option(["--h5py"], is_flag=True, expose_value=False, help="the same"),
    NewOption(["--json"], is_flag=True, help="print JSON: the file, and what was recorded into it"),
)

_EXAMPLES = """
nxsconfig get slit1 source | nxsfromxml -p scan.nxs -d '{"title": "test"}'
nxsfromxml -x configuration.xml -p scan.nxs:/run:NXentry -j values.json -n 10 -t 0.5
"""


class _Command(PeerCommand):
    """Its usage names all options, as scripts' authors know it."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """In argparse's spelling and with its line breaks."""
        formatter.write(f"{usage(ctx)}\n")


def usage(ctx: click.Context) -> str:
    """``usage: nxsfromxml [-h] …`` on as many lines as it takes."""
    given = [one for one in PARAMETERS if isinstance(one, click.Option)]
    parts = [f"[{min(one.opts, key=len)}{'' if one.is_flag else f' {one.make_metavar(ctx)}'}]" for one in given]
    line = " ".join(part.replace(" ", _GLUE) for part in ["[-h]", *parts, "[xml_config]"])
    start = f"usage: {PROGRAM} "
    return textwrap.fill(line, 78, initial_indent=start, subsequent_indent=" " * len(start)).replace(_GLUE, " ")


def build() -> PeerCommand:
    """The program; nothing that it needs to run is imported yet."""
    return _Command(
        PROGRAM,
        callback=_record,
        params=list(PARAMETERS),
        help="Creates a NeXus file, or an entry in one, from an XML configuration.",
        epilog="\b\nexamples:\n" + "\n".join(f"  {line}" for line in _EXAMPLES.strip().splitlines()),
        context_settings={"help_option_names": _HELP_NAMES},
    )


def _context() -> click.Context:
    return click.Context(build(), info_name=PROGRAM, help_option_names=_HELP_NAMES)


def run(args: Sequence[str]) -> int:
    """Run one command line and return its exit code; help leaves by SystemExit(0) as argparse's does."""
    use_utf8()
    try:
        code = _guarded(args)
        flush()
    except BrokenPipeError:
        drop_output()
        return 0
    return code


def _guarded(args: Sequence[str]) -> int:
    """Run and report: the one place that catches everything."""
    try:
        with build().make_context(PROGRAM, list(args)) as context:
            context.command.invoke(context)
    except click.exceptions.Exit as leaving:
        flush()
        raise SystemExit(leaving.exit_code) from None
    except click.UsageError as err:
        talk(f"{usage(_context())}\n{PROGRAM}: error: {err.format_message()}\n")
        return 2
    except Stop as stop:
        context = _context()
        say(f"{context.command.get_help(context)}\n\n")
        return stop.code
    except BrokenPipeError:
        raise
    except Exception as err:  # noqa: BLE001  the process border
        return _failed(err)
    return 0


def _failed(err: Exception) -> int:
    from nxsconfig.cli.border import TRACEBACK_VARIABLE  # noqa: PLC0415  needed only when something went wrong
    from nxsconfig.errors import NXSConfigError, RecordError  # noqa: PLC0415  as above
    from nxsconfig.writer.wire import wire_text  # noqa: PLC0415  as above

    if os.environ.get(TRACEBACK_VARIABLE):
        raise err
    text = wire_text(err)
    # compat: nxswriter 3.25: these words, without a blank behind them
    talk(f"Error: {PROGRAM} interrupted with:{text}\n")
    if isinstance(err, NXSConfigError) and " ".join(str(err).split()) != text and not isinstance(err, RecordError):
        talk(f"  {err}\n")
    return 255


def _record(**values: object) -> None:
    """Do what the options say. Raises Stop when they name no configuration or two of them, or no file."""
    request = Request(**{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]  # click has checked the types
    # compat: nxswriter 3.25: beside an argument standard input isn't looked at, beside -x it counts as a second one
    piped = "" if request.xml_config else _piped(wait=not request.xml_file)
    if [bool(request.xml_config), bool(request.xml_file), bool(piped)].count(True) != 1 or not request.parent:
        raise Stop("")
    from nxsconfig.cli.nxsfromxml.recording import record  # noqa: PLC0415  a help page must not wait for h5py

    record(request, piped.strip())


def _piped(*, wait: bool) -> str:
    """What stands in stdin; without `wait` only if it is there already, as a pipe that nobody writes to would hang."""
    stdin = pipe()
    if stdin is None or not (wait or _readable(stdin)):
        return ""
    return stdin.read()


def _readable(stdin: TextIO) -> bool:
    import select  # noqa: PLC0415  needed only beside a configuration that is given otherwise

    try:
        return bool(select.select([stdin], [], [], 0)[0])
    except (OSError, ValueError, TypeError):  # a stream of the caller's own that is no file of the system
        return True
