"""What all methods of `MYSQLDataBase` share: the connection, and what holds without one."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from nxsconfig.configurator import Configurator, Entry, Kind
from nxsconfig.db import SqlStore, open_store
from nxsconfig.db.person import who
from nxsconfigserver._border import peers_errors
from nxsconfigserver.StreamSet import StreamSet

T = TypeVar("T")


class Database:
    """A store that is connected or not; writes are told to `streams`."""

    def __init__(self, streams: StreamSet | None = None) -> None:
        self._streams = streams or StreamSet(None)
        self._store: SqlStore | None = None
        self._args: Mapping[str, object] | str | None = None
        self._who = who()

    def connect(self, args: Mapping[str, object] | str) -> None:
        """Connect with the decoded JSONSettings or a store URL; with the same ones again, only see that it answers.

        Raises:
            nxsconfig.errors.StoreError: the settings can't be understood, or the database not be reached; an earlier
                connection stays.
        """
        if self._store is not None and args == self._args:
            self._store.check()
            return
        store = open_store(args)
        self.close()
        self._store, self._args = store, args

    def close(self) -> None:
        """Disconnect."""
        if self._store is not None:
            self._store.close()
        self._store = None

    def version(self) -> str | None:
        """The revision as text; None: not connected."""
        return self._ask(lambda store: str(store.revision()), None)

    def _ask(self, call: Callable[[SqlStore], T], closed: T) -> T:
        """The answer of the store, or `closed`; compat: nxsconfigserver 2.26: not being connected is no error."""
        if self._store is None:
            return closed
        with peers_errors():
            return call(self._store)

    def _texts(self, kind: Kind, names: Sequence[str]) -> list[str]:
        return self._ask(lambda store: Configurator(store).texts(kind, list(names)), [])

    def _put(self, kind: Kind, name: str, text: str) -> None:
        self._streams.info(f"store {kind} {name}")
        self._ask(lambda store: store.store([Entry(kind, name, text)], who=self._who), 0)

    def _drop(self, kind: Kind, name: str) -> None:
        self._streams.info(f"delete {kind} {name}")
        self._ask(lambda store: store.delete(kind, [name], who=self._who), 0)

    def _flag(self, name: str, flag: bool) -> None:
        self._streams.info(f"set the mandatory flag of component {name} to {flag}")
        self._ask(lambda store: store.set_mandatory([name], flag, who=self._who), 0)
