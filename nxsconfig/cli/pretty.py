"""The same results for people on a terminal: tables with colours. Nothing here reaches a pipe."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from nxsconfig.cli.streams import emit, visible
from nxsconfig.cli.tables import Layout, Row, cell, select, table
from nxsconfig.db.records import Action, Event, Kind

_WIDE = 10_000
"""More columns than any terminal has."""

_ACTION_COLOURS = {Action.CREATED: "green", Action.DELETED: "red", Action.CHANGED: "yellow"}


def name_table(kind: Kind, names: Sequence[str], mandatory: Sequence[str]) -> None:
    """Names of one kind and which components are mandatory."""
    flagged = set(mandatory)
    grid = Table(kind.value, *(["mandatory"] if kind is Kind.COMPONENT else []), box=None)
    for name in names:
        grid.add_row(Text(visible(name)), "yes" if name in flagged else "")
    _print(grid)


def print_table(rows: Sequence[Row | None], layout: Layout) -> None:
    """The rows of one description without empty columns, or as plain text where they are too wide for the terminal."""
    kept, columns = select(rows, layout)
    filled = [row for row in kept if row is not None]
    shown = [name for name in columns if any(cell(row.get(name)) for row in filled)]
    if not shown:
        _print(Text(f"{visible(layout.title)}: nothing" if layout.title else "nothing"))
        return
    grid = Table(title=escape(visible(layout.title)) or None, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for name in shown:
        grid.add_column(name)
    for row in filled:
        grid.add_row(*(Text(visible(cell(row.get(name)))) for name in shown))
    console = Console()
    if console.measure(grid, options=console.options.update(width=_WIDE)).maximum > console.width:
        emit("\n".join(table(rows, layout)))
    else:
        _print(grid)


def history_table(changes: Sequence[Event]) -> None:
    """Changes, the newest first, in local time."""
    grid = Table("change", "when", "who", "what", "kind", "name", box=None)
    for change in changes:
        when = change.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        action = Text(change.action.value, style=_ACTION_COLOURS.get(change.action, ""))
        grid.add_row(
            str(change.number), when, Text(visible(change.who)), action, change.kind.value, Text(visible(change.name))
        )
    _print(grid)


def print_diff(lines: Sequence[str]) -> None:
    """A unified diff in colours."""
    colours = {"+": "green", "-": "red", "@": "cyan"}
    _print(Text("\n").join(Text(visible(line, "\t"), style=colours.get(line[:1], "")) for line in lines))


def _print(what: Table | Text) -> None:
    Console().print(what, soft_wrap=isinstance(what, Text))
