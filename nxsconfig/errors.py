"""Every exception that nxsconfig raises on purpose. Each leaf is what a caller would handle differently.

    NXSConfigError
    ├── XMLError                        a text is not what the language allows
    │   ├── WrongXMLError               not well-formed (line and column are known)
    │   ├── XMLLimitError               refused before it can do harm: size, depth, entities
    │   └── UndefinedTagError           the root element is not `definition`
    ├── WrongJSONError                  a JSON text is broken or of the wrong kind
    │   └── JSONArgumentError           not a stored text but what goes with a call: variables, settings, names
    ├── FaultyTextError                 a text was refused at the door: rules of validation find errors in it
    ├── IncompatibleNodeError           two elements can't be merged, or an element stands where it must not
    ├── NonregisteredDBRecordError      a name was asked for that the store doesn't hold
    ├── CircularReferenceError          references lead back to themselves
    ├── NXDLError                       NeXus definitions can't be read, or don't hold what was asked for
    ├── ExchangeError                   a directory doesn't hold a configuration that can be read or replaced
    ├── ServerStateError                a server must be brought into another state first: opened or closed
    ├── StoreError                      the database can't do what was asked
    │   ├── SettingsError               the connection settings or the store URL can't be understood
    │   ├── StoreUnavailableError       the database or the configuration server can't be reached, or went away
    │   │   └── ServerTimeoutError      the server doesn't answer in time; it may still be doing what was asked
    │   ├── StoreSchemaError            the tables are missing or of an unknown version
    │   ├── StoreReadOnlyError          the database or its file can't be written
    │   ├── StoreDataError              the database refuses a value (name too long, text too big, characters)
    │   └── RevisionConflictError       somebody else stored in between
    ├── ServerError                     a configuration server answers with an error that is none of these
    └── WriterError                     a file can't be written as the definition says
        ├── DefinitionError             the definition contradicts itself or the writer's rules
        ├── UnsupportedElementError     an element the writer doesn't know (yet)
        ├── NexusFileError              the file can't be opened, created or closed
        ├── RecordError                 values are missing or can't be stored; reports all of them together
        ├── PluginError                 a data source or decoder of the user can't be imported
        └── SourceError                 a source was asked and gave no value
            ├── SourceUnavailableError  it can't be reached or didn't answer in time; it is tried again by itself
            └── ScriptRefusedError      the policy of this writer doesn't allow the script

The names of the five classes that travel over Tango (WrongXMLError, WrongJSONError, IncompatibleNodeError,
NonregisteredDBRecordError, UndefinedTagError) are the peers' (spec config-server §1): old clients look for them.
"""

from collections.abc import Sequence


class NXSConfigError(Exception):
    """Root of the tree: catch this to catch everything that nxsconfig raises on purpose."""


class XMLError(NXSConfigError):
    """A text is not what the XML language allows."""


class WrongXMLError(XMLError):
    """The text is not well-formed XML; `line` and `column` count from 1 (0: unknown)."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class XMLLimitError(XMLError):
    """The text was refused before it could do harm: too big, too deep, or it declares entities."""


class UndefinedTagError(XMLError):
    """The root element is not `definition`."""


class WrongJSONError(NXSConfigError):
    """A JSON text is broken or of the wrong kind."""


class JSONArgumentError(WrongJSONError):
    """Variables, settings or another JSON argument of a call is broken, while what is stored is all right."""


class FaultyTextError(NXSConfigError):
    """Texts were refused at the door, because rules of validation find errors; the message lists them."""


class IncompatibleNodeError(NXSConfigError):
    """Two elements that can't be merged, or an element where none is allowed.

    `value` is the message; `str()` gives its repr, which is what the peers' clients parse (config-server §2.7).
    `nodes` are the elements concerned, `origins` the components they came from, in the same order: one tuple of
    names an element. `explain()` is the text for people.
    """

    def __init__(
        self, value: str, nodes: Sequence[object] | None = None, origins: Sequence[tuple[str, ...]] = ()
    ) -> None:
        super().__init__(value)
        self.value = value
        self.nodes = list(nodes or [])
        self.origins = list(origins)

    def __str__(self) -> str:
        return repr(self.value)

    def explain(self) -> str:
        """The message with the components that the two sides came from."""
        named = [", ".join(repr(name) for name in names) for names in self.origins if names]
        return f"{self.value} (from {' and '.join(dict.fromkeys(named))})" if named else self.value


class NonregisteredDBRecordError(NXSConfigError):
    """A name was asked for that the store doesn't hold. `name` is that name."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class CircularReferenceError(NXSConfigError):
    """References lead back to themselves; `chain` holds the names in the order they were met."""

    def __init__(self, message: str, chain: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.chain = tuple(chain)


class ServerStateError(NXSConfigError):
    """A server can't do this in its present state: a store, a file or an entry must be opened, or closed, first."""


class NXDLError(NXSConfigError):
    """NeXus definitions can't be read, or don't hold what was asked for."""


class ExchangeError(NXSConfigError):
    """A directory doesn't hold a configuration as `nxsconfig export` writes it, or files in it are broken."""


class StoreError(NXSConfigError):
    """The database can't do what was asked. No message ever holds a password."""


class SettingsError(StoreError):
    """The connection settings or the store URL can't be understood."""


class StoreUnavailableError(StoreError):
    """The database or the configuration server can't be reached, or went away."""


class ServerTimeoutError(StoreUnavailableError):
    """The server doesn't answer in time; it may still be doing what was asked."""


class StoreSchemaError(StoreError):
    """The tables are missing or of an unknown version."""


class StoreReadOnlyError(StoreError):
    """The database or its file can't be written."""


class StoreDataError(StoreError):
    """The database refuses a value: name too long, text too big, characters it can't hold."""


class RevisionConflictError(StoreError):
    """Somebody else stored in between: `expected` and `found` are revisions."""

    def __init__(self, message: str, expected: int, found: int) -> None:
        super().__init__(message)
        self.expected = expected
        self.found = found


class ServerError(NXSConfigError):
    """A configuration server answers with an error that is none of the others; `stack` is all that it tells."""

    def __init__(self, message: str, stack: str = "") -> None:
        super().__init__(message)
        self.stack = stack or message


class WriterError(NXSConfigError):
    """A file can't be written as the definition says."""


class DefinitionError(WriterError):
    """The definition contradicts itself or the writer's rules."""


class UnsupportedElementError(WriterError):
    """An element the writer doesn't know (yet); the message names it and where it stands."""


class NexusFileError(WriterError):
    """The file can't be opened, created or closed."""


class RecordError(WriterError):
    """Values are missing or can't be stored. `failures` holds (path of the object, source, reason) of each."""

    def __init__(self, message: str, failures: Sequence[tuple[str, str, str]] = ()) -> None:
        super().__init__(message)
        self.failures = tuple(failures)

    def __str__(self) -> str:
        lines = [f"  {path}: {reason} [{source}]" for path, source, reason in self.failures]
        return "\n".join([super().__str__(), *lines])


class PluginError(WriterError):
    """A data source or decoder of the user can't be imported."""


class SourceError(WriterError):
    """A source was asked and gave no value; the message is what it said. No message ever holds a password."""


class SourceUnavailableError(SourceError):
    """A source can't be reached or didn't answer in time. It is tried again in the background, at no cost to points."""


class ScriptRefusedError(SourceError):
    """The policy of this writer doesn't allow the script; the message names the hash that would allow it."""
