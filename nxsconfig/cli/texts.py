"""show, get, merge, delete and upload: whole texts in and out of the store (cli-config §2.2)."""

from collections.abc import Sequence
from functools import partial

from nxsconfig.cli.files import file_path, read_text, write_text
from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import LABELS, Session, open_session, require
from nxsconfig.cli.streams import Stop, confirm, emit, has_control, visible
from nxsconfig.configurator.configurator import check_entry
from nxsconfig.configurator.esrf import convert
from nxsconfig.db.records import Entry, Kind
from nxsconfig.errors import NXSConfigError, StoreError, WrongJSONError, WrongXMLError, XMLLimitError


def show(request: Request) -> None:
    """Print stored texts, or write each into a file."""
    kind = request.kind
    with open_session(request) as session:
        require(session, kind, request.names, strict=request.strict)
        texts = session.texts(kind, request.names)
    if request.directory is not None:
        files = _files(request.directory, kind, request.names)
        for file, text in zip(files, texts, strict=True):
            write_text(file, text)
    elif request.json:
        emit_json([{"name": name, "text": text} for name, text in zip(request.names, texts, strict=True)])
    else:
        emit("\n".join(texts))


def get(request: Request) -> None:
    """Print the merged configuration of the named and the mandatory components."""
    with open_session(request) as session:
        require(session, Kind.COMPONENT, request.names, strict=request.strict)
        xml = session.configuration(request.names)
    if request.json:
        emit_json({"components": list(request.names), "xml": xml})
    else:
        emit(xml)


def delete(request: Request) -> None:
    """Delete entries after asking for each. All answers come first, so that a broken off dialogue deletes nothing."""
    kind = request.kind
    with open_session(request) as session:
        require(session, kind, request.names, strict=request.strict)
        asks = partial(confirm, quiet=request.json)
        chosen = [name for name in request.names if request.force or asks(f"Remove {LABELS[kind]} '{name}'?")]
        revision = session.delete(kind, chosen) if chosen else session.revision()
        if request.json:
            emit_json({"deleted": [{"kind": kind.value, "name": name} for name in chosen], "revision": revision})


def upload(request: Request) -> None:
    """Store texts from files in one transaction.

    A file that is missing or broken ends the list, as scripts know it: the ones before it are stored, the exit code is
    255.
    The files come before the store, so that a store that is missing is made only when there is something to store.
    """
    kind = request.kind
    _require_plain(kind, request.names)
    entries, failure = _read_entries(request, kind)
    try:
        with open_session(request, create=bool(entries)) as session:
            if not request.force:
                _require_new(session, kind, request)
            if request.checked and entries:
                _require_clean(session, entries)
            if entries:
                _store(session, request, entries)
            elif request.json and failure is None:
                _tell_stored([], session.revision())
    except StoreError:
        if failure is None or entries:
            raise
    if failure is not None:
        raise failure


def _require_clean(session: Session, entries: Sequence[Entry]) -> None:
    """The texts bring no errors to what is stored. Raises FaultyTextError."""
    from nxsconfig.cli.taking import take  # noqa: PLC0415  only this needs the rules
    from nxsconfig.validate.checking import refuse_faulty  # noqa: PLC0415  as above
    from nxsconfig.validate.loading import of_holdings  # noqa: PLC0415  as above

    refuse_faulty(of_holdings(take(session)), entries)


def _store(session: Session, request: Request, entries: Sequence[Entry]) -> None:
    mandatory = True if request.mandatory and request.kind is Kind.COMPONENT else None
    revision = session.store_entries(entries, mandatory=mandatory)
    if request.json:
        _tell_stored(entries, revision)


def _tell_stored(entries: Sequence[Entry], revision: int) -> None:
    emit_json({"stored": [{"kind": entry.kind.value, "name": entry.name} for entry in entries], "revision": revision})


def _files(directory: str, kind: Kind, names: Sequence[str]) -> list[str]:
    """The file of each name. Raises Stop for two names with the same file."""
    files = [file_path(directory, kind, name) for name in names]
    owners: dict[str, str] = {}
    for name, file in zip(names, files, strict=True):
        other = owners.setdefault(file, name)
        if other != name:
            text = f"Error: {other!r} and {name!r} would both be written into {file}: write them one by one"
            raise Stop(f"{text} into different directories; nothing was written\n")
    return files


def _require_new(session: Session, kind: Kind, request: Request) -> None:
    stored = set(session.names(kind)) if request.names else set()
    for name in request.names:
        if name in stored:
            text = f"Error: {LABELS[kind]} '{name}' is stored in the configuration server\n"
            raise Stop(text, 255 if request.strict else 0)


def _require_plain(kind: Kind, names: Sequence[str]) -> None:
    """Nobody could tell such names apart or type them again. Raises Stop."""
    for name in names:
        if has_control(name):
            text = f"{LABELS[kind]} '{visible(name)}' has a line end, tab or another control character in its name"
            raise Stop(f"Error: {text}: rename it; nothing was stored\n")


def _read_entries(request: Request, kind: Kind) -> tuple[Sequence[Entry], Exception | None]:
    """Entries from the files, checked, up to the first file that is missing or broken, and what is wrong with it.

    compat: nxstools 4.70.0 stores the files before that one.
    """
    entries: list[Entry] = []
    for name in request.names:
        path = file_path(request.directory or ".", kind, name)
        try:
            entries.append(_checked(Entry(kind, name, read_text(path, kind)), path, request.external))
        except (OSError, NXSConfigError) as err:
            return entries, err
    return entries, None


def _checked(entry: Entry, path: str, flavour: str) -> Entry:
    """The entry in the common language. Raises XMLError, WrongJSONError with the file in the message."""
    try:
        if flavour.lower() == "esrf" and entry.kind is Kind.COMPONENT:
            entry = Entry(entry.kind, entry.name, convert(entry.text, path))
        check_entry(entry)
    except WrongXMLError as err:
        raise WrongXMLError(f"{path}: {err}", err.line, err.column) from err
    except (XMLLimitError, WrongJSONError) as err:
        raise type(err)(f"{path}: {err}") from err
    return entry
