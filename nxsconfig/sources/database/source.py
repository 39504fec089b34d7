"""The source that a query is (writer §14.4)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from nxsconfig.errors import SourceError
from nxsconfig.sources.database.pool import Database, Rows
from nxsconfig.sources.database.spec import Format, QuerySpec
from nxsconfig.sources.port import Ask
from nxsconfig.sources.reading.alone import OwnLane
from nxsconfig.sources.values import Point, Reading, reading_of


class QuerySource:
    """A query; every point asks again, what comes is not transformed beyond what fields can hold.

    Args:
        spec: what to ask.
        database: whom.
        ask: reads it alone.
        patience: longest wait of a point in seconds.
        decimals: True: SQL decimals become floats; False: they can't be stored.
    """

    def __init__(self, spec: QuerySpec, database: Database, ask: Ask, *, patience: float, decimals: bool) -> None:
        self.label = spec.label
        self.lane = OwnLane(database.name, patience, self._query)
        self._spec = spec
        self._database = database
        self._ask = ask
        self._decimals = decimals

    def at_hand(self, point: Point) -> Reading | None:  # noqa: ARG002  the port's signature
        """Nothing: a query is always asked."""
        return None

    def read(self, point: Point) -> Reading | None:
        """See Source."""
        return self._ask(self, point).take()

    def _query(self, point: Point) -> Reading | None:  # noqa: ARG002  queries know no points
        return reading_of(shaped(self._database.query(self._spec.sql), self._spec.format, decimals=self._decimals))


def shaped(rows: Rows, form: Format, *, decimals: bool) -> object:
    """The value that rows make: SCALAR the first column of the first row; SPECTRUM the only column, else the first
    row; IMAGE all of them.

    Raises:
        SourceError: no row, or NULL or another value that no field can hold.
    """
    if not rows or not rows[0]:
        raise SourceError("the query gives no row")
    if form == Format.SCALAR:
        return _element(rows[0][0], decimals=decimals)
    if form == Format.SPECTRUM:
        line = [row[0] for row in rows] if len(rows[0]) == 1 else rows[0]
        return [_element(value, decimals=decimals) for value in line]
    return [[_element(value, decimals=decimals) for value in row] for row in rows]


def _element(value: object, *, decimals: bool) -> object:
    if value is None:
        raise SourceError("the query gives NULL, which no field can hold; use COALESCE in the query")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        if decimals:
            return float(value)
        # compat: nxswriter 3.25: [db-mysql-failing]
        raise SourceError("the query gives a DECIMAL; cast it to DOUBLE in the query, or set the option `decimals`")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return _text(bytes(value))
    return value


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as err:
        raise SourceError(f"the query gives {len(value)} bytes that are no text in UTF-8") from err
