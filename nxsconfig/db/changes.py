"""Reading the history, and the way back to a state in it."""

from datetime import UTC
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from nxsconfig.db.planning import Put, Wish, key
from nxsconfig.db.records import Action, Change, Kind
from nxsconfig.db.tables import history
from nxsconfig.errors import NonregisteredDBRecordError

_FLAGS = (Action.FLAGGED, Action.UNFLAGGED)


def listed(conn: Connection, kind: Kind | None, name: str | None, limit: int | None) -> list[Change]:
    """Changes, newest first."""
    query = select(history).order_by(history.c.number.desc()).limit(limit)
    if kind is not None:
        query = query.where(history.c.kind == kind.value)
    if name is not None:
        query = query.where(history.c.name == key(name))
    return [_change(row) for row in conn.execute(query)]


def one(conn: Connection, number: int) -> tuple[Change, bool]:
    """A change, and the mandatory flag that belongs to its texts. Raises NonregisteredDBRecordError."""
    row = conn.execute(select(history).where(history.c.number == number)).first()
    if row is None:
        raise unknown(number)
    return _change(row), bool(row.mandatory)


def unknown(number: int) -> NonregisteredDBRecordError:
    """The error for a number that the history doesn't hold."""
    return NonregisteredDBRecordError(f"Change {number} not registered in the database: see the history", str(number))


def way_back(change: Change, *, mandatory: bool, before: bool, who: str) -> Wish:
    """What has to be done so that the entry is as it was after the change, or before it.

    A flag is restored with a change of the flag, and with an entry that doesn't exist any more.
    """
    target = change.old_text if before else change.text
    if target is None:
        return Wish(drops=((change.kind, change.name),), who=who)
    flag = None
    if change.action in _FLAGS:
        mandatory = (change.action is Action.FLAGGED) is not before
        flag = mandatory
    return Wish(puts=(Put(change.kind, change.name, target, flag, mandatory),), who=who)


def forget(conn: Connection, upto: int) -> int:
    """Delete the changes up to that number; returns how many there were."""
    return conn.execute(delete(history).where(history.c.number <= upto)).rowcount


def _change(row: Row[Any]) -> Change:
    """A flag changes no text: the line holds it once."""
    action = Action(row.action)
    old = row.text if action in _FLAGS else row.old_text
    at = row.at.replace(tzinfo=UTC)
    return Change(row.number, Kind(row.kind), row.name, action, at, row.who, row.revision, old, row.text)
