"""describe, info and geometry: tables of what components, datasources and profiles hold (cli-config §2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.profiles import profile_table
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import Session, open_session, require
from nxsconfig.cli.streams import Stop, emit, on_terminal, talk
from nxsconfig.cli.tables import DEFAULT_COLUMNS, Layout, Row, select, table
from nxsconfig.configurator.describe import (
    Description,
    Scope,
    configuration_rows,
    describe_components,
    describe_datasources,
)
from nxsconfig.configurator.options import json_object
from nxsconfig.db.records import Kind
from nxsconfig.errors import WrongJSONError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SOURCE_COLUMNS = ("source_name", "source_type", "source")
_INFO = Layout(("source_name", "source_type", "nexus_type", "shape", "strategy", "source"), required=("source_name",))
_GEOMETRY = Layout(("nexus_path", "source_name", "units", "trans_type", "trans_vector", "trans_offset", "depends_on"))
_HINT = "\nHint: add components as command arguments or -m for mandatory components \n\n"


@dataclass(frozen=True)
class Block:
    """One table: what it is about, its rows and how they are laid out."""

    rows: Sequence[Row]
    layout: Layout
    name: str = ""
    dependencies: tuple[str, ...] = ()


def describe(request: Request) -> None:
    """Describe the fields, attributes and links of components, or datasources."""
    layout = Layout(request.columns_asked or DEFAULT_COLUMNS, filters=request.patterns)
    with open_session(request) as session:
        blocks = _datasources(session, request) if request.datasources else _components(session, request, layout)
    _print(request, blocks)


def info(request: Request) -> None:
    """Describe the datasources of components, or datasources, or profiles."""
    with open_session(request) as session:
        if request.profiles and not request.datasources:
            _print_profiles(session, request)
            return
        blocks = _datasources(session, request) if request.datasources else _components(session, request, _INFO)
    _print(request, blocks)


def geometry(request: Request) -> None:
    """Describe the transformations of components."""
    with open_session(request) as session:
        blocks = _components(session, request, _GEOMETRY, Scope.GEOMETRY)
    _print(request, blocks)


def _components(session: Session, request: Request, layout: Layout, scope: Scope = Scope.ALL) -> list[Block]:
    _require_any(session, Kind.COMPONENT, "components")
    require(session, Kind.COMPONENT, request.names, strict=request.strict)
    if request.mandatory:
        rows = configuration_rows(session.configuration(request.names), scope)
        if not rows:
            raise Stop(_HINT, 0)
        return [Block(rows, layout)]
    described = describe_components(session, request.names, scope, private=request.private)
    for one in described:
        if not one.instantiated:
            talk(f"Error: Component '{one.name}' cannot be instantiated\n")
    return [_component_block(one, layout) for one in described]


def _component_block(described: Description, layout: Layout) -> Block:
    title = f"Component: '{described.name}'"
    if described.dependencies:
        title += f" {list(described.dependencies)!r}"
    return Block(described.rows, replace(layout, title=title), described.name, described.dependencies)


def _datasources(session: Session, request: Request) -> list[Block]:
    _require_any(session, Kind.DATASOURCE, "datasources")
    require(session, Kind.DATASOURCE, request.names, strict=request.strict)
    described = describe_datasources(session, request.names)
    asked = request.columns_asked
    if not request.names:
        if asked and "source_name" not in asked:
            asked = ["source_name", *asked]
        layout = Layout(asked or _SOURCE_COLUMNS, filters=request.patterns)
        return [Block([row for one in described for row in one.rows], layout)]
    layout = Layout(asked or _SOURCE_COLUMNS[1:], filters=request.patterns)
    return [Block(one.rows, replace(layout, title=f"DataSource: '{one.name}'"), one.name) for one in described]


def _print(request: Request, blocks: Sequence[Block]) -> None:
    if request.json:
        emit_json([_as_json(block) for block in blocks])
    elif on_terminal():
        from nxsconfig.cli.pretty import print_table  # noqa: PLC0415  rich is slow to import and pipes don't need it

        for block in blocks:
            print_table(block.rows, block.layout)
    else:
        emit("\n".join(line for block in blocks for line in table(block.rows, block.layout)))


def _as_json(block: Block) -> "Mapping[str, object]":
    rows, columns = select(block.rows, block.layout)
    shown = [{name: row.get(name) for name in columns} for row in rows if row is not None]
    return {"name": block.name, "dependencies": block.dependencies, "rows": shown}


def _print_profiles(session: Session, request: Request) -> None:
    _require_any(session, Kind.SELECTION, "profiles")
    require(session, Kind.SELECTION, request.names, strict=request.strict)
    names = request.names or session.names(Kind.SELECTION)
    texts = session.texts(Kind.SELECTION, names)
    profiles = {name: json_object(text, f"profile {name!r}") for name, text in zip(names, texts, strict=True)}
    if request.json:
        emit_json([{"name": name, "profile": profiles[name]} for name in names])
    else:
        emit("\n".join(line for name in names for line in _profile(name, profiles[name])))


def _profile(name: str, profile: Row) -> list[str]:
    try:
        return profile_table([profile], f"Profile: '{name}'")
    except ValueError as err:
        raise WrongJSONError(f"profile {name!r} holds a text that is not JSON: {err}") from err


def _require_any(session: Session, kind: Kind, plural: str) -> None:
    if not session.names(kind):
        raise Stop(f"\n'{session.label}' does not have any {plural}\n\n", 0)
