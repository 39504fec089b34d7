"""history, diff and restore: what happened to the entries of a store, and back (config-server §5 with our history)."""

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import LABELS, open_session
from nxsconfig.cli.streams import emit, on_terminal, talk
from nxsconfig.configurator.changes import change_as_json, difference, wanted_change
from nxsconfig.db.records import Action


def history(request: Request) -> None:
    """Print changes, the newest first: one a line with tabs between number, time (UTC), kind, name, action and who."""
    kind = request.kind if request.name or request.datasources or request.profiles else None
    with open_session(request) as session:
        changes = session.history(kind, request.name or None, limit=request.limit)
    if request.json:
        emit_json([change_as_json(change) for change in changes])
    elif on_terminal():
        from nxsconfig.cli.pretty import history_table  # noqa: PLC0415  rich is slow to import and pipes don't need it

        history_table(changes)
    else:
        emit("\n".join("\t".join(str(value) for value in change_as_json(change).values()) for change in changes))


def diff(request: Request) -> None:
    """Print a unified diff of two states of an entry."""
    with open_session(request) as session:
        found = difference(session, request.kind, request.name, request.older, request.newer)
    if request.json:
        emit_json({"name": request.name, "from": found.older, "to": found.newer, "diff": found.lines})
    elif on_terminal():
        from nxsconfig.cli.pretty import print_diff  # noqa: PLC0415  rich is slow to import and pipes don't need it

        print_diff(found.lines)
    else:
        emit("\n".join(found.lines))


def restore(request: Request) -> None:
    """Undo the last change of an entry, or go back to how a change left it; what was done is told on stderr.

    Nothing is asked: a restore is a change like any other and can be undone the same way.
    """
    with open_session(request) as session:
        change = wanted_change(session, request.kind, request.name, request.change, flags_too=True)
        before = request.change is None
        revision = session.restore(change.number, before=before)
    text = change.old_text if before else change.text
    result = "deleted" if text is None else "restored"
    if before and change.action in (Action.FLAGGED, Action.UNFLAGGED):
        result = f"{'no longer' if change.action is Action.FLAGGED else 'again'} mandatory"
    side = "before" if before else "after"
    if request.json:
        done = {"result": result, "side": side, "change": change.number, "revision": revision}
        emit_json({"kind": change.kind.value, "name": change.name, **done})
    else:
        told = f"{result}, as it was" if result != "restored" else "restored as it was"
        talk(f"{LABELS[change.kind]} '{change.name}' {told} {side} change {change.number}\n")
