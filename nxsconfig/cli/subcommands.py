"""The sub-commands as data: their options, what runs them, their help. In the order of the top help.

Everything here is read for each ``--help``: nothing that takes time to import may be needed.
"""

from dataclasses import dataclass

import click


class NewOption(click.Option):
    """An option that scripts written for nxstools don't know: a prefix of an older option never means this one."""


class ManyOption(NewOption):
    """An option that takes all words up to the next option."""


def _flag(*names: str, text: str) -> click.Option:
    return click.Option(names, is_flag=True, help=text)


def _value(*names: str, metavar: str, text: str) -> click.Option:
    return click.Option(names, metavar=metavar, help=text)


def _new_value(*names: str, metavar: str, text: str, kind: type | click.IntRange = str) -> click.Option:
    return NewOption(names, metavar=metavar, help=text, type=kind)


SERVER = _value("-s", "--server", metavar="DEVICE", text="the configuration server; default: see --store")
TANGO_SYSTEM = _value("-s", "--server", metavar="HOST:PORT", text="another Tango system than $TANGO_HOST")
DATASOURCES = _flag("-d", "--datasources", text="datasources instead of components")
PROFILES = _flag("-r", "--profiles", text="profiles (selections) instead of components")
LISTED_MANDATORY = _flag("-m", "--mandatory", text="mandatory components only")
MERGED = _flag("-m", "--mandatory", text="the merged configuration, mandatory components included")
MADE_MANDATORY = _flag("-m", "--mandatory", text="make the components mandatory")
PRIVATE = _flag("-p", "--private", text="private components, whose names start with '__'")
NO_NEWLINES = _flag("-n", "--no-newlines", text="everything on one line, separated by blanks")
FORCE = _flag("-f", "--force", text="don't ask")
OVERWRITE = _flag("-f", "--force", text="replace what is stored under the names")
OUTPUT = _value("-o", "--directory", metavar="DIR", text="write each text into a file in this directory")
INPUT = _value("-i", "--directory", metavar="DIR", text="directory of the files; default: the working directory")
EXTERNAL = _value("-e", "--external", metavar="TYPE", text="convert the files from another flavour first: esrf")
COLUMNS = _value("-c", "--columns", metavar="LIST", text="columns in this order, separated by commas")
FILTERS = _value("-f", "--filters", metavar="LIST", text="shell patterns for the first column, separated by commas")

STORE = _new_value(
    "--store",
    metavar="URL",
    text="a database without server: a URL or JSON settings; default: $NXSCONFIG_STORE, then the server of the Tango "
    "system, then, where there is no Tango, your own SQLite file",
)
JSON = NewOption(["--json"], is_flag=True, help="print JSON")
STRICT = NewOption(["--strict"], is_flag=True, help="exit 255 instead of 0 when a name isn't (or already is) stored")
VARIABLES = _new_value("--variables", metavar="JSON", text="values of the variables: a JSON dictionary")
STEP = _new_value("--step", metavar="LIST", text="datasources whose fields are recorded at every step")
LINK = _new_value("--link", metavar="LIST", text="datasources whose fields are linked into the default NXdata")
EXTRALINK = _new_value("--extralink", metavar="LIST", text="datasources whose fields are linked into the extra group")
CANFAIL = _new_value("--canfail", metavar="LIST", text="datasources that may fail during the scan")
CHECKED = NewOption(["--check", "checked"], is_flag=True, help="store nothing if that would bring errors: see validate")
LIMIT = _new_value("--limit", metavar="N", text="the newest N changes only", kind=click.IntRange(min=1))
CHANGE = _new_value(
    "--change", metavar="N", text="the text after this change instead of the one before the last", kind=int
)
FROM = NewOption(["--from", "older"], metavar="N", type=int, help="compare the text after this change …")
TO = NewOption(["--to", "newer"], metavar="N", type=int, help="… with the text after this one")

NAMES = click.Argument(["names"], nargs=-1, metavar="[NAME ...]")
MAYBE_NAME = click.Argument(["name"], required=False, default="", metavar="[NAME]")
MAYBE_JSON = click.Argument(["text"], required=False, default="", metavar="[JSON]")
ONE_NAME = click.Argument(["name"], metavar="NAME")


@dataclass(frozen=True)
class SubCommand:
    """One sub-command. `runs` is ``module:function`` of the function that takes the Request.

    `piped`: lines of stdin are further names. `fails`: exit code when what was asked can't be done, 0: the usual ones.
    """

    name: str
    runs: str
    summary: str
    parameters: tuple[click.Parameter, ...]
    examples: str
    piped: bool = True
    fails: int = 0


@dataclass(frozen=True)
class Outline:
    """One program. `explains` is ``module:function`` of what makes a line for stderr and an exit code of an error."""

    name: str
    summary: str
    sub_commands: tuple[SubCommand, ...]
    explains: str = "nxsconfig.cli.problems:explain"


_ANYWHERE = (STORE, STRICT)
_ASSEMBLY = (VARIABLES, STEP, LINK, EXTRALINK, CANFAIL)

SUB_COMMANDS = (
    SubCommand(
        "list",
        "nxsconfig.cli.listing:list_names",
        "list the names of components, datasources or profiles",
        (SERVER, DATASOURCES, PROFILES, LISTED_MANDATORY, PRIVATE, NO_NEWLINES, STORE, JSON),
        "nxsconfig list\nnxsconfig list -d --store sqlite:///beamline.db\nnxsconfig list -m -n",
        piped=False,
    ),
    SubCommand(
        "show",
        "nxsconfig.cli.texts:show",
        "show stored texts",
        (NAMES, SERVER, DATASOURCES, PROFILES, OUTPUT, *_ANYWHERE, JSON),
        "nxsconfig show slit1\nnxsconfig list | nxsconfig show -o backup\nnxsconfig show -d eh2_mot01",
    ),
    SubCommand(
        "get",
        "nxsconfig.cli.texts:get",
        "get the merged configuration of components and the mandatory ones",
        (NAMES, SERVER, *_ANYWHERE, *_ASSEMBLY, JSON),
        "nxsconfig get slit1 source\nnxsconfig get slit1 --variables '{\"serialno\": 17}'",
    ),
    SubCommand(
        "delete",
        "nxsconfig.cli.texts:delete",
        "delete components, datasources or profiles",
        (NAMES, SERVER, DATASOURCES, PROFILES, FORCE, *_ANYWHERE, JSON),
        "nxsconfig delete old_slit\nnxsconfig delete -d -f old_motor",
    ),
    SubCommand(
        "upload",
        "nxsconfig.cli.texts:upload",
        "store components, datasources or profiles from files NAME.xml, NAME.ds.xml or NAME.json",
        (NAMES, SERVER, DATASOURCES, MADE_MANDATORY, PROFILES, OVERWRITE, INPUT, EXTERNAL, CHECKED, *_ANYWHERE, JSON),
        "nxsconfig upload slit1 source\nnxsconfig upload -d eh2_mot01 -i datasources -f",
    ),
    SubCommand(
        "variables",
        "nxsconfig.cli.listing:variables",
        "list the variables of components",
        (NAMES, SERVER, MERGED, NO_NEWLINES, *_ANYWHERE, JSON),
        "nxsconfig variables slit1\nnxsconfig variables -m",
    ),
    SubCommand(
        "sources",
        "nxsconfig.cli.listing:sources",
        "list the datasources of components",
        (NAMES, SERVER, MERGED, NO_NEWLINES, *_ANYWHERE, JSON),
        "nxsconfig sources slit1\nnxsconfig sources -m slit1",
    ),
    SubCommand(
        "record",
        "nxsconfig.cli.listing:records",
        "show where a datasource, or each datasource of a component, takes its values from",
        (MAYBE_NAME, DATASOURCES, SERVER, NO_NEWLINES, *_ANYWHERE, JSON),
        "nxsconfig record slit1\nnxsconfig record -d eh2_mot01",
    ),
    SubCommand(
        "merge",
        "nxsconfig.cli.texts:get",
        "the same as get",
        (NAMES, SERVER, *_ANYWHERE, *_ASSEMBLY, JSON),
        "nxsconfig merge slit1 source",
    ),
    SubCommand(
        "components",
        "nxsconfig.cli.listing:components",
        "list components and everything they pull in",
        (NAMES, SERVER, NO_NEWLINES, *_ANYWHERE, JSON),
        "nxsconfig components beam",
    ),
    SubCommand(
        "data",
        "nxsconfig.cli.servers:data",
        "show or set the values of the variables that a server keeps for everybody",
        (MAYBE_JSON, SERVER, STRICT),
        "nxsconfig data\nnxsconfig data '{\"serialno\": 17}'",
    ),
    SubCommand(
        "describe",
        "nxsconfig.cli.describing:describe",
        "describe the fields, attributes and links of components, or datasources",
        (NAMES, SERVER, DATASOURCES, MERGED, COLUMNS, FILTERS, PRIVATE, *_ANYWHERE, JSON),
        "nxsconfig describe slit1\nnxsconfig describe -m -c nexus_path,units -f '*/slit1/*'",
    ),
    SubCommand(
        "info",
        "nxsconfig.cli.describing:info",
        "describe the datasources of components, datasources or profiles",
        (NAMES, SERVER, DATASOURCES, PROFILES, MERGED, PRIVATE, *_ANYWHERE, JSON),
        "nxsconfig info slit1\nnxsconfig info -m\nnxsconfig info -r",
    ),
    SubCommand(
        "geometry",
        "nxsconfig.cli.describing:geometry",
        "describe the transformations of components",
        (NAMES, SERVER, MERGED, PRIVATE, *_ANYWHERE, JSON),
        "nxsconfig geometry slit1",
    ),
    SubCommand(
        "servers",
        "nxsconfig.cli.servers:servers",
        "list the configuration servers that run in the Tango system",
        (TANGO_SYSTEM, NO_NEWLINES, JSON),
        "nxsconfig servers\nnxsconfig servers -s haso000:10000",
        piped=False,
    ),
    SubCommand(
        "history",
        "nxsconfig.cli.changes:history",
        "list who changed what and when, the newest first",
        (MAYBE_NAME, SERVER, DATASOURCES, PROFILES, LIMIT, STORE, JSON),
        "nxsconfig history\nnxsconfig history slit1 --limit 5\nnxsconfig history -d eh2_mot01",
        piped=False,
    ),
    SubCommand(
        "diff",
        "nxsconfig.cli.changes:diff",
        "show what the last change of an entry did, or the difference between two changes",
        (ONE_NAME, SERVER, DATASOURCES, PROFILES, FROM, TO, STORE, JSON),
        "nxsconfig diff slit1\nnxsconfig diff slit1 --to 12\nnxsconfig diff slit1 --from 12 --to 31",
        piped=False,
    ),
    SubCommand(
        "restore",
        "nxsconfig.cli.changes:restore",
        "undo the last change of an entry, or go back to how a change left it",
        (ONE_NAME, SERVER, DATASOURCES, PROFILES, CHANGE, STORE, JSON),
        "nxsconfig restore slit1\nnxsconfig restore slit1 --change 12\nnxsconfig restore -d eh2_mot01",
        piped=False,
    ),
)
