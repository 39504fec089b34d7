"""What `validate` prints and writes."""

from collections.abc import Mapping
from pathlib import Path

from nxsconfig.cli.files import write_text
from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.locale import as_path
from nxsconfig.cli.request import Request
from nxsconfig.cli.streams import Stop, drop_output, emit, flush, on_terminal, say, visible
from nxsconfig.validate.picking import rule_of
from nxsconfig.validate.reports import FORMATS
from nxsconfig.validate.reports.pages import page
from nxsconfig.validate.reports.text import text_lines
from nxsconfig.validate.rules import ALL
from nxsconfig.validate.task import Report

_BY_SUFFIX: Mapping[str, str] = {".sarif": "sarif", ".json": "json", ".xml": "junit"}


def give(request: Request, report: Report) -> None:
    """Write the files and print. A reader that has seen enough, such as ``head``, doesn't change what was found.

    Raises OSError for the first file that can't be written, when all else is written and printed: nothing is lost.
    """
    targets = [_target(target) for target in request.output]
    faults = [fault for form, path in targets if (fault := _fault_of(path, FORMATS[form](report))) is not None]
    try:
        _print(request, report)
        flush()
    except BrokenPipeError:
        drop_output()
    for fault in faults:
        raise fault


def _fault_of(path: str, text: str) -> OSError | None:
    """Why the text can't be put into the file; None when it is there."""
    try:
        write_file(path, text)
    except OSError as err:
        return err
    return None


def write_file(path: str, text: str) -> None:
    """Put a text into a file; what was there is replaced. Raises OSError."""
    place = Path(as_path(path))
    if not place.parent.is_dir():
        raise FileNotFoundError(2, "there is no such directory", path)
    write_text(path, text)


def print_rules(request: Request) -> None:
    """Number, severity and first line of every rule."""
    rules = ALL.rules()
    if request.json:
        emit_json([{"rule": one.number, "severity": one.severity.value, "summary": one.summary} for one in rules])
    else:
        emit("\n".join(f"{one.number}  {one.severity.value:7}  {one.summary}" for one in rules))


def print_page(request: Request) -> None:
    """All about one rule. Raises NonregisteredDBRecordError for a number that there isn't."""
    rule = rule_of(request.explain)
    if request.json:
        emit_json({"rule": rule.number, "severity": rule.severity.value, "page": rule.page})
    else:
        say(page(rule))


def _target(given: str) -> tuple[str, str]:
    """Format and path of ``[FORMAT:]FILE``. Raises Stop when there is no path."""
    form, colon, path = given.partition(":")
    if not colon or form not in FORMATS:
        form, path = _BY_SUFFIX.get(Path(given).suffix.lower(), "text"), given
    if not path or path == "-":
        raise Stop(f"Error: --output {given} names no file; --format says what is printed\n")
    return form, path


def _print(request: Request, report: Report) -> None:
    form = "json" if request.json else request.format or "text"
    if form != "text" or not on_terminal():
        say(FORMATS[form](report))
        return
    from nxsconfig.cli.pretty_own import print_lines  # noqa: PLC0415  rich is slow to import and pipes don't need it

    print_lines([[(visible(part.text), part.style) for part in line] for line in text_lines(report)])
