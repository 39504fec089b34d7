"""NX60x: what stands in a finished file leads somewhere (NeXus manual, "Rules for storing data items")."""

from collections.abc import Iterator

from nxsconfig.h5 import EXTERNAL, FIELD, GROUP, LINK, FaultKind, Node
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import DataFile

_ENTRIES = ("NXentry", "NXsubentry")
_FREE = "nexus_logs"
"""The group where the writer keeps its logs: it has no class on purpose (writer §3.4)."""


def default_chain(file: DataFile) -> Iterator[Fault]:
    """The attributes ``default`` lead from group to group to an NXdata that can be plotted.

    Viewers show nothing at first sight when the chain ends somewhere else.

    Found::

        /@default = "scan", when /scan has no group of this name

    Right::

        /@default = "scan", /scan@default = "data", and /scan/data is an NXdata with a signal
    """
    return _dead_ends(file, FaultKind.DEFAULT, "let default name a group that is there, down to an NXdata")


def plotted_signal(file: DataFile) -> Iterator[Fault]:
    """The signal of an NXdata group is a field of numbers in it.

    Found::

        /scan/data@signal = "counts" in a group without counts

    Right::

        /scan/data@signal = "counts" in a group with a field or a link counts
    """
    return _dead_ends(file, FaultKind.SIGNAL, "let signal name a field of numbers in this group")


def plotted_axes(file: DataFile) -> Iterator[Fault]:
    """The axes of an NXdata group are fields in it, each as long as the signal in its dimension, or one longer.

    Found::

        /scan/data@axes = ["energy"] with 10 energies for 11 counts

    Right::

        /scan/data@axes = ["energy"] with 11 energies for 10 counts: they are the edges of bins
    """
    return _dead_ends(file, FaultKind.AXES, "let axes name fields that fit the signal")


def inner_link(file: DataFile) -> Iterator[Fault]:
    """A link inside the file leads to an object.

    Found::

        a soft link to /scan/instrument/motor in a file without this motor

    Right::

        a soft link to a field that is there
    """
    return _dead_ends(file, FaultKind.LINK, "correct the target, or record what it should lead to")


def outer_link(file: DataFile) -> Iterator[Fault]:
    """A link to another file leads to an object in it.

    Such files are looked for beside this one, then in the working directory.

    Found::

        an external link to frames.h5 when there is no such file

    Right::

        the same link with the file
    """
    return _dead_ends(file, FaultKind.EXTERNAL, "keep the other file where the link says")


def virtual_source(file: DataFile) -> Iterator[Fault]:
    """The sources of a virtual field are there.

    Otherwise readers get fill values, and nobody says so.

    Found::

        a virtual field over frames_1.h5 and frames_2.h5 when frames_2.h5 is missing

    Right::

        the same field with both files
    """
    return _dead_ends(file, FaultKind.SOURCE, "keep the files where the virtual field says")


def has_entry(file: DataFile) -> Iterator[Fault]:
    """A NeXus file has a group of class NXentry.

    Found::

        a file without one

    Right::

        /scan of class NXentry
    """
    if not any(node.nxclass == "NXentry" for _path, node in file.node.walk()):
        yield Fault("there is no NXentry in the file", "put everything into a group of class NXentry", "/")


def has_default(file: DataFile) -> Iterator[Fault]:
    """A file with something to plot says what is plotted first.

    Found::

        an NXentry with NXdata groups and no attribute ``default`` at the root

    Right::

        /@default = "scan" and /scan@default = "data"
    """
    entries = [child for child in file.node.children if child.nxclass in _ENTRIES]
    plotted = [entry for entry in entries if any(_is_plot(node) for _path, node in entry.walk())]
    if plotted and "default" not in file.node.attributes and not any("default" in one.attributes for one in plotted):
        yield Fault("no attribute default says what is plotted first", "add default to the root and the entry", "/")


def group_class(file: DataFile) -> Iterator[Fault]:
    """Each group has a NeXus class.

    Found::

        a group in an NXentry without NX_class

    Right::

        the same group of class NXcollection
    """
    for path, node in file.node.walk():
        free = path == "/" or _FREE in path.split("/")
        if node.kind == GROUP and not node.nxclass and not free:
            yield Fault(f"group {node.name!r} has no NX_class", "give it one, NXcollection for anything", path)


def followed_depends_on(file: DataFile) -> Iterator[Fault]:
    """What ``depends_on`` names is in the file.

    A relative path starts at the group where it stands; ``.`` ends the chain.

    Found::

        /scan/sample/depends_on = "transformations/x" without this axis

    Right::

        /scan/sample/depends_on = "transformations/x" with it
    """
    there = dict(file.node.walk())
    for path, node in there.items():
        if node.kind != FIELD:
            continue
        value = node.attributes.get("depends_on")
        if node.name == "depends_on" and node.values and node.nxclass == "":
            value = node.values[0]
        if isinstance(value, str) and value.strip() not in ("", ".") and not _reachable(there, path, value.strip()):
            message = f"depends_on leads to {value.strip()!r}, which isn't in the file"
            yield Fault(message, "correct the path, or record the axis", path)


def _dead_ends(file: DataFile, kind: FaultKind, fix: str) -> Iterator[Fault]:
    return (Fault(str(found), fix, found.path) for found in file.dead_ends if found.kind is kind)


def _is_plot(node: Node) -> bool:
    return node.nxclass == "NXdata" and (
        "signal" in node.attributes or any("signal" in child.attributes for child in node.children)
    )


def _reachable(there: dict[str, Node], path: str, target: str) -> bool:
    """Whether a path leads to an object; what lies behind a link is taken as there, dead links are told elsewhere."""
    parts = [] if target.startswith("/") else path.split("/")[1:-1]
    for word in filter(None, target.split("/")):
        if word == "..":
            parts = parts[:-1]
        elif word != ".":
            parts.append(word)
        node = there.get("/" + "/".join(parts))
        if node is None:
            return False
        if node.kind in (LINK, EXTERNAL):
            return True
    return True


RULES = (
    Rule("NX601", Severity.WARNING, default_chain),
    Rule("NX602", Severity.WARNING, plotted_signal),
    Rule("NX603", Severity.WARNING, plotted_axes),
    Rule("NX604", Severity.WARNING, inner_link),
    Rule("NX605", Severity.WARNING, outer_link),
    Rule("NX606", Severity.WARNING, virtual_source),
    Rule("NX607", Severity.WARNING, has_entry),
    Rule("NX608", Severity.INFO, has_default),
    Rule("NX609", Severity.INFO, group_class),
    Rule("NX610", Severity.WARNING, followed_depends_on),
)
