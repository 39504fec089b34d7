"""The sources of one entry, and the threads that read them."""

from collections.abc import Sequence
from typing import Self

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.sources.client import ClientSource
from nxsconfig.sources.database.source import QuerySource
from nxsconfig.sources.database.spec import QuerySpec
from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.plugin_source import PluginSource
from nxsconfig.sources.port import LanedSource, Source
from nxsconfig.sources.reading.batch import Batch
from nxsconfig.sources.reading.run import Hanging
from nxsconfig.sources.reading.workers import Workers
from nxsconfig.sources.script.lane import ScriptLane
from nxsconfig.sources.script.source import PyEvalSource, ScriptHost
from nxsconfig.sources.script.spec import ScriptSpec
from nxsconfig.sources.shared import SharedSources
from nxsconfig.sources.specs import SourceSpec
from nxsconfig.sources.tango.source import TangoSource
from nxsconfig.sources.tango.spec import TangoSpec
from nxsconfig.sources.unknown import UnknownSource
from nxsconfig.sources.values import Point


class EntrySources:
    """Opens sources and reads them, many at the same time. Use as a context manager or call `close`.

    One thread at a time reads; `interrupt` may be called by any other.

    Args:
        shared: what outlives the entry; one of its own if None.
    """

    def __init__(self, shared: SharedSources | None = None) -> None:
        self._shared = shared or SharedSources()
        options = self._shared.options
        self._limit = options.limit
        self._hanging = Hanging(Workers(options.threads))
        self._common_lane = ScriptLane(self._shared.common.name, options.limit)
        self._host = ScriptHost(self._shared.common, options.scripts, self.ask)
        self._devices: set[str] = set()
        self._active: list[Batch] = []
        self._shared.enter(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, spec: SourceSpec) -> Source:
        """The source of a spec. Raises DefinitionError when a plug-in refuses it."""
        return self._open(spec, is_input=False)

    def batch(self, sources: Sequence[Source]) -> Batch:
        """These sources, to be read together at every point."""
        batch = Batch(sources, self._hanging, self._limit)
        self._active.append(batch)
        return batch

    def ask(self, source: LanedSource, point: Point) -> Outcome:
        """Read one source alone, within its time limit."""
        batch = self.batch([source])
        try:
            return batch.read(point)[0]
        finally:
            self._active.remove(batch)

    def interrupt(self, reason: str) -> None:
        """Let a reading that is under way end now: what hasn't come is unavailable for this reason."""
        for batch in list(self._active):
            batch.interrupt(reason)

    def close(self) -> None:
        """End the threads; one that hangs in a call is left behind after a second and ends with its call."""
        self.interrupt("the entry is closed")
        self._hanging.workers.stop()
        self._shared.leave(self)
        self._shared.rest(self._devices)

    def _open(self, spec: SourceSpec, *, is_input: bool) -> Source:
        match spec.detail:
            case TangoSpec() as tango:
                self._devices.add(tango.address)
                return TangoSource(tango, spec.name, self._shared.device(tango.address), self.ask)
            case QuerySpec() as query:
                return self._query(query)
            case ScriptSpec() as script:
                return self._script(script, spec.name)
        if spec.kind == SourceKind.CLIENT:
            return ClientSource(spec.record)
        if self._shared.plugins.hasDataSource(spec.kind):
            return PluginSource(spec, self._shared.plugins, self.ask, patience=self._limit, is_input=is_input)
        return UnknownSource()

    def _query(self, spec: QuerySpec) -> QuerySource:
        options = self._shared.options
        patience = 2 * options.query_timeout + 1
        database = self._shared.database(spec.database)
        return QuerySource(spec, database, self.ask, patience=patience, decimals=options.decimals)

    def _script(self, spec: ScriptSpec, name: str) -> PyEvalSource:
        named = [(part.name, self._open(part, is_input=True)) for part in spec.inputs]
        lane = self._common_lane if spec.is_common else ScriptLane(f"the script {name!r}", self._limit)
        return PyEvalSource(spec, named, lane, self._host)
