"""servers and status: what runs, and what it is doing."""

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.nxsdata.steps import writer
from nxsconfig.cli.request import Request
from nxsconfig.cli.servers import list_servers, tango_system
from nxsconfig.cli.sessions.device import WRITER_CLASS
from nxsconfig.cli.streams import emit, talk


def servers(request: Request) -> None:
    """Print the names of the running data writers, under a line for people."""
    if not request.json:
        talk(f"Data writers in the Tango system {tango_system(request) or 'of nobody: TANGO_HOST is not set'}:\n")
    list_servers(request, WRITER_CLASS)


def status(request: Request) -> None:
    """Print name, state and file of a data writer."""
    with writer(request) as device:
        facts = {"server": device.name, "state": device.state(), "file": device.read("FileName")}
    if request.json:
        emit_json(facts)
    else:
        emit("\n".join(f"{name + ':':<8}{value}" for name, value in facts.items()))
