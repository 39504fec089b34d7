"""Writing a plan's rows: the statements that all engines share."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Delete,
    Executable,
    String,
    Table,
    Update,
    bindparam,
    cast,
    delete,
    insert,
    select,
    update,
)

from nxsconfig.db.planning import Line, Place, Plan, Row, Wish
from nxsconfig.db.queries import CHUNK, matching
from nxsconfig.db.records import Kind
from nxsconfig.db.tables import REVISION, TABLE, WHO_LENGTH, components, history, properties, text_column


def stored(conn: Connection, wish: Wish) -> dict[Place, Row]:
    """The rows that a wish concerns, locked where there are transactions."""
    found: dict[Place, Row] = {}
    places = wish.places()
    for kind, table in TABLE.items():
        wanted = {name: (of, name) for of, name in places if of is kind}
        columns = [table.c.name, text_column(kind), *([components.c.mandatory] if kind is Kind.COMPONENT else [])]
        for name, text, *flag in matching(conn, select(*columns).with_for_update(), table, list(wanted)):
            found[kind, name.rstrip(" ")] = Row(text, bool(flag and flag[0]))
    return found


def new_rows(kind: Kind, rows: Mapping[Place, Row]) -> list[dict[str, Any]]:
    """Rows of that kind as parameters of an INSERT."""
    column = text_column(kind).name
    found: list[dict[str, Any]] = []
    for (of, name), row in rows.items():
        if of is kind:
            flag = {"mandatory": int(row.mandatory)} if kind is Kind.COMPONENT else {}
            found.append({"name": name, column: row.text} | flag)
    return found


def write(conn: Connection, plan: Plan) -> None:
    """Write the rows and the counter, texts included."""
    for kind, table in TABLE.items():
        if rows := new_rows(kind, plan.inserts):
            conn.execute(insert(table), rows)
        if texts := [{"of": name, "new": text} for (of, name), text in plan.updates.items() if of is kind]:
            change = update(table).where(table.c.name == bindparam("of"))
            conn.execute(change.values({text_column(kind).name: bindparam("new")}), texts)
    for statement in small_statements(plan):
        conn.execute(statement)


def small_statements(plan: Plan) -> Iterator[Executable]:
    """Deletions, flags and the counter: what carries no texts."""
    for kind, table in TABLE.items():
        yield from _on_names(delete(table), table, [name for of, name in plan.deletes if of is kind])
    for flag in (True, False):
        names = [name for (_kind, name), wanted in plan.flags.items() if wanted is flag]
        yield from _on_names(update(components).values(mandatory=int(flag)), components, names)
    if plan.steps:
        raised = cast(cast(properties.c.value, BigInteger) + plan.steps, String(100))
        yield update(properties).where(properties.c.name == REVISION).values(value=raised)


def _on_names(statement: Delete | Update, table: Table, names: list[str]) -> Iterator[Executable]:
    for start in range(0, len(names), CHUNK):
        yield statement.where(table.c.name.in_(names[start : start + CHUNK]))


def write_history(conn: Connection, table: Table, wish: Wish, lines: list[Line], max_packet: int = 0) -> None:
    """Add the lines to the history or to a table like it.

    A line holds two texts. Where both don't fit into one statement of the server they are sent one after the other.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [_values(line, wish.who, now) for line in lines]
    if not rows:
        return
    if max_packet and any(4 * (len(line.old_text or "") + len(line.text or "")) > max_packet // 2 for line in lines):
        for row in rows:
            _write_in_pieces(conn, table, row)
    else:
        conn.execute(insert(table), rows)


def _values(line: Line, who: str, now: datetime) -> dict[str, Any]:
    kind, name = line.place
    clean = who.replace("\0", "").encode("utf-8", "replace").decode()[:WHO_LENGTH]
    flag = None if line.mandatory is None else int(line.mandatory)
    fixed = {"kind": kind.value, "name": name, "action": line.action.value, "at": now, "who": clean}
    return fixed | {
        "revision": line.revision, "mandatory": flag, "old_text": line.old_text, "text": line.text
    }  # fmt: skip


def _write_in_pieces(conn: Connection, table: Table, row: dict[str, Any]) -> None:
    texts = {name: row[name] for name in ("old_text", "text")}
    number = conn.execute(insert(table).values(row | dict.fromkeys(texts))).inserted_primary_key
    assert number is not None
    for name, text in texts.items():
        conn.execute(update(table).where(table.c.number == number[0]).values({name: text}))


HISTORY_COLUMNS = tuple(column.name for column in history.c if column.name != "number")
