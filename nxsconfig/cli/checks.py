"""check: what would fail, for stored entries and for files that are not stored yet."""

from collections.abc import Sequence
from pathlib import PurePath

from nxsconfig.cli.files import SUFFIXES, file_path, read_text
from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.sessions.options import options_of
from nxsconfig.cli.streams import Stop, emit, on_terminal, talk
from nxsconfig.cli.taking import opened, take
from nxsconfig.configurator.filenames import name_in
from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.naming import public_names
from nxsconfig.db.records import Entry, Kind
from nxsconfig.errors import NXSConfigError
from nxsconfig.validate import Finding, Severity
from nxsconfig.validate.checking import Checker, finding_on_wire, unreadable
from nxsconfig.validate.loading import of_holdings

FOUND = 1
"""Exit code when there is a finding."""


def check(request: Request) -> None:
    """Print findings, one a line with tabs between the columns; leave with FOUND for any."""
    unsaved, findings = _unsaved(request)
    with opened(request) as session:
        holdings = take(session)
    findings += _findings(request, holdings, unsaved)
    if request.no_warnings:
        findings = [finding for finding in findings if finding.severity is Severity.ERROR]
    _print(request, findings)
    if findings:
        raise Stop("", FOUND)


def _findings(request: Request, holdings: Holdings, unsaved: Sequence[Entry]) -> list[Finding]:
    """Findings of the files, or of the names in the store, or of everything public."""
    checker = Checker(of_holdings(holdings), unsaved, options_of(request))
    reads_files = request.files or request.directory is not None
    if not reads_files and request.kind is not Kind.COMPONENT:
        return checker.look_at(request.kind, list(request.names) or holdings.names(request.kind))
    if reads_files:
        names = [entry.name for entry in unsaved if entry.kind is Kind.COMPONENT]
        if not unsaved:
            return []
    else:
        names = list(request.names) or ([] if request.together else public_names(holdings.names(Kind.COMPONENT)))
    return checker.check(names) if request.together else checker.each(names)


def _unsaved(request: Request) -> tuple[list[Entry], list[Finding]]:
    """Entries from files, and findings for files that hold no text. Raises OSError."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for kind, name, path in _places(request):
        try:
            entries.append(Entry(kind, name, read_text(path, kind)))
        except NXSConfigError as err:
            findings.append(unreadable(kind, name, err))
    return entries, findings


def _places(request: Request) -> list[tuple[Kind, str, str]]:
    if request.files:
        return [(*_meant(path), path) for path in request.names]
    if request.directory is None:
        return []
    return [(request.kind, name, file_path(request.directory, request.kind, name)) for name in request.names]


def _meant(path: str) -> tuple[Kind, str]:
    """Kind and name of a file, as `upload` and `import` understand it. Raises Stop."""
    name = PurePath(path).name
    for kind in (Kind.DATASOURCE, Kind.COMPONENT, Kind.SELECTION):
        if name.endswith(SUFFIXES[kind]) and name != SUFFIXES[kind]:
            return kind, name_in(name.removesuffix(SUFFIXES[kind]))
    raise Stop(f"Error: {path} is not called NAME.xml, NAME.ds.xml or NAME.json: nobody can tell what it holds\n")


def _columns(finding: Finding) -> list[str]:
    """The columns that scripts know: severity, kind, name, error and message; then rule, fix and line."""
    return [str(value) for value in finding_on_wire(finding).values()]


def _print(request: Request, findings: Sequence[Finding]) -> None:
    if request.json:
        emit_json([finding_on_wire(finding) for finding in findings])
    elif not on_terminal():
        emit("\n".join("\t".join(_columns(finding)) for finding in findings))
    elif findings:
        from nxsconfig.cli.pretty_own import print_findings  # noqa: PLC0415  rich is slow to import

        print_findings(findings)
    else:
        talk("nothing would fail\n")
