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
PULL = _flag("--pull", text="the other way round: make the directory hold what the store holds")
TARGET = click.Option(["--to", "target"], metavar="WHERE", help="the store (a URL) or the server (a device) to copy to")
DEPENDENCIES = _flag(
    "--with-dependencies", "dependencies", text="copy also the components and datasources that they refer to"
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
)
