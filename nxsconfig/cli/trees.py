"""tree: what the file will look like."""

from collections.abc import Iterator, Sequence

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import require
from nxsconfig.cli.sessions.options import options_of
from nxsconfig.cli.streams import emit, on_terminal, talk
from nxsconfig.cli.taking import opened, take
from nxsconfig.configurator.outline import Node, node_as_json, outline
from nxsconfig.db.records import Kind

_LONGEST_VALUE = 40
_FEW = 3


def tree(request: Request) -> None:
    """Print the objects of the file below each other, each with what is known about it and where it comes from."""
    with opened(request) as session:
        require(session, Kind.COMPONENT, request.names, strict=True)
        holdings = take(session)
    nodes = outline(holdings, request.names, options_of(request))
    if not (nodes or request.names):
        talk("Hint: no component is mandatory: name those that the file shall be made of\n")
    if request.json:
        emit_json([node_as_json(node) for node in nodes])
    elif on_terminal() and nodes:
        from nxsconfig.cli.pretty_own import print_tree  # noqa: PLC0415  rich is slow to import, pipes don't need it

        print_tree(nodes)
    else:
        emit("\n".join(_lines(nodes)))


def details(node: Node) -> list[str]:
    """What a line says about a node behind its name and type."""
    found = [f"[{', '.join(node.shape)}]"] if node.shape else []
    found += [part for part in (node.units, node.strategy, "can fail" if node.canfail else "") if part]
    found += [f"= {_short(node.value)}"] if node.value and not node.datasources else []
    found += [f"-> {node.target}"] if node.target else []
    return found + [
        f"<- {' '.join(part for part in (use.name, use.type, use.record) if part)}" for use in node.datasources
    ]


def origins(node: Node) -> str:
    """The components that a node came from; of many only the first ones, which brought it."""
    more = len(node.origins) - _FEW
    return ", ".join(node.origins[:_FEW]) + (f" and {more} more" if more > 0 else "")


def label(node: Node) -> str:
    """Name and type of a node: ``scan:NXentry``, ``@version:NX_CHAR``."""
    return f"{'@' if node.tag == 'attribute' else ''}{node.name}" + (f":{node.type}" if node.type else "")


def _lines(nodes: Sequence[Node], depth: int = 0) -> Iterator[str]:
    for node in nodes:
        yield "  " * depth + "  ".join([label(node), *details(node), f"({origins(node)})"])
        yield from _lines(node.children, depth + 1)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_VALUE else f"{line[: _LONGEST_VALUE - 1]}…"
