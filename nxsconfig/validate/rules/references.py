"""NX20x: what texts refer to is there, and doesn't lead back to itself; all that is there is read."""

import re
from collections.abc import Iterator, Sequence

from nxsconfig.db.records import Kind
from nxsconfig.merge.references import COMPONENT, DATASOURCE, component_names, datasource_records, without_comments
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.spots import Spot, spots
from nxsconfig.validate.subjects import Library, Text

_UNUSED = "correct the name, store what is missing, or take the reference out"
_CALLED = "call it components/NAME.xml, datasources/NAME.ds.xml or profiles/NAME.json, or take it out"
_LISTED_COMPONENT = re.compile(r"\$components\.(\w+)")


def known_component(library: Library) -> Iterator[Fault]:
    """A component that another one refers to is stored.

    The server refuses to make a configuration with such a component.

    Found::

        $components.slit1 when there is no component slit1

    Right::

        the same in a comment, which refers to nothing
    """
    for text in library.of(Kind.COMPONENT):
        yield from _missing(library, text, Kind.COMPONENT, spots(text.text, _LISTED_COMPONENT))


def known_datasource(library: Library) -> Iterator[Fault]:
    """A datasource that a component or another datasource refers to is stored.

    The server refuses to make a configuration in which such a reference is left.

    Found::

        $datasources.energy when there is no datasource energy

    Right::

        $datasources.$var.motor, which is looked up when the variable is known
    """
    for kind in (Kind.COMPONENT, Kind.DATASOURCE):
        for text in library.of(kind):
            yield from _missing(library, text, Kind.DATASOURCE, spots(text.text, DATASOURCE))


def _missing(library: Library, text: Text, kind: Kind, found: Iterator[Spot]) -> Iterator[Fault]:
    if not library.complete:
        return
    told: set[str] = set()
    for spot in found:
        if spot.word in told or library.get(kind, spot.word) is not None:
            continue
        told.add(spot.word)
        yield Fault(
            f"{text.what} refers to {kind} {spot.word!r}, which is not stored",
            _UNUSED,
            line=spot.line,
            column=spot.column,
            entry=(text.kind, text.name),
            error="NonregisteredDBRecordError",
        )


def no_circle_of_datasources(library: Library) -> Iterator[Fault]:
    """Datasources don't refer to each other in a circle.

    The server refuses every configuration with one of them: it would put them into each other for ever.

    Found::

        $datasources.b in datasource a, and $datasources.a in datasource b

    Right::

        two datasources that both refer to a third one
    """
    needs = {text.name: datasource_records(without_comments(text.text)) for text in library.of(Kind.DATASOURCE)}
    yield from _circles(library, Kind.DATASOURCE, needs, "CircularReferenceError")


def no_circle_of_components(library: Library) -> Iterator[Fault]:
    """Components don't refer to each other in a circle.

    The server takes each of them once, so it works; but which of them needs which can't be told any more, and none of
    them can be selected without the others.

    Found::

        $components.b in component a, and $components.a in component b

    Right::

        two components that both refer to a third one
    """
    needs = {text.name: component_names(without_comments(text.text)) for text in library.of(Kind.COMPONENT)}
    yield from _circles(library, Kind.COMPONENT, needs, "")


def every_file_read(library: Library) -> Iterator[Fault]:
    """Files in the folders of a configuration are called as what they hold.

    Other files aren't read: neither by the validation nor when the directory is imported.

    Found::

        datasources/motor.xml, components/slits.XML, or components/optics/slits.xml

    Right::

        datasources/motor.ds.xml, components/slits.xml
    """
    for file in library.strangers:
        yield Fault(f"{file} is not read", _CALLED, file)


def _circles(library: Library, kind: Kind, needs: dict[str, list[str]], error: str) -> Iterator[Fault]:
    """One fault a circle, at its first member."""
    done: set[str] = set()
    for name in needs:
        chain = _circle(name, needs, done)
        if chain and library.get(kind, chain[0]):
            pattern = DATASOURCE if kind is Kind.DATASOURCE else COMPONENT
            where = _spot_of(library, kind, chain, pattern)
            message = f"{kind}s refer to each other in a circle: {' → '.join(chain)}"
            fix = "take one of these references out"
            yield Fault(message, fix, line=where.line, column=where.column, entry=(kind, chain[0]), error=error)


def _spot_of(library: Library, kind: Kind, chain: Sequence[str], pattern: re.Pattern[str]) -> Spot:
    text = library.get(kind, chain[0])
    found = () if text is None else spots(text.text, pattern)
    return next((spot for spot in found if spot.word == chain[1]), Spot("", 0, 0))


def _circle(start: str, needs: dict[str, list[str]], done: set[str]) -> list[str]:
    """The names of the first new circle that can be reached, its first one repeated at the end; else nothing."""
    chain: list[str] = []
    ways = [iter([start])]
    while ways:
        name = next(ways[-1], None)
        if name is None:
            ways.pop()
            done.update(chain[-1:])
            del chain[-1:]
        elif name in chain:
            circle = chain[chain.index(name) :]
            done.update(chain)
            return [*circle, name]
        elif name in needs and name not in done:
            chain.append(name)
            ways.append(iter(needs[name]))
    return []


RULES = (
    Rule("NX201", Severity.ERROR, known_component),
    Rule("NX202", Severity.ERROR, known_datasource),
    Rule("NX203", Severity.ERROR, no_circle_of_datasources),
    Rule("NX204", Severity.INFO, no_circle_of_components),
    Rule("NX205", Severity.WARNING, every_file_read),
)
