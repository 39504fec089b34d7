"""NX12x: a datasource says all that is needed to ask it (writer §14).

Those that are written into components may be completed by other components: they are looked at when all is merged.
"""

from collections.abc import Iterator

from nxsconfig.db.records import Kind
from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.dialect.xml import Element, serialise
from nxsconfig.errors import DefinitionError, NonregisteredDBRecordError
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration, Text

_ERROR = DefinitionError.__name__
_MISSING = NonregisteredDBRecordError.__name__


def datasource_inside(text: Text) -> Iterator[Fault]:
    """A stored datasource holds a <datasource> element.

    Every configuration that refers to one without fails.

    Found::

        <definition/> stored as a datasource

    Right::

        <definition><datasource name="energy" type="CLIENT"><record name="energy"/></datasource></definition>
    """
    if not _outer(text) and text.kind is Kind.DATASOURCE and text.root is not None and "$" not in text.text:
        yield Fault(f"{text.what} holds no <datasource>", "put one in", text.root, error=_MISSING)


def one_datasource_inside(text: Text) -> Iterator[Fault]:
    """A stored datasource holds one <datasource> element only.

    Of several, the first one is used and the others are lost.

    Found::

        <definition><datasource name="energy" …/><datasource name="gap" …/></definition>

    Right::

        each of them stored under its own name
    """
    for other in _outer(text)[1:]:
        name = other.get("name") or ""
        yield Fault(f"{text.what} holds a second <datasource> {name!r}, which is never used", "store it alone", other)


def client_record(text: Text) -> Iterator[Fault]:
    """A CLIENT datasource names its record.

    Without it the writer can't open the entry: the scan doesn't start.

    Found::

        <datasource name="energy" type="CLIENT"/>

    Right::

        <datasource name="energy" type="CLIENT"><record name="energy"/></datasource>
    """
    for source in _stored(text):
        yield from _client(source)


def tango_device(text: Text) -> Iterator[Fault]:
    """A TANGO datasource names a device and what to read of it.

    Without them the writer can't open the entry: the scan doesn't start.

    Found::

        <datasource name="energy" type="TANGO"><device name="p09/motor/mono"/></datasource>

    Right::

        <datasource name="energy" type="TANGO"><device name="p09/motor/mono"/><record name="Position"/></datasource>
    """
    for source in _stored(text):
        yield from _tango(source)


def database_query(text: Text) -> Iterator[Fault]:
    """A DB datasource has a query and says its format.

    Without them the writer can't open the entry: the scan doesn't start.

    Found::

        <datasource name="title" type="DB"><database dbtype="MYSQL" dbname="p"/></datasource>

    Right::

        <datasource name="title" type="DB"><database dbtype="MYSQL" dbname="p"/>
        <query format="SCALAR">SELECT title FROM proposal</query></datasource>
    """
    for source in _stored(text):
        yield from _database(source)


def script(text: Text) -> Iterator[Fault]:
    """A PYEVAL datasource has a script, and its inputs have names and types.

    Otherwise the writer can't open the entry: the scan doesn't start.

    Found::

        <datasource name="sum" type="PYEVAL"><result>  </result></datasource>

    Right::

        <datasource name="sum" type="PYEVAL"><result>ds.result = 1</result></datasource>
    """
    for source in _stored(text):
        yield from _pyeval(source)


def inline_datasource(configuration: Configuration) -> Iterator[Fault]:
    """A datasource that is written into a component is complete when all components are merged.

    Otherwise the writer can't open the entry: the scan doesn't start.

    Found::

        <field name="energy"><datasource name="energy" type="CLIENT"/></field> in all components that have this field

    Right::

        the same, with <record name="energy"/> in the datasource of another component
    """
    for source in () if configuration.root is None else configuration.root.iter("datasource"):
        if configuration.library.get(Kind.DATASOURCE, source.get("name") or "") is None:
            for check in (_client, _tango, _database, _pyeval):
                yield from check(source)


def _outer(text: Text) -> list[Element]:
    """Datasources of a stored datasource that aren't inside another one."""
    if text.kind is not Kind.DATASOURCE or text.root is None:
        return []
    return [one for one in text.root.iter("datasource") if next(one.iterancestors("datasource"), None) is None]


def _stored(text: Text) -> Iterator[Element]:
    """Datasources of a stored datasource, those inside of others included."""
    return text.root.iter("datasource") if text.kind is Kind.DATASOURCE and text.root is not None else iter(())


def _client(source: Element) -> Iterator[Fault]:
    if _is(source, SourceKind.CLIENT) and not any(record.get("name") for record in source.iter("record")):
        yield _incomplete(source, 'a <record name="…"/>')


def _tango(source: Element) -> Iterator[Fault]:
    for tag in ("device", "record") if _is(source, SourceKind.TANGO) else ():
        if not any(child.get("name") for child in source.findall(tag)):
            yield _incomplete(source, f'a <{tag} name="…"/>')


def _database(source: Element) -> Iterator[Fault]:
    if not _is(source, SourceKind.DB):
        return
    query = source.find("query")
    if query is None or not (query.text or "").strip():
        yield _incomplete(source, '<query format="…">SQL</query>')
    elif not query.get("format"):
        yield _incomplete(source, "a format of its query")


def _pyeval(source: Element) -> Iterator[Fault]:
    if source.get("type") != SourceKind.PYEVAL:
        return
    result = source.find("result")
    if _is(source, SourceKind.PYEVAL) and (
        result is None or not "".join(str(part) for part in result.itertext()).strip()
    ):
        yield _incomplete(source, "<result>ds.result = …</result>")
    for inner in source.iterdescendants("datasource"):
        if not inner.get("name") or not inner.get("type"):
            message = f"an input of PYEVAL datasource {source.get('name') or ''!r} has no name or no type"
            yield Fault(message, "give it both", inner, error=_ERROR)


def _is(source: Element, kind: SourceKind) -> bool:
    """Whether it is of that kind, and no reference directly between its parts may bring a missing one."""
    pieces = [source.text, *(child.tail for child in source)]
    return source.get("type") == kind and (
        kind is SourceKind.PYEVAL or not any("$" in (piece or "") for piece in pieces)
    )


def _incomplete(source: Element, lacks: str) -> Fault:
    name = source.get("name")
    what = f"datasource {name!r}" if name else "an unnamed datasource"
    message = f"{what} of type {source.get('type')} lacks {lacks}: {serialise(source)[:60]!r}"
    return Fault(" ".join(message.split()), f"put {lacks} into it", source, error=_ERROR)


RULES = (
    Rule("NX121", Severity.ERROR, datasource_inside),
    Rule("NX116", Severity.WARNING, one_datasource_inside),
    Rule("NX123", Severity.ERROR, client_record),
    Rule("NX124", Severity.ERROR, tango_device),
    Rule("NX127", Severity.ERROR, database_query),
    Rule("NX131", Severity.ERROR, script),
)
CONFIGURATION_RULES = (Rule("NX302", Severity.ERROR, inline_datasource),)
