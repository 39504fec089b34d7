"""The sub-commands that nxstools doesn't have, as data, in the order of the top help; read for each ``--help``."""

import click

from nxsconfig.cli.subcommands import (
    CANFAIL,
    DATASOURCES,
    EXTRALINK,
    FORCE,
    JSON,
    LINK,
    NAMES,
    ONE_NAME,
    PROFILES,
    SERVER,
    STEP,
    STORE,
    VARIABLES,
    ManyOption,
    SubCommand,
)


def _flag(*names: str, text: str) -> click.Option:
    return click.Option(names, is_flag=True, help=text)


DIRECTORY = click.Argument(["directory"], metavar="DIR")
UNSAVED = click.Option(["-i", "--directory"], metavar="DIR", help="check the files of these names in this directory")
FILES = _flag("--files", text="the names are files: NAME.xml, NAME.ds.xml or NAME.json")
TOGETHER = _flag("--together", text="all of them in one configuration instead of each on its own")
NO_WARNINGS = _flag("--no-warnings", text="errors only")
DRY_RUN = _flag("--dry-run", text="show what would be done and do nothing")
DIFFERENCES = _flag("--diff", "differences", text="show also how the texts change")
DELETING = _flag("--delete", "deleting", text="delete also what the directory doesn't hold")
EXPECTED = click.Option(["--expected"], metavar="N", type=int, help="do nothing unless the revision of the store is N")
NEXUS_FILES = click.Argument(["names"], nargs=-1, required=True, metavar="FILE [FILE ...]")
FINAL_VALUES = click.Option(["--data", "text"], metavar="JSON", help="values for the end of the entries, by name")
SURE = _flag("--sure", text="nobody writes the files any more; needed where that can't be seen: for other hosts")
PULL = _flag("--pull", text="the other way round: make the directory hold what the store holds")
TARGET = click.Option(["--to", "target"], metavar="WHERE", help="the store (a URL) or the server (a device) to copy to")
DEPENDENCIES = _flag(
    "--with-dependencies", "dependencies", text="copy also the components and datasources that they refer to"
)
PATHS = click.Argument(["names"], nargs=-1, metavar="[PATH ...]")
PROFILE = click.Option(["--profile", "of_profiles"], metavar="NAME", multiple=True, help="only this profile's choice")
COMPONENTS = ManyOption(
    ["--components", "of_components"], metavar="NAME ...", multiple=True, help="only these components, together"
)
ENTRY_KIND = click.Option(
    ["--kind", "entry_kind"],
    metavar="KIND",
    type=click.Choice(("component", "datasource", "profile")),
    help="what stdin holds, if it can't be told: component, datasource or profile",
)
SELECT = click.Option(["--select"], metavar="LIST", multiple=True, help="only these rules: NX301, or NX3 for all NX3xx")
IGNORE = click.Option(["--ignore"], metavar="LIST", multiple=True, help="not these rules")
FAIL_ON = click.Option(
    ["--fail-on"],
    metavar="LEVEL",
    type=click.Choice(("error", "warning", "info")),
    default="error",
    help="which findings make the exit code 1: error (default), warning or info, and all that is worse",
)
FORMAT = click.Option(
    ["--format"],
    metavar="FORMAT",
    type=click.Choice(("text", "json", "sarif", "junit")),
    help="what is printed: text (default), json, sarif or junit",
)
OUTPUT = click.Option(
    ["--output"],
    metavar="[FORMAT:]FILE",
    multiple=True,
    help="write a report also into this file; without FORMAT the suffix tells it: .sarif, .json, .xml (JUnit) or text",
)
BASELINE = click.Option(["--baseline"], metavar="FILE", help="findings in this file are known and don't count")
WRITE_BASELINE = click.Option(["--write-baseline"], metavar="FILE", help="write all findings into this file; exit 0")
RULES = _flag("--rules", "list_rules", text="list the rules")
EXPLAIN = click.Option(["--explain"], metavar="NUMBER", help="explain a rule")
APPLICATION = click.Option(
    ["--application"], metavar="NAME", help="check against this application definition of NeXus, as NXsas, with a table"
)
DEFINITIONS = click.Option(
    ["--definitions"], metavar="DIR", help="the NeXus definitions (NXDL files) of this directory instead of ours"
)
_ASSEMBLY = (VARIABLES, STEP, LINK, EXTRALINK, CANFAIL)
_ANYWHERE = (SERVER, STORE)

OWN_SUB_COMMANDS = (
    SubCommand(
        "check",
        "nxsconfig.cli.checks:check",
        "tell what would fail, before a scan does",
        (NAMES, *_ANYWHERE, DATASOURCES, PROFILES, UNSAVED, FILES, TOGETHER, NO_WARNINGS, *_ASSEMBLY, JSON),
        "nxsconfig check\nnxsconfig check --together slit1 source\nnxsconfig check -i new slit1\n"
        "nxsconfig check --files components/*.xml",
        piped=False,
    ),
    SubCommand(
        "validate",
        "nxsconfig.cli.validating:validate",
        "find mistakes in a configuration, in files of it or in NeXus files, by rules with numbers",
        (
            *(PATHS, *_ANYWHERE, PROFILE, COMPONENTS, ENTRY_KIND, *_ASSEMBLY, SELECT, IGNORE, FAIL_ON, FORMAT, OUTPUT),
            *(BASELINE, WRITE_BASELINE, APPLICATION, DEFINITIONS, RULES, EXPLAIN, JSON),
        ),
        "nxsconfig validate beamline\nnxsconfig validate beamline --fail-on warning --output report.sarif\n"
        "nxsconfig validate --store sqlite:///beamline.db --profile night\nnxsconfig validate scan_00017.nxs\n"
        "nxsconfig validate --explain NX301",
        piped=False,
        fails=2,
    ),
    SubCommand(
        "tree",
        "nxsconfig.cli.trees:tree",
        "show what the file of components and the mandatory ones will look like, and what comes from where",
        (NAMES, *_ANYWHERE, *_ASSEMBLY, JSON),
        "nxsconfig tree slit1 source\nnxsconfig tree slit1 --step eh2_mot01",
        piped=False,
    ),
    SubCommand(
        "usage",
        "nxsconfig.cli.users:usage",
        "list the components and profiles that use a component or datasource",
        (ONE_NAME, *_ANYWHERE, DATASOURCES, JSON),
        "nxsconfig usage slit1\nnxsconfig usage -d eh2_mot01",
        piped=False,
    ),
    SubCommand(
        "export",
        "nxsconfig.cli.exchanging:export",
        "write everything that is stored into a directory that git shows well",
        (DIRECTORY, *_ANYWHERE, FORCE, DRY_RUN, JSON),
        "nxsconfig export beamline\nnxsconfig export beamline --dry-run",
        piped=False,
    ),
    SubCommand(
        "import",
        "nxsconfig.cli.exchanging:import_",
        "store everything that such a directory holds, all or nothing",
        (DIRECTORY, *_ANYWHERE, DELETING, FORCE, DRY_RUN, DIFFERENCES, EXPECTED, JSON),
        "nxsconfig import beamline --dry-run --diff\nnxsconfig import beamline --delete",
        piped=False,
    ),
    SubCommand(
        "sync",
        "nxsconfig.cli.exchanging:sync",
        "make a store hold what a directory holds and nothing else, or with --pull the other way round",
        (DIRECTORY, *_ANYWHERE, PULL, FORCE, DRY_RUN, DIFFERENCES, EXPECTED, JSON),
        "nxsconfig sync beamline --dry-run\nnxsconfig sync beamline\nnxsconfig sync beamline --pull -f",
        piped=False,
    ),
    SubCommand(
        "copy",
        "nxsconfig.cli.copying:copy",
        "copy components, datasources or profiles to another store or server",
        (NAMES, *_ANYWHERE, TARGET, DATASOURCES, PROFILES, DEPENDENCIES, FORCE, DRY_RUN, DIFFERENCES, JSON),
        "nxsconfig copy slit1 --to sqlite:///test.db --with-dependencies\n"
        "nxsconfig copy -d eh2_mot01 --to p09/nxsconfigserver/haso",
        piped=False,
    ),
    SubCommand(
        "edit",
        "nxsconfig.cli.editing:edit",
        "change a stored text in your editor ($VISUAL, $EDITOR); it is checked before it is stored",
        (ONE_NAME, *_ANYWHERE, DATASOURCES, PROFILES, FORCE, JSON),
        "nxsconfig edit slit1\nEDITOR=nano nxsconfig edit -d eh2_mot01",
        piped=False,
    ),
    SubCommand(
        "recover",
        "nxsconfig.cli.recovering:recover",
        "finish files whose writer was killed: equal columns, values of the end, a note that says so",
        (NEXUS_FILES, FINAL_VALUES, SURE, DRY_RUN, JSON),
        'nxsconfig recover scan_0042.nxs --dry-run\nnxsconfig recover scan_*.nxs --data \'{"end_time": "unknown"}\'',
        piped=False,
    ),
)
