"""NX340: the sizes of the dimensions (writer §9.1)."""

from collections.abc import Iterator

from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.parts import called, elements
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration
from nxsconfig.validate.unsaid import may_get_more


def all_sizes(configuration: Configuration) -> Iterator[Fault]:
    """Dimensions give the sizes of all axes, or of none.

    When only some sizes are given, none counts: the first value says what the field can hold.

    Found::

        <dimensions rank="2"><dim index="1" value="10"/></dimensions>

    Right::

        <dimensions rank="2"><dim index="1" value="10"/><dim index="2" value="20"/></dimensions>
    """
    for element in elements(configuration, "dimensions"):
        rank = element.get("rank") or ""
        given = {dim.get("index") for dim in element.findall("dim")}
        if given and rank.isdecimal() and len(given) < int(rank) and not may_get_more(configuration, element):
            message = f"the rank of {called(element.getparent())} is {rank}, but sizes are given for {len(given)} only"
            yield Fault(message, "correct the rank, or give all sizes", element)


RULES = (Rule("NX340", Severity.WARNING, all_sizes),)
