"""What a configuration server remembers between calls, without Tango: `ConfigServer` (config-server §2, §3).

```
 attributes of clients ─► ConfigServer ─► Configurator ─► store
                              │  open() connects, close() lets go; the attributes stay
                              └─► options of the calls; results wait in xml_string and xml_cache
```
The Tango device and the peers' Python class are adapters over it. Not safe for threads: the adapters let calls in one
after the other.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from nxsconfig import __version__
from nxsconfig.configurator.configurator import Configurator, check_entry
from nxsconfig.configurator.derived import Derived
from nxsconfig.configurator.door import Door, let_in
from nxsconfig.configurator.options import Options, json_argument
from nxsconfig.configurator.ports import Store
from nxsconfig.db.records import Entry, Kind
from nxsconfig.dialect.paths import parse_path
from nxsconfig.dialect.text import list_text, name_list
from nxsconfig.errors import (
    JSONArgumentError,
    NonregisteredDBRecordError,
    NXSConfigError,
    ServerStateError,
    StoreError,
    StoreUnavailableError,
)

VERSION_LABEL = "XCS"
EXTRA_LINK_PATH = "instrument:NXinstrument/collection:NXcollection"
NOT_CONNECTED = "<DB_NOT_CONNECTED>"
"""Stands for the revision in a version while there is no database."""


class ListText:
    """A text attribute that holds a list of names: JSON lists stay as given, others are split (config-server §2.6)."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._slot = f"_{name}"

    def __get__(self, server: "ConfigServer", owner: type) -> str:
        return str(getattr(server, self._slot, "[]"))

    def __set__(self, server: "ConfigServer", text: str) -> None:
        setattr(server, self._slot, list_text(text))


class ConfigServer:
    """One server: text attributes, the store that is open or not, and what needs both.

    `version_label` and `extralink_path` are the device properties (config-server §2.1). `default_settings` is used
    while `json_settings` names nothing; both are a URL or the peers' JSON. `connect` makes a store of them.
    `reads_ahead`: opening reads and prepares the store, as `Configurator.read_ahead` does. `door` is asked before texts
    of clients are stored and raises for those that it doesn't let in; None: all that are well-formed come in.
    """

    step_datasources = ListText()
    link_datasources = ListText()
    extralink_datasources = ListText()
    canfail_datasources = ListText()

    def __init__(
        self, connect: Callable[[str], Store], *, default_settings: str = "", reads_ahead: bool = False
    ) -> None:
        self._connect = connect
        self._reads_ahead = reads_ahead
        self._derived = Derived()
        self.xml_string = ""
        self.xml_cache = ""
        self.selection = "{}"
        self.variables = "{}"
        self.door: Door | None = None
        self.version_label = VERSION_LABEL
        self.extralink_path = EXTRA_LINK_PATH
        self.default_settings = default_settings
        self._json_settings = "{}"
        self._opened_with = ""
        self.seen_revision: int | None = None
        """The revision of the open store when it was last asked for."""
        self._configurator: Configurator | None = None
        self._store: Store | None = None

    # -- the store ----------------------------------------------------------------------------------------------------

    @property
    def json_settings(self) -> str:
        """Which store, as written by the clients. Setting it raises ServerStateError while the server is open."""
        return self._json_settings

    @json_settings.setter
    def json_settings(self, text: str) -> None:
        if self.is_open:
            raise ServerStateError("To change the settings please close the server.")
        self._json_settings = text

    @property
    def settings(self) -> str:
        """The settings that count."""
        return self.default_settings or "{}" if _names_nothing(self._json_settings) else self._json_settings

    @property
    def is_open(self) -> bool:
        """Whether there is a store; its database may be away."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The open store. Raises ServerStateError."""
        if self._store is None:
            raise ServerStateError("the configuration server is closed: open it first")
        return self._store

    @property
    def configurator(self) -> Configurator:
        """The use cases over the open store. Raises ServerStateError."""
        if self._configurator is None:
            raise ServerStateError("the configuration server is closed: open it first")
        return self._configurator

    def open(self) -> None:
        """Connect; when it is open with these settings already, only ask whether the database answers.

        Raises:
            SettingsError: the settings can't be understood.
            StoreUnavailableError, StoreSchemaError: the database can't be reached or has no tables. The server is
                closed then.
        """
        settings = self.settings
        if self._store is not None and self._opened_with == settings and self._answers(self._store):
            return
        self.close()
        self._store = self._connect(settings)
        self._configurator = Configurator(self._store, self._derived)
        if self._reads_ahead:
            self._read_ahead(self._configurator)
        self._opened_with = settings

    @staticmethod
    def _read_ahead(configurator: Configurator) -> None:
        """Calls that read tell what is wrong with a store; here it is none of the caller's business."""
        with suppress(NXSConfigError):
            configurator.read_ahead()

    @staticmethod
    def _answers(store: Store) -> bool:
        try:
            store.revision()
        except StoreError:
            return False
        except NonregisteredDBRecordError:  # it has no revision, but it answers
            return True
        return True

    def close(self) -> None:
        """Let the database go; the attributes keep their values."""
        if self._store is not None:
            self._store.close()
        self._store = None
        self._configurator = None
        self.seen_revision = None

    def revision(self) -> int:
        """The revision of the store. Raises NonregisteredDBRecordError when it has none."""
        self.seen_revision = self.store.revision()
        return self.seen_revision

    def version(self) -> str:
        """Software version, label and revision of the database, separated by dots (config-server §2.5).

        Raises:
            NonregisteredDBRecordError: the database has no revision.
        """
        try:
            revision = str(self.revision())
        except (ServerStateError, StoreUnavailableError):
            revision = NOT_CONNECTED
        return f"{__version__}.{self.version_label}.{revision}"

    # -- what the attributes are for ----------------------------------------------------------------------------------

    def options(self) -> Options:
        """Variables, lists and the path of the extra links, as the configurator takes them."""
        return Options(
            variables=self.variables,
            step=tuple(name_list(self.step_datasources)),
            link=tuple(name_list(self.link_datasources)),
            extralink=tuple(name_list(self.extralink_datasources)),
            canfail=tuple(name_list(self.canfail_datasources)),
            extralink_path=parse_path(self.extralink_path),
        )

    def pending(self, kind: Kind, name: str) -> Entry:
        """The text that waits to be stored under a name. Raises WrongXMLError, XMLLimitError, WrongJSONError."""
        entry = Entry(kind, name, self.selection if kind is Kind.SELECTION else self.xml_string)
        check_entry(entry)
        return entry

    def store_text(self, kind: Kind, name: str, *, who: str = "") -> None:
        """Store `selection` or `xml_string` under a name. Raises as `store_entries`."""
        self.store_entries([self.pending(kind, name)], who=who)

    def store_entries(
        self, entries: Sequence[Entry], *, who: str = "", mandatory: bool | None = None, expected: int | None = None
    ) -> int:
        """Store texts of clients, all or none, if the door lets them in; returns the revision afterwards.

        Raises as `Configurator.store_entries`, and FaultyTextError for texts that the door refuses.
        """
        let_in(self.door, self.store, entries)
        return self.configurator.store_entries(entries, who=who, mandatory=mandatory, expected=expected)

    def create_cache(self, names: Sequence[str]) -> None:
        """Put the part of a configuration that depends on the store only into `xml_cache`."""
        self.xml_cache = self.configurator.create_cache(names)

    def create_configuration(self, names: Sequence[str]) -> None:
        """Put a configuration into `xml_string` and its cache into `xml_cache`.

        compat: nxsconfigserver 2.26: when it fails, `xml_string` keeps its value and `xml_cache` may be new.
        """
        try:
            made = self.configurator.create_configuration(names, self.options())
        except NXSConfigError:
            self.create_cache(names)
            raise
        self.xml_cache, self.xml_string = made.cache, made.xml

    def set_component_datasources(self, text: str, *, who: str = "") -> None:
        """Rename datasources of components made from templates; text: ``{component: {datasource: new name}}``.

        Raises:
            JSONArgumentError: another kind of JSON.
            NonregisteredDBRecordError: see `Configurator.set_component_datasources`.
            FaultyTextError: the door refuses a component as it would be.
        """
        names: dict[str, dict[str, object]] = {}
        for component, datasources in json_argument(text, "the names of the datasources").items():
            if not isinstance(datasources, dict):
                raise JSONArgumentError(
                    f"the datasources of {component!r} must be a JSON object with names, old and new"
                )
            names[component] = datasources
        self.configurator.set_component_datasources(names, who=who, let_in=partial(let_in, self.door, self.store))


def _names_nothing(settings: str) -> bool:
    """Whether a text is neither a URL nor a JSON object with something in it (config-server §5.2)."""
    try:
        value = json.loads(settings)
    except (ValueError, RecursionError):
        return "://" not in settings
    return not (isinstance(value, dict) and value)
