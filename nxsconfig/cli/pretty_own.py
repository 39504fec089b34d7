"""Findings, trees and progress for people on a terminal. Nothing here reaches a pipe."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.text import Text
from rich.tree import Tree

from nxsconfig.cli.streams import visible
from nxsconfig.cli.trees import details, label, origins
from nxsconfig.configurator.outline import Node
from nxsconfig.validate import Finding, Severity
from nxsconfig.validate.checking import finding_on_wire

T = TypeVar("T")

_SEVERITY_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
_STYLES = {
    "head": "bold underline",
    "error": "bold red",
    "warning": "yellow",
    "info": "cyan",
    "clean": "green",
    "rule": "bold",
    "quote": "bright_black",
    "mark": "red",
    "fix": "green",
}
_TAG_COLOURS = {"group": "bold blue", "field": "bold", "vds": "bold", "attribute": "magenta", "link": "cyan"}


def print_findings(findings: Sequence[Finding]) -> None:
    """One finding a line, errors in red."""
    for finding in findings:
        told = finding_on_wire(finding)
        line = Text(finding.severity.value, style=_SEVERITY_COLOURS[finding.severity])
        line.append(visible(f" {told['kind']} {told['name']}: "), style="bold")
        line.append(visible(f"{finding.message} ({finding.rule or finding.error})"), style="not bold")
        Console().print(line, soft_wrap=True)


def print_lines(lines: Iterable[Sequence[tuple[str, str]]]) -> None:
    """Lines of a report: texts with the names of their styles."""
    console = Console()
    for line in lines:
        console.print(Text.assemble(*((text, _STYLES.get(style, "")) for text, style in line)), soft_wrap=True)


def print_tree(nodes: Sequence[Node]) -> None:
    """The objects of a file with guide lines; components in grey."""
    for node in nodes:
        Console().print(_branch(node), soft_wrap=True)


def progress(steps: Iterable[T], count: int, what: str) -> Iterator[T]:
    """The steps with a bar on stderr that vanishes at the end."""
    yield from track(steps, what, total=count, console=Console(stderr=True), transient=True)


def _branch(node: Node) -> Tree:
    branch = Tree(_line(node))
    for child in node.children:
        branch.children.append(_branch(child))
    return branch


def _line(node: Node) -> Text:
    line = Text(visible(label(node)), style=_TAG_COLOURS[node.tag])
    for detail in details(node):
        line.append(f"  {visible(detail)}", style="not bold default")
    line.append(f"  {visible(origins(node))}", style="not bold bright_black")
    return line
