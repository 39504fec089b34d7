"""Writes the manual pages and the shells' completion files from the code and the documentation.

``python man/generate.py`` does it for this checkout, ``python man/generate.py DIR`` puts all of it below DIR.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from device import Server, device_page

from nxsconfig import __version__
from nxsconfig.cli.completion import script
from nxsconfig.cli.manpage import Page, Section, roff
from nxsconfig.cli.manpage_markdown import section
from nxsconfig.cli.manpage_program import command_page, program_pages
from nxsconfig.cli.nxsdata.table import NXSDATA
from nxsconfig.cli.nxsfromxml.program import build as nxsfromxml
from nxsconfig.cli.program import build
from nxsconfig.tango.configserver.attributes import ATTRIBUTES
from nxsconfig.tango.configserver.build import NXSConfigServer
from nxsconfig.tango.configserver.commands import PEER_COMMANDS
from nxsconfig.tango.configserver.json_commands import JSON_COMMANDS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
VERSION = f"nxsconfig {__version__}"

COMMAND_LINE = (("Output", "Output"), ("Exit codes", "Exit status"), ("Environment", "Environment"))
CONFIG_SERVER = "how-to/run-the-configuration-server.md"
COMPLETIONS = {"bash": "bash/nxsconfig", "zsh": "zsh/_nxsconfig", "fish": "fish/nxsconfig.fish"}


def files() -> Iterator[tuple[str, str]]:
    """Path and text of every file."""
    for page in pages():
        yield f"man/{page.path}", roff(page)
    for shell, path in COMPLETIONS.items():
        yield f"completions/{path}", script(shell)


def pages() -> Iterator[Page]:
    """All pages. A further program or server is a further line here."""
    yield from program_pages(build(), VERSION, _common("reference/cli.md", *COMMAND_LINE))
    yield from program_pages(build(NXSDATA), VERSION, _common("reference/nxsdata.md", *COMMAND_LINE))
    yield command_page(nxsfromxml(), VERSION, _common("reference/nxsfromxml.md", *COMMAND_LINE))
    yield _config_server()


def _common(path: str, *headings: tuple[str, str]) -> list[Section]:
    """Sections of a document under the titles that they have in manual pages."""
    document = (DOCS / path).read_text(encoding="utf-8")
    return [section(document, heading, title) for heading, title in headings]


def _config_server() -> Page:
    server = Server(
        "NXSConfigServer",
        "Tango server of the configurations of NeXus files",
        "`NXSConfigServer` INSTANCE [OPTION ...]",
        NXSConfigServer.TangoClassClass.device_property_list,
        ATTRIBUTES,
        (*PEER_COMMANDS, *JSON_COMMANDS),
    )
    before = _common(CONFIG_SERVER, ("Command line", "Options"), ("Say which store", "Stores"))
    after = _common(CONFIG_SERVER, ("Keep passwords out", "Passwords"), ("Start it with the machine", "Starting"))
    return device_page(server, VERSION, before, [*after, Section("See also", ("`nxsconfig`(1)",))])


def main() -> None:
    """Write what is generated and remove pages of sub-commands that are gone."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    texts = dict(files())
    for old in [*target.glob("man/man?/*"), *target.glob("completions/*/*")]:
        if str(old.relative_to(target)) not in texts:
            old.unlink()
    for path, text in texts.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
