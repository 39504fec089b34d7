"""Texts of the store as of one fingerprint, fetched in bulk and kept while nothing changes."""

from collections.abc import Callable, Iterable
from threading import RLock
from typing import TypeVar

from nxsconfig.configurator.ports import Shelf
from nxsconfig.configurator.records import datasource_element, first_broken
from nxsconfig.db.records import Fingerprint, Kind
from nxsconfig.errors import NonregisteredDBRecordError, XMLError
from nxsconfig.merge.references import DATASOURCE_MARK, component_names, datasource_records, without_comments
from nxsconfig.merge.substitute import ordered_closure

_T = TypeVar("_T")

MAX_RESULTS = 32
"""Results kept a snapshot; the oldest goes first. A big configuration has about 3 MB."""

_LABELS = {Kind.COMPONENT: "Component", Kind.DATASOURCE: "DataSource", Kind.SELECTION: "Selection"}


def unregistered(kind: Kind, name: str) -> NonregisteredDBRecordError:
    """The error for a name that the store doesn't hold, in the words that clients look for (config-server §2.7)."""
    return NonregisteredDBRecordError(f"{_LABELS[kind]} {name} not registered in the database", name)


class Snapshot:
    """What was read from the store while it had one fingerprint; missing texts are fetched when asked for.

    `fetched` counts the questions to the store.
    """

    def __init__(self, store: Shelf, fingerprint: Fingerprint) -> None:
        self.fingerprint = fingerprint
        self.fetched = 0
        self._store = store
        self._components: dict[str, str] = {}
        self._needs: dict[str, list[str]] = {}
        self._datasources: dict[str, str | None] = {}
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
            self._needs.update(
                (name, component_names(without_comments(text)))
                for name, text in texts.items()
                if name not in self._needs
            )
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
            found = self._load_datasources(wave)
            wave = [
                name for record in found if record and DATASOURCE_MARK in record for name in datasource_records(record)
            ]
        return self._record

    def _load_datasources(self, names: Iterable[str]) -> list[str | None]:
        missing = [name for name in dict.fromkeys(names) if name not in self._datasources]
        if not missing:
            return []
        texts = self._store.texts(Kind.DATASOURCE, missing)
        self.fetched += 1
        new: dict[str, str | None] = dict.fromkeys(missing)
        new.update({name: datasource_element(name, text) for name, text in texts.items()})
        self._datasources.update(new)
        return list(new.values())

    def _record(self, name: str) -> str | None:
        try:
            return self._datasources[name]
        except KeyError:
            self._load_datasources([name])
            return self._datasources[name]

    def broken_datasource(self) -> XMLError | None:
        """The error of the first datasource read so far whose stored text isn't well-formed."""
        return first_broken(
            self._store.texts(Kind.DATASOURCE, [name for name, text in self._datasources.items() if text])
        )

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

    def __init__(self, store: Shelf) -> None:
        self._store = store
        self._lock = RLock()
        self._snapshot: Snapshot | None = None

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

    def _current(self) -> Snapshot:
        fingerprint = self._store.fingerprint()
        if self._snapshot is None or self._snapshot.fingerprint != fingerprint:
            self._snapshot = Snapshot(self._store, fingerprint)
        return self._snapshot
