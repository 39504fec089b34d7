"""Writing where tables know no transactions: MyISAM, as the peers' databases are.

The new rows are sent into temporary tables first, which are refused there if the real tables would refuse them, and
vanish with the connection. Then a single short request copies everything; the server runs it to its end even when the
process that sent it has been killed. Meanwhile the tables are locked, also against the peers.
"""

from sqlalchemy import Connection, Executable, MetaData, Table, insert, select, text
from sqlalchemy.dialects import mysql

from nxsconfig.db import rows
from nxsconfig.db.planning import Plan, Row, Wish
from nxsconfig.db.records import Kind
from nxsconfig.db.schema import Layout
from nxsconfig.db.tables import TABLE, history, peers, text_column
from nxsconfig.db.writing import plan_for

_PREFIX = "nxs_stage_"
_STAGED = {table.name: table.to_metadata(MetaData(), name=_PREFIX + table.name) for table in (*TABLE.values(), history)}


def carry_out_locked(conn: Connection, wish: Wish, layout: Layout) -> int:
    """Write what the wish changes; returns the revision afterwards. After an error the caller drops the connection."""
    locked = [name for name in (*peers.tables, history.name) if name in layout.tables]
    conn.execute(text("LOCK TABLES " + ", ".join(f"{name} WRITE" for name in locked)))
    plan = plan_for(conn, wish)
    if plan.lines or plan.steps:
        statements = _staged(conn, plan, wish, layout)
        _run_as_one(conn, statements, layout)
    conn.execute(text("UNLOCK TABLES"))
    return plan.revision + plan.steps


def _staged(conn: Connection, plan: Plan, wish: Wish, layout: Layout) -> list[Executable]:
    """Send rows and texts into temporary tables; returns the statements that copy them and do the rest."""
    stage = _stage(conn, history)
    rows.write_history(conn, stage, wish, plan.lines, layout.max_packet)
    columns = [stage.c[name] for name in rows.HISTORY_COLUMNS]
    statements: list[Executable] = [
        insert(history).from_select(list(rows.HISTORY_COLUMNS), select(*columns).order_by(stage.c.number))
    ]
    texts = plan.inserts | {place: Row(text) for place, text in plan.updates.items()}
    for kind, table in TABLE.items():
        if values := rows.new_rows(kind, texts):
            stage = _stage(conn, table)
            conn.execute(insert(stage), values)
            statements.append(_copy(kind, stage))
    return [*statements, *rows.small_statements(plan)]


def _stage(conn: Connection, table: Table) -> Table:
    """An empty temporary table with the columns that the real one has in this database."""
    stage = _STAGED[table.name]
    conn.execute(text(f"DROP TEMPORARY TABLE IF EXISTS {stage.name}"))
    conn.execute(text(f"CREATE TEMPORARY TABLE {stage.name} LIKE {table.name}"))
    return stage


def _copy(kind: Kind, stage: Table) -> Executable:
    """New rows come in, existing ones get their text and keep their flag."""
    column = text_column(kind).name
    copy = mysql.insert(TABLE[kind]).from_select([c.name for c in stage.c], select(stage))
    return copy.on_duplicate_key_update({column: copy.inserted[column]})


def _run_as_one(conn: Connection, statements: list[Executable], layout: Layout) -> None:
    """One request for all statements; on MySQL, which lacks it, they follow each other, the counter at the end."""
    if not layout.compound:
        for statement in statements:
            conn.execute(statement)
        return
    dialect = mysql.dialect(paramstyle="format")  # PyMySQL's own style has names, which would clash
    texts: list[str] = []
    values: list[object] = []
    for statement in statements:
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        texts.append(str(compiled))
        values += [compiled.params[name] for name in compiled.positiontup or ()]
    conn.exec_driver_sql("BEGIN NOT ATOMIC\n" + ";\n".join(texts) + ";\nEND", tuple(values))
