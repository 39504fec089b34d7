"""Rows as reStructuredText simple tables, byte for byte as existing scripts read them (cli-config §3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

Row = Mapping[str, object]

DEFAULT_COLUMNS = (
    "nexus_path nexus_type strategy shape units depends_on trans_type trans_vector trans_offset "
    "source_name source_type source value"
).split()

_LEAST_WIDTH = 4


@dataclass(frozen=True)
class Layout:
    """How a table is cut out of rows.

    `required`: rows without a value in one of these columns are left out. `filters`: shell patterns for the first
    column; a row stays when one of them matches.
    """

    columns: Sequence[str] = tuple(DEFAULT_COLUMNS)
    title: str = ""
    required: Sequence[str] = ()
    filters: Sequence[str] = ()


def table(rows: Sequence[Row | None], layout: Layout = Layout()) -> list[str]:
    """Lines of one table; a None among the rows is a rule line."""
    kept, columns = select(rows, layout)
    widths = [_width(name, kept) for name in columns]
    rule = "".join("=" * width + " " for width in widths)
    header = "".join(name.ljust(width) + " " for name, width in zip(columns, widths, strict=True))
    lines = [_line(row, columns, widths) if row is not None else rule.rstrip() for row in kept]
    return ["", *title_lines(layout.title), rule, header, rule, *lines, rule, ""]


def select(rows: Sequence[Row | None], layout: Layout) -> tuple[list[Row | None], list[str]]:
    """The rows and columns that the table shows."""
    prepared = [row if row is None else _with_dependency(row) for row in rows]
    kept = [row for row in prepared if row is None or _complete(row, layout.required)]
    columns = _columns(kept, layout)
    if layout.filters:
        first = columns[0] if columns else None
        kept = [row for row in kept if row is None or _matches(row, first, layout.filters)]
    return kept, _columns(kept, layout)


def cell(value: object) -> str:
    """Text of one value; in a list 0, nothing and the empty text are unknown sizes."""
    if value is None:
        return ""
    if isinstance(value, list):
        return repr([item or "*" for item in value])
    return str(value)


def _columns(rows: Sequence[Row | None], layout: Layout) -> list[str]:
    """Columns that any row has; required ones only with a value somewhere."""
    filled = [row for row in rows if row is not None]
    known = {key for row in filled for key in row}
    useful = {key for row in filled for key in layout.required if row.get(key)}
    return [name for name in layout.columns if name in (useful if name in layout.required else known)]


def _with_dependency(row: Row) -> Row:
    path, value = row.get("nexus_path"), row.get("value")
    if value and isinstance(path, str) and path.rpartition("/")[2] == "depends_on":
        return {**row, "depends_on": f"[{value}]"}
    return row


def _complete(row: Row, required: Sequence[str]) -> bool:
    return all(row.get(name) for name in required)


def _matches(row: Row, column: str | None, patterns: Sequence[str]) -> bool:
    value = None if column is None else row.get(column)
    return value is not None and any(fnmatchcase(cell(value), pattern) for pattern in patterns)


def _width(name: str, rows: Sequence[Row | None]) -> int:
    return max([_LEAST_WIDTH, len(name), *(len(cell(row.get(name))) for row in rows if row is not None)])


def _line(row: Row, columns: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(cell(row.get(name)).ljust(width) + " " for name, width in zip(columns, widths, strict=True)).rstrip()


def title_lines(title: str) -> list[str]:
    """The title underlined, with an empty line after it; nothing for no title."""
    return [title, "-" * len(title), ""] if title else []
