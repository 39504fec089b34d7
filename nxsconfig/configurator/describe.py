"""What components, datasources and whole configurations hold, as rows (cli-config §2.3).

Works over a `Catalogue`, which a store and a remote configuration server can both be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from nxsconfig.configurator.naming import public_names
from nxsconfig.configurator.rows import Row, attribute_rows, datasource_rows, field_rows, link_rows
from nxsconfig.configurator.rows_records import first_record
from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import NonregisteredDBRecordError, NXSConfigError, StoreError


class Catalogue(Protocol):
    """Reading of named texts. All calls raise NonregisteredDBRecordError for the first name that is not there."""

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        ...

    def texts(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Stored texts in the order of the names."""
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


class Scope(Enum):
    """Which elements become rows."""

    ALL = "fields, attributes and links"
    GEOMETRY = "fields and links"


@dataclass(frozen=True)
class Description:
    """Rows of one component or datasource.

    `dependencies` are the components that were added behind it; `instantiated` is False when references can't be
    filled in, so that the rows come from the stored text.
    """

    name: str
    rows: Sequence[Row]
    dependencies: tuple[str, ...] = ()
    instantiated: bool = True


def configuration_rows(xml: str, scope: Scope = Scope.ALL) -> list[Row]:
    """Rows of a whole configuration; an empty text has none."""
    return _component_rows(xml, "the configuration", scope) if xml else []


def describe_components(
    catalogue: Catalogue, names: Sequence[str], scope: Scope = Scope.ALL, *, private: bool = False
) -> list[Description]:
    """The named components, each followed by its dependencies; without names all public (or `private`) ones.

    When there is none of the wanted sort, all components are described.
    """
    wanted = _with_dependencies(catalogue, names) if names else _all(catalogue, private=private)
    known = list(dict(wanted))
    texts = dict(zip(known, _instantiated(catalogue, known), strict=True))
    return [_description(name, dependencies, texts[name], scope) for name, dependencies in wanted]


def describe_datasources(catalogue: Catalogue, names: Sequence[str]) -> list[Description]:
    """The named datasources; without names all. Datasources inside a datasource have rows of their own."""
    wanted = list(names) or catalogue.names(Kind.DATASOURCE)
    texts = catalogue.texts(Kind.DATASOURCE, wanted)
    return [
        Description(name, datasource_rows(parse(text, f"datasource {name!r}")))
        for name, text in zip(wanted, texts, strict=True)
    ]


def datasource_record(catalogue: Catalogue, name: str) -> str:
    """Where a datasource takes its values from, in one short text."""
    (text,) = catalogue.texts(Kind.DATASOURCE, [name])
    return first_record(parse(text, f"datasource {name!r}"))


def component_records(catalogue: Catalogue, name: str) -> list[str]:
    """Records of all datasources of a component, those written inside it first; empty ones are left out."""
    (text,) = catalogue.texts(Kind.COMPONENT, [name])
    inline = datasource_rows(parse(text, f"component {name!r}"))
    inside = {row["source_name"] for row in inline}
    others = [source for source in catalogue.component_datasources(name) if source not in inside]
    records = [str(row["source"]) for row in inline] + list(_stored_records(catalogue, name, others))
    return [record for record in records if record]


def _stored_records(catalogue: Catalogue, component: str, names: Sequence[str]) -> Iterator[str]:
    """Records of stored datasources; one that only stands inside another is read from the filled-in component."""
    stored = set(catalogue.names(Kind.DATASOURCE))
    filled: dict[object, str] | None = None
    for name in names:
        if name in stored:
            yield datasource_record(catalogue, name)
            continue
        if filled is None:
            filled = _records_inside(catalogue, component)
        if name not in filled:
            raise NonregisteredDBRecordError(f"DataSource {name} not registered in the database", name)
        yield filled[name]


def _records_inside(catalogue: Catalogue, component: str) -> dict[object, str]:
    (text,) = catalogue.instantiate(Kind.COMPONENT, [component])
    return {row["source_name"]: str(row["source"]) for row in datasource_rows(parse(text, f"component {component!r}"))}


def _all(catalogue: Catalogue, *, private: bool) -> list[tuple[str, tuple[str, ...]]]:
    names = catalogue.names(Kind.COMPONENT)
    return [(name, ()) for name in public_names(names, private=private) or names]


def _with_dependencies(catalogue: Catalogue, names: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    wanted: list[tuple[str, tuple[str, ...]]] = []
    for name in names:
        dependencies = tuple(one for one in catalogue.dependent_components([name]) if one != name)
        wanted += [(name, dependencies), *((one, ()) for one in dependencies)]
    return wanted


def _instantiated(catalogue: Catalogue, names: Sequence[str]) -> list[tuple[str, bool]]:
    """Texts with references filled in where possible, all in one call when nothing is broken."""
    try:
        return [(text, True) for text in catalogue.instantiate(Kind.COMPONENT, names)]
    except StoreError:
        raise
    except NXSConfigError:
        return [_instantiated_alone(catalogue, name) for name in names]


def _instantiated_alone(catalogue: Catalogue, name: str) -> tuple[str, bool]:
    try:
        return catalogue.instantiate(Kind.COMPONENT, [name])[0], True
    except StoreError:
        raise
    except NXSConfigError:
        return catalogue.texts(Kind.COMPONENT, [name])[0], False


def _description(name: str, dependencies: tuple[str, ...], text: tuple[str, bool], scope: Scope) -> Description:
    xml, instantiated = text
    return Description(name, _component_rows(xml, f"component {name!r}", scope), dependencies, instantiated)


def _component_rows(xml: str, what: str, scope: Scope) -> list[Row]:
    root = parse(xml, what)
    attributes = attribute_rows(root) if scope is Scope.ALL else []
    return field_rows(root) + attributes + link_rows(root)
