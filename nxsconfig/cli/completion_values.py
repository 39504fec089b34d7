"""What the values of options and arguments can be, for completion.

Asking a store or a server may fail or take its time; whoever calls this bounds the time and keeps failures quiet.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from click.shell_completion import CompletionItem

from nxsconfig.cli.completion_line import Point
from nxsconfig.cli.request import Request
from nxsconfig.cli.streams import has_control

NEWEST = 200
"""So many changes are looked through."""

_PRIVATE = "__"


@dataclass(frozen=True)
class Asked:
    """A value that is to be completed, and the line around it."""

    sub_command: str
    point: Point

    @property
    def request(self) -> Request:
        """The line so far, as the sub-commands get it; variables, which the shell hasn't filled in yet, are."""
        given = self.point.given
        return Request(
            sub_command=self.sub_command,
            name=next(iter(self.point.others), ""),
            server=_expanded(given.get("server")),
            store=_expanded(given.get("store")),
            datasources="datasources" in given,
            profiles="profiles" in given,
        )


Completer = Callable[[Asked], list[CompletionItem[str]]]


def values(asked: Asked, completers: dict[str, Completer]) -> list[CompletionItem[str]]:
    """What fits the text at the cursor; the completer is found by ``sub-command:name``, name or metavar."""
    parameter = asked.point.parameter
    assert parameter is not None
    for key in (f"{asked.sub_command}:{parameter.name}", str(parameter.name), str(parameter.metavar)):
        if key in completers:
            return completers[key](asked)
    return []


def fitting(words: Iterable[str], text: str) -> list[CompletionItem[str]]:
    """Those words that begin with the text and that a shell can take."""
    return [CompletionItem(word) for word in words if word.startswith(text) and not has_control(word)]


def directories(asked: Asked) -> list[CompletionItem[str]]:
    """The shell completes directories by itself."""
    return [CompletionItem(asked.point.text, type="dir")]


def files(asked: Asked) -> list[CompletionItem[str]]:
    """The shell completes files by itself."""
    return [CompletionItem(asked.point.text, type="file")]


def _names(asked: Asked) -> list[CompletionItem[str]]:
    """Names of components, or what -d or -r says; private ones where they are asked for."""
    from nxsconfig.cli.session import open_session  # noqa: PLC0415  opens stores and servers: heavy

    with open_session(asked.request, create=None) as session:
        return fitting(_public(session.names(asked.request.kind), asked), asked.point.text)


def _names_ever(asked: Asked) -> list[CompletionItem[str]]:
    """Names as above and those that were deleted, which can be restored."""
    from nxsconfig.cli.session import open_session  # noqa: PLC0415  as above

    request = asked.request
    with open_session(request, create=None) as session:
        stored = session.names(request.kind)
        changed = {event.name for event in session.history(request.kind, limit=NEWEST)}
    return fitting(_public([*stored, *sorted(changed.difference(stored))], asked), asked.point.text)


def _changes(asked: Asked) -> list[CompletionItem[str]]:
    """Numbers of the changes of an entry, the newest first."""
    from nxsconfig.cli.session import open_session  # noqa: PLC0415  as above

    request = asked.request
    with open_session(request, create=None) as session:
        events = session.history(request.kind, request.name or None, limit=NEWEST)
    texts = [(str(event.number), f"{event.at:%Y-%m-%d %H:%M} {event.action} {event.name}") for event in events]
    return [CompletionItem(number, help=text) for number, text in texts if number.startswith(asked.point.text)]


def _datasources(asked: Asked) -> list[CompletionItem[str]]:
    """Names of datasources."""
    from nxsconfig.cli.session import open_session  # noqa: PLC0415  as above
    from nxsconfig.db.records import Kind  # noqa: PLC0415  as above

    with open_session(asked.request, create=None) as session:
        return _in_list(session.names(Kind.DATASOURCE), asked.point.text)


def _columns(asked: Asked) -> list[CompletionItem[str]]:
    """Columns of describe's table."""
    from nxsconfig.cli.tables import DEFAULT_COLUMNS  # noqa: PLC0415  only this one needs it

    return _in_list(DEFAULT_COLUMNS, asked.point.text)


def _in_files(asked: Asked) -> list[CompletionItem[str]]:
    """Names whose files lie in the directory of -i."""
    from nxsconfig.cli.files import SUFFIXES  # noqa: PLC0415  imports the XML parser
    from nxsconfig.db.records import Kind  # noqa: PLC0415  as above

    kind = asked.request.kind
    place = Path(_expanded(asked.point.given.get("directory")) or ".")
    found = sorted(path.name for path in place.iterdir() if path.name.endswith(SUFFIXES[kind]))
    if kind is Kind.COMPONENT:
        found = [name for name in found if not name.endswith(SUFFIXES[Kind.DATASOURCE])]
    return fitting((name.removesuffix(SUFFIXES[kind]) for name in found), asked.point.text)


def _checked(asked: Asked) -> list[CompletionItem[str]]:
    """What `check` takes: files, names of files in a directory, or stored names."""
    if "files" in asked.point.given:
        return files(asked)
    return (_in_files if "directory" in asked.point.given else _names)(asked)


def _of_store(kind_name: str) -> Completer:
    """Names of one kind in the store or server of the line."""

    def complete(asked: Asked) -> list[CompletionItem[str]]:
        from nxsconfig.cli.session import open_session  # noqa: PLC0415  as above
        from nxsconfig.db.records import Kind  # noqa: PLC0415  as above

        with open_session(asked.request, create=None) as session:
            return fitting(_public(session.names(Kind(kind_name)), asked), asked.point.text)

    return complete


def _rules(asked: Asked) -> list[CompletionItem[str]]:
    """Numbers of rules, with what they say."""
    from nxsconfig.validate.rules import ALL  # noqa: PLC0415  as above

    head, comma, last = asked.point.text.rpartition(",")
    rules = [rule for rule in ALL.rules() if rule.number.startswith(last.upper())]
    return [CompletionItem(f"{head}{comma}{rule.number}", help=rule.summary) for rule in rules]


def _reports(asked: Asked) -> list[CompletionItem[str]]:
    """A file, or the name of a format in front of it."""
    forms = fitting(("text:", "json:", "sarif:", "junit:"), asked.point.text)
    return forms if asked.point.text and forms else files(asked)


def _servers(asked: Asked) -> list[CompletionItem[str]]:
    """Configuration servers that run in the Tango system."""
    from nxsconfig.cli.sessions.direct import exported  # noqa: PLC0415  as above
    from nxsconfig.cli.sessions.tango_host import tango_host  # noqa: PLC0415  as above

    return fitting(exported(tango_host()), asked.point.text)


def _writers(asked: Asked) -> list[CompletionItem[str]]:
    """Data writers that run in the Tango system."""
    from nxsconfig.cli.sessions.device import WRITER_CLASS  # noqa: PLC0415  as above
    from nxsconfig.cli.sessions.direct import exported  # noqa: PLC0415  as above
    from nxsconfig.cli.sessions.tango_host import tango_host  # noqa: PLC0415  as above

    return fitting(exported(tango_host(), WRITER_CLASS), asked.point.text)


def _flavours(asked: Asked) -> list[CompletionItem[str]]:
    return fitting(["esrf"], asked.point.text)


def _public(names: Iterable[str], asked: Asked) -> list[str]:
    """Without private names, unless they are asked for, and without those that the line has already."""
    private = "private" in asked.point.given or asked.point.text.startswith("_")
    return [name for name in names if (private or not name.startswith(_PRIVATE)) and name not in asked.point.others]


def _in_list(words: Sequence[str], text: str) -> list[CompletionItem[str]]:
    """The last item of a list that commas separate; what the list has already is left out."""
    head, comma, last = text.rpartition(",")
    have = head.split(",")
    return [CompletionItem(f"{head}{comma}{item.value}") for item in fitting(words, last) if item.value not in have]


def _expanded(value: object) -> str | None:
    """A word of the line with its variables and its home directory filled in."""
    return os.path.expanduser(os.path.expandvars(value)) if isinstance(value, str) else None  # noqa: PTH111  may be a URL


_NAMED = ("NAME", "[NAME]", "[NAME ...]")

COMPLETERS: dict[str, Completer] = {
    **dict.fromkeys(_NAMED, _names),
    **dict.fromkeys(("history:name", "diff:name", "restore:name"), _names_ever),
    **dict.fromkeys(("change", "older", "newer"), _changes),
    **dict.fromkeys(("step", "link", "extralink", "canfail"), _datasources),
    "upload:names": _in_files,
    "check:names": _checked,
    "recover:names": files,
    "validate:names": files,
    "of_profiles": _of_store("selection"),
    "of_components": _of_store("component"),
    **dict.fromkeys(("select", "ignore", "explain"), _rules),
    "output": _reports,
    "DEVICE": _servers,
    "target": _servers,
    "columns": _columns,
    "external": _flavours,
    "DIR": directories,
    "FILE": files,
}

COMPLETERS_OF: dict[str, dict[str, Completer]] = {
    "nxsconfig": COMPLETERS,
    "nxsdata": {"DEVICE": _writers, "openfile:text": files},
    "nxsfromxml": dict.fromkeys(("xml_file", "parent", "json_file"), files),
}
"""By program."""
