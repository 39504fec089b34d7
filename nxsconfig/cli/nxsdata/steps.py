"""openfile … closefile: each asks the data writer for one step (cli-config §5). Success prints nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nxsconfig.cli.request import Request
from nxsconfig.cli.sessions.connecting import attached
from nxsconfig.cli.sessions.device import WRITER_CLASS, Device
from nxsconfig.cli.streams import Stop, piped_text

STEP_SECONDS = 300
"""A step may take so long: a point waits up to a minute for each of its slow sources, an entry reads some of them
twice."""


def open_file(request: Request) -> None:
    """Init the writer, which drops an open file and every setting, and open a file."""
    with writer(request) as device:
        name = request.text or _required(request)
        device.text("Init")
        device.write("FileName", name)
        device.text("OpenFile")


def set_data(request: Request) -> None:
    """Set the values of the whole scan, JSON."""
    with writer(request) as device:
        device.write("JSONRecord", _json(request.text.strip() or _required(request)))


def open_entry(request: Request) -> None:
    """Give the writer a configuration, XML, and create its entry."""
    with writer(request) as device:
        device.write("XMLSettings", _xml(request.text.strip() or _required(request)))
        device.text("OpenEntry")


def record(request: Request) -> None:
    """Take a point with values, JSON; without any, those of the whole scan are used."""
    with writer(request) as device:
        device.text("Record", _json(request.text.strip() or piped_text().strip() or "{}"))


def close_entry(request: Request) -> None:
    """Write the FINAL values."""
    with writer(request) as device:
        device.text("CloseEntry")


def close_file(request: Request) -> None:
    """Close the file."""
    with writer(request) as device:
        device.text("CloseFile")


@contextmanager
def writer(request: Request) -> Iterator[Device]:
    """The data writer of a request. Raises Stop when it can't be reached."""
    with attached(request, WRITER_CLASS) as device:
        device.wait(STEP_SECONDS)
        yield device


def _required(request: Request) -> str:
    """The text on stdin, stripped; one that is blank is a text. Raises Stop with the help page when there is none."""
    text = piped_text()
    if not text:
        raise Stop("", 255, request.sub_command)
    return text.strip()


def _json(text: str) -> str:
    from nxsconfig.cli.sessions.latin1 import escaped_json  # noqa: PLC0415  only rare characters need the XML library

    return _carried(text, escaped_json)


def _xml(text: str) -> str:
    from nxsconfig.cli.sessions.latin1 import referenced  # noqa: PLC0415  as above

    return _carried(text, referenced)


def _carried(text: str, replaced: Callable[[str], str | None]) -> str:
    """What Tango's Latin-1 can carry and means the same; a text for which there is none is refused when it is sent."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return replaced(text) or text
    return text
