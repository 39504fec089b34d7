"""NX375, NX376: what is plotted first."""

from collections.abc import Iterator

from nxsconfig.dialect.xml import Element
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.parts import called
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration

_ENTRY = "NXentry"
_DATA = "NXdata"


def plotted_first(configuration: Configuration) -> Iterator[Fault]:
    """A configuration with something to plot says what is plotted first.

    The attributes ``default`` of the root (an attribute in <definition>) and of the entry lead viewers to an NXdata.

    Found::

        an NXentry with an NXdata that has a signal, and no attribute default in it

    Right::

        <group type="NXentry" name="scan" default="data"> around <group type="NXdata" name="data" signal="counts">
    """
    root = configuration.root
    if root is None or not configuration.chosen.whole:
        return
    entries = [group for group in root.iter("group") if group.get("type") == _ENTRY and _plots(group)]
    for entry in entries:
        if not _has(entry, "default"):
            yield Fault("no attribute default names the NXdata that is plotted first", "give it default", entry)
    if entries and not _has(root, "default"):
        yield Fault("no attribute default of the file names its NXentry", "put it into <definition>", entries[0])


def axes_with_signal(configuration: Configuration) -> Iterator[Fault]:
    """An NXdata group with axes names its signal.

    Axes alone are no plot: programs show nothing.

    Found::

        <group type="NXdata" name="data" axes="energy">

    Right::

        <group type="NXdata" name="data" axes="energy" signal="counts">
    """
    root = configuration.root
    if root is None or not configuration.is_whole or any(_has(field, "signal") for field in root.iter("field")):
        return
    for group in root.iter("group"):
        if group.get("type") == _DATA and _has(group, "axes") and not _has(group, "signal"):
            message = f"{called(group)} has axes, but no signal"
            yield Fault(message, "let its attribute signal name the field to plot", group)


def _plots(entry: Element) -> bool:
    return any(group.get("type") == _DATA and _has(group, "signal") for group in entry.iter("group"))


def _has(element: Element, name: str) -> bool:
    return element.get(name) is not None or any(one.get("name") == name for one in element.findall("attribute"))


RULES = (
    Rule("NX375", Severity.INFO, plotted_first),
    Rule("NX376", Severity.WARNING, axes_with_signal),
)
