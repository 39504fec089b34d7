"""What a file will look like: the tree of a merged configuration, and which component brought which part."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from nxsconfig.configurator.assembly import assemble, complete
from nxsconfig.configurator.library import Snapshot
from nxsconfig.configurator.options import Options
from nxsconfig.configurator.ports import Shelf
from nxsconfig.configurator.rows import shape_of
from nxsconfig.configurator.rows_paths import shown_name
from nxsconfig.configurator.rows_records import record
from nxsconfig.dialect.text import content
from nxsconfig.dialect.types import DEFAULT_NX_TYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.merge import Merged

_SCALARS = ("type", "units", "shape", "strategy", "canfail", "value", "target")
_SHOWN = ("group", "field", "vds", "attribute", "link")


@dataclass(frozen=True)
class DatasourceUse:
    """Where the values of a field come from; `record` is the short text of `nxsconfig record`."""

    name: str
    type: str
    record: str


@dataclass(frozen=True)
class Node:
    """One object of the file.

    tag: group, field, vds (virtual dataset), attribute or link. type: NX class of a group, NX type of the others.
    value: text that stands in the definition. target: of a link. origins: the components it came from, first the one
    that brought it.
    """

    tag: str
    name: str
    type: str = ""
    units: str = ""
    shape: tuple[str, ...] = ()
    strategy: str = ""
    canfail: bool = False
    value: str = ""
    target: str = ""
    datasources: tuple[DatasourceUse, ...] = ()
    origins: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()


def outline(shelf: Shelf, components: Sequence[str], options: Options) -> list[Node]:
    """The top objects of the file that these and the mandatory components make; none when there is nothing.

    Raises:
        NXSConfigError: the configuration can't be made; see `Configurator.create_configuration`.
    """
    snapshot = Snapshot(shelf, shelf.fingerprint())
    merged = complete(snapshot, assemble(snapshot, tuple(components), traced=True), options).merged
    return [] if merged is None else list(_children(merged, merged.root))


def _children(merged: Merged, parent: Element) -> Iterator[Node]:
    return (_node(merged, child) for child in parent if child.tag in _SHOWN)


def _node(merged: Merged, element: Element) -> Node:
    strategy = element.find("strategy")
    is_group = element.tag == "group"
    return Node(
        str(element.tag),
        shown_name(element),
        element.get("type") or ("" if is_group or element.tag == "link" else DEFAULT_NX_TYPE),
        units=element.get("units") or "",
        shape=tuple("*" if size is None else str(size) for size in shape_of(element) or ()),
        strategy="" if strategy is None else strategy.get("mode") or "",
        canfail=strategy is not None and (strategy.get("canfail") or "").lower() == "true",
        value="" if is_group else content(element),
        target=(element.get("target") or "") if element.tag == "link" else "",
        datasources=tuple(_use(source) for source in element.findall("datasource")),
        origins=merged.origin(element),
        children=tuple(_children(merged, element)),
    )


def _use(source: Element) -> DatasourceUse:
    return DatasourceUse(source.get("name") or "", source.get("type") or "", record(source))


def node_as_json(node: Node) -> dict[str, object]:
    """The node and what is below it, without what is empty; `name` is always there."""
    found: dict[str, object] = {"tag": node.tag, "name": node.name}
    found |= {key: getattr(node, key) for key in _SCALARS if getattr(node, key)}
    if node.datasources:
        found["datasources"] = [asdict(use) for use in node.datasources]
    found["origins"] = list(node.origins)
    if node.children:
        found["children"] = [node_as_json(child) for child in node.children]
    return found
