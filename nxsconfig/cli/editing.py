"""edit: change a stored text in an editor.

```
 stored text ─► draft ─► editor ─► checks ─► store, if the stored text is still the one that was edited
                  ▲                   │
                  └── edit it again ◄─┘ or keep the draft and stop
```
"""

from contextlib import suppress

from nxsconfig.cli.editor import Draft
from nxsconfig.cli.files import SUFFIXES
from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import LABELS, Session, require
from nxsconfig.cli.streams import Stop, agreed, talk
from nxsconfig.cli.taking import opened, take
from nxsconfig.configurator.configurator import check_entry
from nxsconfig.configurator.filenames import file_names
from nxsconfig.db.records import Entry, Kind
from nxsconfig.errors import NonregisteredDBRecordError, NXSConfigError, RevisionConflictError
from nxsconfig.validate import Finding, Severity, Text
from nxsconfig.validate.checking import finding_on_wire, unreadable
from nxsconfig.validate.entries import report_of
from nxsconfig.validate.loading import of_holdings

_ATTEMPTS = 5


def edit(request: Request) -> None:
    """Let the user edit one entry; what can't be stored or isn't wanted stays in a file that is named on stderr."""
    kind, name = request.kind, request.name
    with opened(request) as session:
        require(session, kind, [name], strict=True)
        (old,) = session.texts(kind, [name])
    draft = Draft(file_names([name])[name] + SUFFIXES[kind], old)
    done = False
    try:
        text = _edited(request, draft, old)
        with opened(request) as session:
            revision = session.revision() if text == old else _store(session, Entry(kind, name, text), old)
        done = True
    finally:
        if done or not draft.changed:
            draft.remove()
        else:
            talk(f"your text is kept in {draft.path}\n")
    if request.json:
        emit_json({"kind": kind.value, "name": name, "changed": text != old, "revision": revision})
    else:
        talk(f"{LABELS[kind]} '{name}' {'unchanged' if text == old else 'stored'}\n")


def _edited(request: Request, draft: Draft, old: str) -> str:
    """The text that may be stored: clean, or wanted in spite of what a check finds. Raises Stop when it isn't."""
    while True:
        text = _as_before(draft.edit(), old)
        if text == old:
            return text
        entry = Entry(request.kind, request.name, text)
        broken = _broken(entry)
        findings = [broken] if broken else _findings(request, entry)
        for finding in findings:
            talk(_line(finding))
        if not any(finding.severity is Severity.ERROR for finding in findings):
            return text
        if not broken and (request.force or agreed("Store it nevertheless?")):
            return text
        if not agreed("Edit it again?"):
            raise Stop("nothing was stored\n")


def _as_before(text: str, old: str) -> str:
    """Without the line end that editors put behind a last line that had none."""
    return text.removesuffix("\n") if not old.endswith("\n") else text


def _broken(entry: Entry) -> Finding | None:
    """What makes the text impossible to store."""
    try:
        check_entry(entry)
    except NXSConfigError as err:
        return unreadable(entry.kind, entry.name, err)
    return None


def _findings(request: Request, entry: Entry) -> list[Finding]:
    """What is wrong with the text, and what storing it would bring elsewhere."""
    with opened(request) as session:
        library = of_holdings(take(session))
    report = report_of(library, [Text(entry.kind, entry.name, entry.text)])
    return [finding for finding in report.findings if finding.severity.at_least(Severity.WARNING)]


def _line(finding: Finding) -> str:
    """``error: component slits, line 3: NX103 …``."""
    told = finding_on_wire(finding)
    where = f", line {finding.place.line}" if finding.place.line else ""
    return f"{told['severity']}: {told['kind']} {told['name']}{where}: {finding.rule} {told['message']}\n"


def _store(session: Session, entry: Entry, old: str) -> int:
    """Store the text unless somebody changed the entry meanwhile; changes of other entries do no harm."""
    for _attempt in range(_ATTEMPTS - 1):
        with suppress(RevisionConflictError):
            return _store_if_same(session, entry, old)
    return _store_if_same(session, entry, old)


def _store_if_same(session: Session, entry: Entry, old: str) -> int:
    """Store the text. Raises Stop when the stored text isn't the edited one, RevisionConflictError after any change."""
    revision, now = _now(session, entry.kind, entry.name)
    if now != old:
        done = "deleted" if now is None else "changed"
        raise Stop(f"Error: somebody {done} {LABELS[entry.kind]} '{entry.name}' meanwhile: nothing was stored\n")
    return session.store_entries([entry], expected=revision)


def _now(session: Session, kind: Kind, name: str) -> tuple[int, str | None]:
    try:
        fetched = session.fetch(kind, [name])
    except NonregisteredDBRecordError:
        return session.revision(), None
    return fetched.revision, fetched.entries[0].text
