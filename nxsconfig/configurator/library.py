"""Texts of the store as of one fingerprint, fetched in bulk and kept while nothing changes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import RLock
from typing import TypeVar

from nxsconfig.configurator.derived import Derived, Preparations
from nxsconfig.configurator.ports import Shelf
from nxsconfig.configurator.records import first_broken
from nxsconfig.db.records import Fingerprint, Kind
from nxsconfig.errors import NonregisteredDBRecordError, XMLError
from nxsconfig.merge.leaves import Prepared
from nxsconfig.merge.references import DATASOURCE_MARK, datasource_records
from nxsconfig.merge.substitute import ordered_closure

_T = TypeVar("_T")

MAX_RESULTS = 32
"""Results kept a snapshot; the oldest goes first. A big configuration has about 3 MB."""

MAX_AHEAD = 4_000_000
"""Most characters of components, and of datasources, that are read ahead: some thousand components."""

_LABELS = {Kind.COMPONENT: "Component", Kind.DATASOURCE: "DataSource", Kind.SELECTION: "Selection"}


def unregistered(kind: Kind, name: str) -> NonregisteredDBRecordError:
    """The error for a name that the store doesn't hold, in the words that clients look for (config-server §2.7)."""
    return NonregisteredDBRecordError(f"{_LABELS[kind]} {name} not registered in the database", name)


class Snapshot:
    """What was read from the store while it had one fingerprint; missing texts are fetched when asked for.

    `fetched` counts the questions to the store.
    """

    def __init__(self, store: Shelf, fingerprint: Fingerprint, derived: Derived | None = None) -> None:
        self.fingerprint = fingerprint
        self.fetched = 0
        self._store = store
        self._derived = derived or Derived()
        self._components: dict[str, str] = {}
        self._needs: dict[str, list[str]] = {}
        self._unasked: dict[str, str] = {}  # texts of datasources that were read ahead
        self._elements: dict[str, str | None] = {}
        self._asked: dict[str, None] = {}  # datasources whose element somebody wanted
        self._mandatory: list[str] | None = None
        self._results: dict[object, object] = {}

    def mandatory(self) -> list[str]:
        """Names of the mandatory components, in table order."""
        if self._mandatory is None:
            self._mandatory = self._store.mandatory()
            self.fetched += 1
        return self._mandatory

    def components(self, names: Iterable[str]) -> dict[str, str]:
        """Texts of components, in the order asked. Raises NonregisteredDBRecordError for the first unknown one."""
        names = list(names)
        self._load_components(names)
        for name in names:
            if name not in self._components:
                raise unregistered(Kind.COMPONENT, name)
        return {name: self._components[name] for name in names}

    def closure(self, names: Iterable[str]) -> list[str]:
        """Components and what they depend on, depth first, each once (config-server §6.2)."""
        names = list(names)
        wave = names
        while wave:
            texts = self.components(wave)
            self._needs |= self._derived.needs.of(texts)
            wave = [need for name in texts for need in self._needs[name] if need not in self._needs]
        return ordered_closure(names, self._needs.__getitem__)

    def _load_components(self, names: Iterable[str]) -> None:
        missing = [name for name in dict.fromkeys(names) if name not in self._components]
        if missing:
            self._components.update(self._store.texts(Kind.COMPONENT, missing))
            self.fetched += 1

    def records(self, text: str) -> Callable[[str], str | None]:
        """Look-up of the datasources that a text refers to, directly or through others.

        Gives the serialised element with its tail, or None when there is no such record.
        """
        wave = datasource_records(text)
        while wave:
            new = [name for name in dict.fromkeys(wave) if name not in self._asked]
            self._load_datasources(new)
            found = [self._elements[name] for name in new]
            wave = [
                name for record in found if record and DATASOURCE_MARK in record for name in datasource_records(record)
            ]
        return self._record

    def _load_datasources(self, names: Sequence[str]) -> None:
        self._fetch_datasources(names)
        self._asked.update(dict.fromkeys(names))

    def _fetch_datasources(self, names: Iterable[str]) -> None:
        missing = [name for name in dict.fromkeys(names) if name not in self._elements]
        texts = {name: text for name in missing if (text := self._unasked.get(name))}
        if len(texts) < len(missing):
            texts |= self._store.texts(Kind.DATASOURCE, [name for name in missing if name not in texts])
            self.fetched += 1
        new: dict[str, str | None] = dict.fromkeys(missing)
        self._elements |= new | self._derived.elements.of(texts)

    def _record(self, name: str) -> str | None:
        if name not in self._asked:
            self._load_datasources([name])
        return self._elements[name]

    def broken_datasource(self) -> XMLError | None:
        """The error of the first datasource asked for so far whose stored text isn't well-formed."""
        return first_broken(self._store.texts(Kind.DATASOURCE, [name for name in self._asked if self._elements[name]]))

    def take(self, components: Mapping[str, str], datasources: Mapping[str, str]) -> None:
        """Texts that were read ahead, and what follows from each alone."""
        self.fetched += 1
        self._components.update(components)
        self._unasked.update(datasources)
        self._elements.update(self._derived.known_elements(datasources))
        self._derived.components = self._derived.components or Preparations()
        self._derived.components.of(components, self._elements.get, len(components))

    def prepared(self, names: Iterable[str]) -> dict[str, Prepared]:
        """Those of the components that are prepared for merging; none unless the store was read ahead."""
        if self._derived.components is None:
            return {}
        texts = self.components(names)
        self._fetch_datasources(self._derived.components.used(texts))
        return self._derived.components.of(texts, self._elements.get)

    def result(self, key: object, make: Callable[[], _T]) -> _T:
        """The result kept under a key, made when it isn't there; failures are not kept."""
        if key not in self._results:
            value = make()
            while len(self._results) >= MAX_RESULTS:
                del self._results[next(iter(self._results))]
            self._results[key] = value
        return self._results[key]  # type: ignore[return-value]  # the key holds the kind of result


class Library:
    """Gives snapshots. One lock: calls of several threads on one configurator come one after the other."""

    def __init__(self, store: Shelf, derived: Derived | None = None) -> None:
        self._store = store
        self._lock = RLock()
        self._snapshot: Snapshot | None = None
        self._derived = derived or Derived()

    def read(self, work: Callable[[Snapshot], _T]) -> _T:
        """Do work on one consistent state: it is repeated when somebody stored in the middle of it.

        After three tries the last result counts: each text in it is whole, but they may be of two states.
        """
        with self._lock:
            for _ in range(3):
                snapshot = self._current()
                fetched = snapshot.fetched
                result = work(snapshot)
                if snapshot.fetched == fetched or self._store.revision() == snapshot.fingerprint.revision:
                    break
            return result

    def read_ahead(self, everything: Callable[[Kind, int], dict[str, str]]) -> None:
        """Read and prepare all components and datasources. everything: texts of a kind, none if they are too many."""
        self.read(
            lambda snapshot: snapshot.take(
                everything(Kind.COMPONENT, MAX_AHEAD), everything(Kind.DATASOURCE, MAX_AHEAD)
            )
        )

    def _current(self) -> Snapshot:
        fingerprint = self._store.fingerprint()
        if self._snapshot is None or self._snapshot.fingerprint != fingerprint:
            self._snapshot = Snapshot(self._store, fingerprint, self._derived)
        return self._snapshot
