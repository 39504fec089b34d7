"""Making a wish come true: all of it or nothing, in one transaction.

Everybody who writes through us first takes the row of the revision counter, so writers come one after the other.
"""

from sqlalchemy import Connection

from nxsconfig.db import queries, rows
from nxsconfig.db.planning import Plan, Wish, make_plan
from nxsconfig.db.schema import Layout
from nxsconfig.db.tables import history
from nxsconfig.errors import RevisionConflictError


def plan_for(conn: Connection, wish: Wish) -> Plan:
    """The plan for what is stored now; the rows stay as they are until the transaction or the table locks end.

    Raises:
        RevisionConflictError: the revision isn't the expected one.
    """
    revision = queries.revision(conn, lock=True)
    if wish.expected is not None and revision != wish.expected:
        raise RevisionConflictError(
            f"somebody else stored in between: the store has revision {revision}, expected was {wish.expected}; "
            "nothing was changed; look at the new state and try again",
            wish.expected,
            revision,
        )
    return make_plan(wish, rows.stored(conn, wish), revision)


def carry_out(conn: Connection, wish: Wish, layout: Layout) -> int:
    """Write what the wish changes; returns the revision afterwards."""
    plan = plan_for(conn, wish)
    rows.write_history(conn, history, wish, plan.lines, layout.max_packet)
    rows.write(conn, plan)
    return plan.revision + plan.steps
