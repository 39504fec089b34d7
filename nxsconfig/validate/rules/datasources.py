"""NX12x: the words of datasources are those that the writer looks for (writer §14)."""

from collections.abc import Iterator

from nxsconfig.db.records import Kind
from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.dialect.xml import Element
from nxsconfig.sources.tango.spec import Member
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.spelling import is_alike
from nxsconfig.validate.subjects import Text

_KINDS = ", ".join(SourceKind)
_DATABASES = ("MYSQL", "PGSQL", "ORACLE", "SQLITE")
_SHAPES = ("SCALAR", "SPECTRUM", "IMAGE")


def kind_of_datasource(text: Text) -> Iterator[Fault]:
    """A datasource has a type: CLIENT, TANGO, DB, PYEVAL, or the name of a user's datasource.

    Without a type, or with one that nobody registered, every reading gives no value. Types are spelled exactly.

    Found::

        <datasource name="energy" type="Client">

    Right::

        <datasource name="energy" type="CLIENT">
    """
    for source in _sources(text):
        kind = source.get("type") or ""
        if not kind:
            yield Fault(f"{_what(source)} has no type", f"give it one of {_KINDS}", source)
        elif kind.upper() in set(SourceKind) and kind not in set(SourceKind):
            yield Fault(f"{_what(source)} has type {kind!r}, which is unknown", f"write {kind.upper()!r}", source)


def client_record_name(text: Text) -> Iterator[Fault]:
    """The record of a CLIENT datasource is spelled as the datasource, or is something else altogether.

    Names that differ by a letter or two are mostly misspelled: then nobody sends the value.

    Found::

        <datasource name="energy" type="CLIENT"><record name="enrgy"/></datasource>

    Right::

        <datasource name="energy" type="CLIENT"><record name="exp/motor/mono"/></datasource>
    """
    for source in _sources(text, SourceKind.CLIENT):
        name = (source.get("name") or "").lower()
        for record in source.findall("record"):
            word = (record.get("name") or "").lower()
            if name and word and "$" not in word + name and word != name and is_alike(word, name):
                message = f"the record {record.get('name')!r} of {_what(source)} is spelled almost like it"
                yield Fault(message, f"write {source.get('name')!r} if that is meant", record)


def tango_member(text: Text) -> Iterator[Fault]:
    """A TANGO datasource reads an attribute, a command or a property.

    Any other word of ``member`` means attribute, as if it weren't there. Without a word it is an attribute, too.

    Found::

        <device name="p09/motor/mono" member="propety"/>

    Right::

        <device name="p09/motor/mono" member="property"/>
    """
    for device in _children(text, SourceKind.TANGO, "device"):
        member = device.get("member")
        if member and "$" not in member and member not in set(Member):
            message = f"member {member!r} is unknown: the attribute is read"
            yield Fault(message, f"write one of {', '.join(Member)}", device)


def tango_address(text: Text) -> Iterator[Fault]:
    """The address of a Tango device is whole: host and port together, a name of three parts.

    With a host without a port, or a port without a host, the writer takes the device of its own Tango database.

    Found::

        <device name="p09/motor/mono" hostname="haspp09"/>

    Right::

        <device name="p09/motor/mono" hostname="haspp09" port="10000"/>
    """
    for device in _children(text, SourceKind.TANGO, "device"):
        host, port, name = (device.get(key) or "" for key in ("hostname", "port", "name"))
        if bool(host) != bool(port):
            have, lack = ("a host", "port") if host else ("a port", "host")
            yield Fault(
                f"device {name!r} has {have} but no {lack}: neither is used", f"give the {lack} as well", device
            )
        if port and "$" not in port and not port.isdigit():
            yield Fault(f"the port {port!r} of device {name!r} is no number", "write a number, mostly 10000", device)
        if name and "$" not in name and name.removeprefix("tango://").partition("#")[0].count("/") not in (0, 2, 3):
            yield Fault(f"{name!r} is no name of a Tango device", "write domain/family/member", device)


def database_words(text: Text) -> Iterator[Fault]:
    """The words of a DB datasource are those that the writer knows.

    An unknown database can't be asked. Any unknown format means IMAGE: all columns of all rows.

    Found::

        <database dbtype="mysql" dbname="p"/>

    Right::

        <database dbtype="MYSQL" dbname="p"/>
    """
    for source in _sources(text, SourceKind.DB):
        database, query = source.find("database"), source.find("query")
        kind = None if database is None else database.get("dbtype")
        if database is not None and kind is not None and "$" not in kind and kind not in _DATABASES:
            yield Fault(f"dbtype {kind!r} is unknown", f"write one of {', '.join(_DATABASES)}", database)
        shape = None if query is None else query.get("format")
        if query is not None and shape and "$" not in shape and shape not in _SHAPES:
            message = f"format {shape!r} is unknown: the answer is taken as an IMAGE"
            yield Fault(message, f"write one of {', '.join(_SHAPES)}", query)


def datasource_name(text: Text) -> Iterator[Fault]:
    """A stored datasource has the name that it is stored under.

    Components refer to the name of the entry, but what is scanned is told by the name inside: when they differ, a
    datasource that the user scans keeps its strategy INIT, so one value is recorded instead of one a point.

    Found::

        <datasource name="energy" …> stored under the name mono_energy

    Right::

        <datasource name="mono_energy" …> stored under the name mono_energy
    """
    if text.kind is not Kind.DATASOURCE or text.root is None:
        return
    source = next(text.root.iter("datasource"), None)
    name = None if source is None else source.get("name")
    if name != text.name and source is not None and "$" not in (name or ""):
        message = f"{text.what} calls itself {name!r}" if name else f"the <datasource> of {text.what} has no name"
        yield Fault(message, f'write name="{text.name}", or store it under {name!r}', source)


def _sources(text: Text, kind: str | None = None) -> Iterator[Element]:
    """Datasources of a text, those inside of others included, whose parts are all known."""
    if text.root is None:
        return
    for source in text.root.iter("datasource"):
        given = source.get("type") or ""
        if "$" not in given and kind in (None, given):
            yield source


def _children(text: Text, kind: str, tag: str) -> Iterator[Element]:
    for source in _sources(text, kind):
        yield from source.findall(tag)


def _what(source: Element) -> str:
    name = source.get("name")
    return f"datasource {name!r}" if name else "an unnamed datasource"


RULES = (
    Rule("NX120", Severity.INFO, client_record_name),
    Rule("NX122", Severity.WARNING, kind_of_datasource),
    Rule("NX125", Severity.WARNING, tango_member),
    Rule("NX126", Severity.WARNING, tango_address),
    Rule("NX128", Severity.WARNING, database_words),
    Rule("NX129", Severity.WARNING, datasource_name),
)
