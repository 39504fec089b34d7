"""A session over a store without any server: the configurator in this process."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nxsconfig.cli.locale import as_path
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import STORE_VARIABLE, Fetched
from nxsconfig.cli.sessions.options import options_of
from nxsconfig.cli.streams import talk
from nxsconfig.configurator import Configurator, Options
from nxsconfig.configurator.options import json_object
from nxsconfig.db import SqlStore, open_store
from nxsconfig.db.person import who
from nxsconfig.db.planning import Wish
from nxsconfig.db.records import Change, Entry, Kind
from nxsconfig.errors import SettingsError


class StoreSession:
    """A store with the name of the person who works on it and the options of the command line."""

    def __init__(self, store: SqlStore, options: Options) -> None:
        self.label = store.label
        self.configurator = Configurator(store)
        self._store = store
        self._options = options
        self._who = who()

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        return self.configurator.names(kind)

    def mandatory(self) -> list[str]:
        """Names of the mandatory components in code point order, whatever order the engine keeps its rows in."""
        return sorted(self.configurator.mandatory())

    def texts(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Stored texts in the order of the names."""
        return self.configurator.texts(kind, names)

    def fetch(self, kind: Kind, names: Sequence[str] | None = None) -> Fetched:
        """The entries with the revision before they were read: a change in between makes `expected` fail."""
        revision = self._store.revision()
        if names is None:
            texts = self._store.texts(kind, self.names(kind))
        else:
            texts = dict(zip(names, self.texts(kind, names), strict=True))
        flagged = self.mandatory() if kind is Kind.COMPONENT else []
        entries = tuple(Entry(kind, name, text) for name, text in texts.items())
        return Fetched(revision, entries, frozenset(flagged).intersection(texts))

    def revision(self) -> int:
        """The counter of the store."""
        return self._store.revision()

    def store_entries(
        self, entries: Sequence[Entry], *, mandatory: bool | None = None, expected: int | None = None
    ) -> int:
        """Store texts in one transaction."""
        return self.configurator.store_entries(entries, who=self._who, mandatory=mandatory, expected=expected)

    def apply(self, wish: Wish) -> int:
        """Store, delete and flag in one transaction."""
        return self.configurator.apply(wish, who=self._who)

    def delete(self, kind: Kind, names: Sequence[str], *, expected: int | None = None) -> int:
        """Delete entries in one transaction."""
        return self._store.delete(kind, names, who=self._who, expected=expected)

    def set_mandatory(self, names: Sequence[str], *, flag: bool) -> None:
        """Set or clear the flag of components."""
        self.configurator.set_mandatory(names, flag, who=self._who)

    def configuration(self, names: Sequence[str]) -> str:
        """The merged configuration; an empty text when there is nothing."""
        return self.configurator.create_configuration(names, self._options).xml

    def instantiate(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Texts with references and variables filled in."""
        return self.configurator.instantiate(kind, names, self._options)

    def dependent_components(self, names: Sequence[str]) -> list[str]:
        """The names and everything they pull in."""
        return self.configurator.dependent_components(names)

    def component_datasources(self, name: str) -> list[str]:
        """Names of the datasources that a component uses."""
        return self.configurator.component_datasources(name, self._options)

    def merged_datasources(self, names: Sequence[str]) -> list[str]:
        """Names of the datasources of the merged components, mandatory ones included."""
        return self.configurator.components_datasources(names, self._options)

    def component_variables(self, name: str) -> list[str]:
        """Names of the variables that a component uses, with repeats."""
        return self.configurator.component_variables(name)

    def merged_variables(self, names: Sequence[str]) -> list[str]:
        """Names of the variables of the merged components, mandatory ones included."""
        return self.configurator.components_variables(names, self._options)

    def history(
        self, kind: Kind | None = None, name: str | None = None, *, limit: int | None = None
    ) -> Sequence[Change]:
        """Changes, the newest first; a store knows their texts as well."""
        return self._store.history(kind, name, limit=limit)

    def change(self, number: int) -> Change:
        """One change with the texts before and after it."""
        return self._store.change(number)

    def restore(self, change: int, *, before: bool) -> int:
        """Give an entry the text that it had after a change, or just before it."""
        return self._store.restore(change, who=self._who, before=before)


@contextmanager
def opened(request: Request, *, create: bool | None = False) -> Iterator[StoreSession]:
    """The store of a request, closed at the end; `create` as for `open_session`. Raises StoreError."""
    settings, own = _settings(request)
    if own and create is not None:
        _prepare_own()
        create = True
    store = open_store(settings, create=bool(create))
    try:
        yield StoreSession(store, options_of(request))
    finally:
        store.close()


def _settings(request: Request) -> tuple[str, bool]:
    """Store URL or JSON settings, and whether it is the user's own store, which is made when missing."""
    given = request.store
    if given is not None and not given.strip():
        raise SettingsError("--store is given an empty text: name a store, or leave the option out for the default")
    if given and given.lstrip().lower().startswith("sqlite"):
        given = as_path(given)
    given = given or os.environ.get(STORE_VARIABLE)
    if given:
        return _understood(given), False
    return f"sqlite:///{_own_file()}", True


def _prepare_own() -> None:
    """Make the directory of the user's own store; say so the first time, as a TANGO_HOST may have been forgotten."""
    file = _own_file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        talk(f"Info: no TANGO_HOST is set: your own store {file} is made and used; -s or --store gives another\n")


def _own_file() -> Path:
    return _data_directory() / "nxsconfig.db"


def _understood(given: str) -> str:
    """A URL or the text of JSON settings. The servers take anything else for their defaults; people make mistakes."""
    if given.lstrip().startswith("{"):
        json_object(given, "the store's settings")
    elif "://" not in given:
        # the text isn't shown: it may hold a password
        raise SettingsError("the store is given neither by a URL such as sqlite:///FILE nor by JSON settings")
    return given


def _data_directory() -> Path:
    """The user's directory for data (XDG base directory specification)."""
    given = os.environ.get("XDG_DATA_HOME", "")
    try:
        base = Path(given) if given.startswith("/") else Path.home() / ".local" / "share"
    except RuntimeError as err:
        raise SettingsError(f"there is no home directory for a store: give one with --store ({err})") from err
    return base / "nxsconfig"
