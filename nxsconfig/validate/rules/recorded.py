"""NX62x: what a finished file says about its own recording (writer §9.1, §12.3)."""

from collections import Counter
from collections.abc import Iterator

from nxsconfig.h5 import FIELD, Node
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import DataFile

_FAILED = "nexdatas_canfail"
_WHY = "nexdatas_canfail_error"
_STRATEGY = "nexdatas_strategy"
_STEP = "STEP"


def values_recorded(file: DataFile) -> Iterator[Fault]:
    """No value failed while it was recorded.

    Where a source gave no value the writer put a fill value (the largest number of the type, or an empty text) and
    marked the field, so that nobody takes it for data.

    Found::

        /scan/instrument/motor@nexdatas_canfail = "FAILED"

    Right::

        a field without this mark
    """
    for path, node in file.node.walk():
        if node.attributes.get(_FAILED) == "FAILED":
            why = " ".join(str(node.attributes.get(_WHY, "")).split())[:120]
            message = f"values of {node.name!r} failed: {why}" if why else f"values of {node.name!r} failed"
            yield Fault(message, "leave the fill values out when you use the field", path)


def equal_columns(file: DataFile) -> Iterator[Fault]:
    """The columns of a scan have equal lengths.

    A column that lacks a row can't be told which point it lacks.

    Found::

        10 energies beside 9 counts, both recorded at every point

    Right::

        10 energies beside 10 counts
    """
    for entry in file.node.children:
        columns = {path: node.shape[0] for path, node in entry.walk() if _is_column(node)}
        usual = Counter(columns.values()).most_common(1)
        for path, length in columns.items():
            if length != usual[0][0]:
                message = f"{length} values at {usual[0][0]} points of the scan"
                yield Fault(message, "don't join this column with the others point by point", path)


def points_recorded(file: DataFile) -> Iterator[Fault]:
    """A scan has points.

    Found::

        an entry whose columns are all empty

    Right::

        an entry with one point at least
    """
    for entry in file.node.children:
        columns = [node.shape[0] for _path, node in entry.walk() if _is_column(node)]
        if columns and not any(columns):
            yield Fault(f"the columns of {entry.name!r} are empty", "look why no point was recorded", f"/{entry.name}")


def _is_column(node: Node) -> bool:
    """Whether it is a scalar recorded at every point: of others nobody knows along which axis they grew."""
    return node.kind == FIELD and len(node.shape) == 1 and node.attributes.get(_STRATEGY) == _STEP


RULES = (
    Rule("NX621", Severity.WARNING, values_recorded),
    Rule("NX622", Severity.WARNING, equal_columns),
    Rule("NX623", Severity.INFO, points_recorded),
)
