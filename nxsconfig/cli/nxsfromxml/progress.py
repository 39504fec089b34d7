"""A bar for people who wait for many points."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nxsconfig.cli.streams import talks_to_terminal


@contextmanager
def progress(points: int, *, wanted: bool) -> Iterator[Callable[[], None]]:
    """What is called behind each point; it moves a bar on stderr if somebody looks there and more than one is taken."""
    if not wanted or points < 2 or not talks_to_terminal():
        yield _nothing
        return
    from rich.console import Console  # noqa: PLC0415  rich is slow to import and pipes don't need it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("points", total=points)
        yield lambda: bar.advance(task)


def _nothing() -> None:
    """Nobody looks."""
