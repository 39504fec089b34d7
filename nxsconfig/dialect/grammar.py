"""What may stand where, and which elements the merging treats in a special way (config-server §7.1, writer §6)."""

from enum import StrEnum


class Mode(StrEnum):
    """When the writer takes a value: at entry opening, at every point, at entry closing, or after the scan."""

    INIT = "INIT"
    STEP = "STEP"
    FINAL = "FINAL"
    POSTRUN = "POSTRUN"


class SourceKind(StrEnum):
    """Where a datasource takes its values from."""

    CLIENT = "CLIENT"
    TANGO = "TANGO"
    DB = "DB"
    PYEVAL = "PYEVAL"


ROOT = "definition"

ALLOWED_CHILDREN: dict[str, frozenset[str]] = {
    parent: frozenset(children.split())
    for parent, children in {
        "definition": "group field attribute link component doc symbols",
        "group": "group field attribute link component doc vds",
        "field": "attribute datasource doc dimensions enumeration strategy",
        "attribute": "datasource strategy enumeration doc dimensions",
        "vds": "attribute datasource doc dimensions enumeration strategy map",
        "map": "dimensions selection sourceview datasource doc strategy",
        "selection": "slice slab doc",
        "sourceview": "dimensions selection doc",
        "slab": "datasource strategy doc",
        "slice": "datasource strategy doc",
        "dim": "datasource strategy doc",
        "link": "datasource strategy doc",
        "dimensions": "dim doc",
    }.items()
}
"""Children that a parent takes; a parent that is not listed takes anything."""

SINGLES = frozenset("strategy dimensions definition record device query database selection sourceview".split())
"""Elements that a parent holds at most once under one name: a second one with another name is an error."""

UNIQUE_TEXT = frozenset("field attribute query strategy result".split())
"""Elements whose text is a value: two different texts can't be merged."""

CUT_TYPES = frozenset({"NXtransformations", "NXcollection"})
"""Types of groups that vanish when they are empty."""

SWITCHABLE = frozenset({"field", "attribute"})
"""Elements whose strategy follows the STEP and can-fail lists."""

LINKABLE = frozenset({"field", "vds"})
"""Elements that get a link in the data groups."""

STEP_SWITCH: dict[str, str] = {Mode.INIT: Mode.STEP, Mode.FINAL: Mode.STEP}
"""Strategies that change for the fields of a STEP datasource."""

STRONGER: frozenset[tuple[str, str]] = frozenset({("INIT", "STEP"), ("TANGO", "CLIENT")})
"""Pairs (winner, loser) of conflicting values of which the winner's element stays."""
