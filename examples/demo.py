"""`make demo`: from the example beamline's components to a NeXus file, in one go.

Everything that is written goes to demo/ in the root of the repository. The commands shown are complete: copy one
and it does the same again in the same working directory.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from nxsconfig.configurator import Configurator, Options
from nxsconfig.db import open_store
from nxsconfig.dialect.xml import Element
from nxsconfig.h5.tree import FIELD, GROUP, Node, read_tree
from nxsconfig.merge import Merged
from nxsconfig.writer import Recording, read_records

ROOT = Path(__file__).resolve().parent.parent
BEAMLINE = ROOT / "examples" / "beamline"
DEMO = ROOT / "demo"
STORE = f"sqlite:///{os.path.relpath(DEMO)}/beamline.db"
COMMAND = os.path.relpath(Path(sys.executable).with_name("nxsconfig"))
PROFILE = "demo"


class Screen(Console):
    """Where the demo shows itself; it may be cut off, as in `make demo | head`."""

    def on_broken_pipe(self) -> None:
        """Leave it to the end of the program."""
        raise BrokenPipeError


console = Screen(highlight=False)


def show_command(command: list[str]) -> None:
    """A command, complete and quoted, on one line that can be copied."""
    console.print(f"[bold cyan]$ {escape(shlex.join(command))}[/]", soft_wrap=True)


def nxsconfig(*args: str, show: bool = True) -> str:
    """Run a command of the command line as a user would; its output."""
    command = [COMMAND, *args, "--store", STORE]
    show_command(command)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        sys.exit(f"{done.stderr}nxsconfig {args[0]} failed with exit code {done.returncode}")
    if show:
        console.print(escape(done.stdout.rstrip()))
    return done.stdout


def names(folder: str, suffix: str) -> list[str]:
    """Names of the entries whose files are in a folder of the beamline."""
    return sorted(path.name.removesuffix(suffix) for path in (BEAMLINE / folder).glob(f"*{suffix}"))


def upload() -> None:
    """Everything of the example beamline into the store."""
    for folder, suffix, option in (
        ("datasources", ".ds.xml", ["-d"]),
        ("components", ".xml", []),
        ("profiles", ".json", ["-r"]),
    ):
        found = names(folder, suffix)
        nxsconfig("upload", *option, "-i", os.path.relpath(BEAMLINE / folder), *found, show=False)
        console.print(f"  {len(found)} {folder} stored")


def selection(profile: str) -> tuple[list[str], str]:
    """Components and variables of a stored profile."""
    stored = json.loads(nxsconfig("show", "-r", profile, show=False))
    chosen = {**json.loads(stored["ComponentSelection"]), **json.loads(stored["ComponentPreselection"])}
    return [name for name, wanted in chosen.items() if wanted], stored["ConfigVariables"]


def merged_tree(merged: Merged) -> Tree:
    """The merged definition with strategies, and the component that each part came from."""

    def add(branch: Tree, element: Element) -> None:
        for child in element:
            if child.tag in ("group", "field", "link"):
                add(branch.add(label(child)), child)

    def label(element: Element) -> str:
        nxclass = element.get("type", "") if element.tag == "group" else ""
        strategy = element.find("strategy")
        mode = "" if strategy is None else f" [yellow]{strategy.get('mode')}[/]"
        name = element.get("name") or nxclass.removeprefix("NX")
        arrow = f" → {element.get('target')}" if element.tag == "link" else ""
        origin = ", ".join(merged.origin(element)[:3])
        return f"[bold]{escape(name)}[/] [blue]{nxclass}[/]{mode}{escape(arrow)} [dim]{escape(origin)}[/]"

    tree = Tree("[bold]definition[/]")
    add(tree, merged.root)
    return tree


def file_tree(node: Node) -> Tree:
    """What is in a NeXus file: names, classes, types, shapes, units."""

    def label(node: Node) -> str:
        if node.kind == GROUP:
            return f"[bold]{escape(node.name)}[/] [blue]{node.nxclass}[/]"
        if node.kind == FIELD:
            shape = " × ".join(map(str, node.shape)) or "scalar"
            values = "" if node.shape else f" = {node.values[0]!r}" if node.values else ""
            units = f"[magenta]{escape(node.units)}[/]"
            return f"[bold]{escape(node.name)}[/] [green]{node.dtype}[/] {shape} {units}{escape(values)}"
        return f"[bold]{escape(node.name)}[/] → {escape(node.target)}"

    def add(branch: Tree, node: Node) -> None:
        for child in node.children:
            add(branch.add(label(child)), child)

    tree = Tree(label(node))
    add(tree, node)
    return tree


def main() -> None:
    """The demo, step by step."""
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    console.rule("1 · Store the example beamline")
    upload()
    nxsconfig("list")
    console.rule("2 · Merge the components of a profile")
    components, variables = selection(PROFILE)
    nxsconfig("info", "-r", PROFILE)
    store = open_store(STORE)
    configurator = Configurator(store)
    options = Options(variables=variables)
    definition = configurator.create_configuration(components, options).xml
    (DEMO / "definition.xml").write_text(definition, encoding="utf-8")
    merged = configurator.preview(components, options)
    assert merged is not None, "the profile names components"
    console.print(merged_tree(merged))
    store.close()
    console.rule("3 · Record a scan of ten points")
    target = DEMO / "scan_00001.nxs"
    overall = json.loads((BEAMLINE / "scan" / "init.json").read_text(encoding="utf-8"))["data"]
    with Recording(str(target), definition, data=overall) as recording:
        for record in read_records(BEAMLINE / "scan" / "records.jsonl"):
            recording.record(record)
        points = recording.points
    console.print(f"  {points} points recorded")
    console.rule("4 · Look at the file")
    console.print(file_tree(read_tree(target)))
    console.rule()
    console.print(f"The NeXus file is [bold]{escape(str(target))}[/]", soft_wrap=True)
    console.print("The store remembers who changed what and when:")
    show_command([COMMAND, "history", "--store", STORE])


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
