"""Which store a command line works on, opened: a session.

A Tango server will be another session behind the same sub-commands; they see only what stands here.
"""

import getpass
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nxsconfig.cli.locale import as_path
from nxsconfig.cli.request import Request
from nxsconfig.cli.streams import Stop
from nxsconfig.configurator import Configurator, Options
from nxsconfig.configurator.options import json_object
from nxsconfig.db import SqlStore, open_store
from nxsconfig.db.records import Entry, Kind
from nxsconfig.dialect.text import name_list
from nxsconfig.errors import SettingsError

STORE_VARIABLE = "NXSCONFIG_STORE"

LABELS = {Kind.COMPONENT: "Component", Kind.DATASOURCE: "DataSource", Kind.SELECTION: "Profile"}


class Session:
    """A store with the name of the person who works on it and the options of the command line.

    `label` is how messages call the store; it never holds a password.
    """

    def __init__(self, store: SqlStore, options: Options) -> None:
        self.label = store.label
        self.store = store
        self._configurator = Configurator(store)
        self._options = options
        self._who = who()

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        return self._configurator.names(kind)

    def mandatory(self) -> list[str]:
        """Names of the mandatory components in code point order, whatever order the engine keeps its rows in."""
        return sorted(self._configurator.mandatory())

    def texts(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Stored texts in the order of the names."""
        return self._configurator.texts(kind, names)

    def upload(self, entries: Sequence[Entry], *, mandatory: bool) -> None:
        """Store texts, all or none, and make the components mandatory if asked to."""
        self._configurator.store_entries(entries, who=self._who, mandatory=True if mandatory else None)

    def delete(self, kind: Kind, names: Sequence[str]) -> None:
        """Delete entries, all or none."""
        self._configurator.delete(kind, names, who=self._who)

    def configuration(self, names: Sequence[str]) -> str:
        """The merged configuration; an empty text when there is nothing."""
        return self._configurator.create_configuration(names, self._options).xml

    def instantiate(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Texts with references and variables filled in."""
        return self._configurator.instantiate(kind, names, self._options)

    def dependent_components(self, names: Sequence[str]) -> list[str]:
        """The names and everything they pull in."""
        return self._configurator.dependent_components(names)

    def component_datasources(self, name: str) -> list[str]:
        """Names of the datasources that a component uses."""
        return self._configurator.component_datasources(name, self._options)

    def merged_datasources(self, names: Sequence[str]) -> list[str]:
        """Names of the datasources of the merged components, mandatory ones included."""
        return self._configurator.components_datasources(names, self._options)

    def component_variables(self, name: str) -> list[str]:
        """Names of the variables that a component uses, with repeats."""
        return self._configurator.component_variables(name)

    def merged_variables(self, names: Sequence[str]) -> list[str]:
        """Names of the variables of the merged components, mandatory ones included."""
        return self._configurator.components_variables(names, self._options)

    def restore(self, change: int, *, before: bool) -> None:
        """Give an entry the text that it had after a change, or just before it."""
        self.store.restore(change, who=self._who, before=before)


@contextmanager
def open_session(request: Request, *, create: bool = False) -> Iterator[Session]:
    """The session that a request asks for, closed at the end; `create`: a store that is missing is made.

    Raises StoreError, SettingsError.
    """
    if request.server is not None:
        raise Stop(
            "Error: working through a server (-s) comes with a later version: give the database with --store instead\n"
        )
    settings, own = _settings(request)
    store = open_store(settings, create=create or own)
    try:
        yield Session(store, _options(request))
    finally:
        store.close()


def require(session: Session, kind: Kind, names: Sequence[str], *, strict: bool = False) -> None:
    """Every name is stored. Raises Stop for the first that isn't: exit code 0 as scripts know it, 255 if strict."""
    known = set(session.names(kind)) if names else set()
    for name in names:
        if name not in known:
            text = f"Error: {LABELS[kind]} '{name}' not stored in the configuration server\n"
            raise Stop(text, 255 if strict else 0)


def who() -> str:
    """``login@host`` for the history."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = str(os.getuid())
    return f"{login}@{socket.gethostname()}"


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
    path = _data_directory() / "nxsconfig.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}", True


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


def _options(request: Request) -> Options:
    return Options(
        variables=request.variables or "{}",
        step=tuple(name_list(request.step)),
        link=tuple(name_list(request.link)),
        extralink=tuple(name_list(request.extralink)),
        canfail=tuple(name_list(request.canfail)),
    )
