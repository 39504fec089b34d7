"""history, diff and restore: what happened to the entries of a store, and back (config-server §5 with our history)."""

from difflib import unified_diff

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import LABELS, Session, open_session
from nxsconfig.cli.streams import Stop, emit, on_terminal, talk
from nxsconfig.db.records import Action, Change, Event


def history(request: Request) -> None:
    """Print changes, the newest first: one a line with tabs between number, time (UTC), kind, name, action and who."""
    kind = request.kind if request.name or request.datasources or request.profiles else None
    with open_session(request) as session:
        changes = session.history(kind, request.name or None, limit=request.limit)
    if request.json:
        emit_json([_as_json(change) for change in changes])
    elif on_terminal():
        from nxsconfig.cli.pretty import history_table  # noqa: PLC0415  rich is slow to import and pipes don't need it

        history_table(changes)
    else:
        emit("\n".join("\t".join(str(value) for value in _as_json(change).values()) for change in changes))


def diff(request: Request) -> None:
    """Print a unified diff of two states of an entry."""
    with open_session(request) as session:
        older, newer = _states(session, request)
    lines = list(unified_diff(older.lines, newer.lines, older.label, newer.label, lineterm=""))
    if request.json:
        emit_json({"name": request.name, "from": older.label, "to": newer.label, "diff": lines})
    elif on_terminal():
        from nxsconfig.cli.pretty import print_diff  # noqa: PLC0415  rich is slow to import and pipes don't need it

        print_diff(lines)
    else:
        emit("\n".join(lines))


def restore(request: Request) -> None:
    """Undo the last change of an entry, or go back to how a change left it; what was done is told on stderr.

    Nothing is asked: a restore is a change like any other and can be undone the same way.
    """
    with open_session(request) as session:
        change = _change(session, request, request.change, any_change=True)
        before = request.change is None
        session.restore(change.number, before=before)
    text = change.old_text if before else change.text
    result = "deleted, as it was" if text is None else "restored as it was"
    if before and change.action in (Action.FLAGGED, Action.UNFLAGGED):
        result = f"{'no longer' if change.action is Action.FLAGGED else 'again'} mandatory, as it was"
    talk(f"{LABELS[change.kind]} '{change.name}' {result} {'before' if before else 'after'} change {change.number}\n")


class _State:
    """The text of an entry at one time; None when it was not there."""

    def __init__(self, text: str | None, label: str) -> None:
        self.lines = [] if text is None else text.splitlines()
        self.label = label


def _states(session: Session, request: Request) -> tuple[_State, _State]:
    """The two sides of the diff: before and after one change, or after two of them."""
    newest = _change(session, request, request.newer)
    after = _State(newest.text, _label(newest, "after"))
    if request.older is None:
        return _State(newest.old_text, _label(newest, "before")), after
    older = _change(session, request, request.older)
    return _State(older.text, _label(older, "after")), after


def _change(session: Session, request: Request, number: int | None, *, any_change: bool = False) -> Change:
    """The change with this number, or the last one: of any sort, or that touched the text.

    Raises Stop when the entry has none.
    """
    changes = session.history(request.kind, request.name)
    if number is None and not any_change:
        changes = [change for change in changes if change.touches_text]
    wanted = next((change for change in changes if number in (None, change.number)), None)
    if wanted is None:
        which = "no stored change" if number is None else f"no change {number}"
        raise Stop(f"Error: {LABELS[request.kind]} '{request.name}' has {which}: see nxsconfig history\n")
    return session.change(wanted.number)


def _label(change: Change, side: str) -> str:
    at = change.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{change.name} {side} change {change.number} ({at} {change.who})"


def _as_json(change: Event) -> dict[str, object]:
    return {
        "change": change.number,
        "at": change.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "kind": change.kind.value,
        "name": change.name,
        "action": change.action.value,
        "who": change.who,
        "revision": change.revision,
    }
