"""What the sub-commands work on: a session, which may be a store or a configuration server.

They see only the `Session` protocol; which one it is, is decided in `open_session`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from nxsconfig.cli.request import Request
from nxsconfig.cli.sessions.tango_host import tango_host
from nxsconfig.cli.streams import Stop
from nxsconfig.db.records import Change, Entry, Event, Kind

STORE_VARIABLE = "NXSCONFIG_STORE"

LABELS = {Kind.COMPONENT: "Component", Kind.DATASOURCE: "DataSource", Kind.SELECTION: "Profile"}


@dataclass(frozen=True)
class Fetched:
    """Entries as they stood together at one revision; `mandatory` holds the names of the flagged components."""

    revision: int
    entries: tuple[Entry, ...]
    mandatory: frozenset[str] = frozenset()


class Session(Protocol):
    """An opened store or server with the options of the command line.

    Its calls raise StoreError leaves when the store or the server can't be asked (never an empty answer) and
    NonregisteredDBRecordError for the first name that isn't there. `label` is how messages call it; it never holds a
    password.
    """

    label: str

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        ...

    def mandatory(self) -> list[str]:
        """Names of the mandatory components."""
        ...

    def texts(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Stored texts in the order of the names."""
        ...

    def fetch(self, kind: Kind, names: Sequence[str] | None = None) -> Fetched:
        """The entries of these names, or all of the kind, with the revision that they belong to."""
        ...

    def revision(self) -> int:
        """The counter that every change of components and datasources increments."""
        ...

    def store_entries(
        self, entries: Sequence[Entry], *, mandatory: bool | None = None, expected: int | None = None
    ) -> int:
        """Store texts, all or none; `mandatory` None keeps the flags. Returns the revision afterwards.

        Raises WrongXMLError, WrongJSONError for a broken text, RevisionConflictError if the revision isn't `expected`.
        """
        ...

    def delete(self, kind: Kind, names: Sequence[str], *, expected: int | None = None) -> int:
        """Delete entries, all or none; returns the revision afterwards. Raises RevisionConflictError."""
        ...

    def set_mandatory(self, names: Sequence[str], *, flag: bool) -> None:
        """Set or clear the flag of components."""
        ...

    def configuration(self, names: Sequence[str]) -> str:
        """The merged configuration; an empty text when there is nothing."""
        ...

    def instantiate(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Texts with references and variables filled in."""
        ...

    def dependent_components(self, names: Sequence[str]) -> list[str]:
        """The names and everything they pull in."""
        ...

    def component_datasources(self, name: str) -> list[str]:
        """Names of the datasources that a component uses."""
        ...

    def merged_datasources(self, names: Sequence[str]) -> list[str]:
        """Names of the datasources of the merged components, mandatory ones included."""
        ...

    def component_variables(self, name: str) -> list[str]:
        """Names of the variables that a component uses, with repeats."""
        ...

    def merged_variables(self, names: Sequence[str]) -> list[str]:
        """Names of the variables of the merged components, mandatory ones included."""
        ...

    def history(
        self, kind: Kind | None = None, name: str | None = None, *, limit: int | None = None
    ) -> Sequence[Event]:
        """Changes without their texts, the newest first."""
        ...

    def change(self, number: int) -> Change:
        """One change with the texts before and after it."""
        ...

    def restore(self, change: int, *, before: bool) -> int:
        """Give an entry the text that it had after a change, or just before it; returns the revision afterwards."""
        ...


def open_session(request: Request, *, create: bool | None = False) -> AbstractContextManager[Session]:
    """The session that a request asks for, closed at the end.

    `create`: a store that is missing is made; None: nothing is, not even the user's own store.

    ``-s`` is a server; ``--store`` or else $NXSCONFIG_STORE a store. Without any of them it is the server that runs in
    the Tango system, as existing scripts expect; without a Tango system, the user's own store.

    Raises StoreError, SettingsError; Stop when there is no such server.
    """
    if request.server is None and (request.store is not None or os.environ.get(STORE_VARIABLE) or not tango_host()):
        return _store_session(request, create=create)
    return _server_session(request)


@contextmanager
def _store_session(request: Request, *, create: bool | None) -> Iterator[Session]:
    from nxsconfig.cli.sessions.store import opened  # noqa: PLC0415  servers don't need the database libraries

    with opened(request, create=create) as session:
        yield session


@contextmanager
def _server_session(request: Request) -> Iterator[Session]:
    from nxsconfig.cli.sessions.connecting import connected  # noqa: PLC0415  stores don't need Tango

    with connected(request) as session:
        yield session


def require(session: Session, kind: Kind, names: Sequence[str], *, strict: bool = False) -> None:
    """Every name is stored. Raises Stop for the first that isn't: exit code 0 as scripts know it, 255 if strict."""
    known = set(session.names(kind)) if names else set()
    for name in names:
        if name not in known:
            text = f"Error: {LABELS[kind]} '{name}' not stored in the configuration server\n"
            raise Stop(text, 255 if strict else 0)
