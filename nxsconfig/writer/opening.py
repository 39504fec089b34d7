"""Making an entry of a plan: sources are opened, groups, fields, attributes and links created."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from nxsconfig.sources import EntrySources, Point, SharedSources
from nxsconfig.writer.build import Builder
from nxsconfig.writer.entry import Data, Entry
from nxsconfig.writer.ground import Ground, Place
from nxsconfig.writer.moulds import MOULDS
from nxsconfig.writer.plan import Plan
from nxsconfig.writer.pool import Asking
from nxsconfig.writer.ports import Sink


@dataclass(frozen=True, slots=True)
class Opening:
    """Makes the entries of a session.

    Args:
        sink: where.
        shared: what outlives the entries.
        show: shows scripts the file.
        aside: see `Asking`.
    """

    sink: Sink
    shared: SharedSources
    show: Callable[[], None]
    aside: AbstractContextManager[None]

    def create(self, plan: Plan, data: Data | Point, place: Place) -> Entry:
        """The entry, created. Raises WriterError when it can't be: its sources are closed again."""
        point = data if isinstance(data, Point) else Point(data=dict(data))
        sources = EntrySources(self.shared)
        with ExitStack() as stack:
            stack.callback(sources.close)
            self.show()
            ground = Ground(self.sink, place, point, sources)
            Builder(ground).create(plan, MOULDS.cast)
            entry = Entry(plan, ground, Asking(sources, self.show, self.aside))
            stack.pop_all()
        return entry
