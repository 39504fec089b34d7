"""Values that come with the record: local data first, then global data (writer §14.2)."""

import os
from collections.abc import Mapping

from nxsconfig.errors import SourceError
from nxsconfig.sources.values import Point, Reading, reading_of


class ClientSource:
    """Takes the first value that is not null among the spellings of a record name. Threads may share it."""

    __slots__ = ("keys", "label")

    def __init__(self, record: str) -> None:
        self.keys = candidates(record, os.environ.get("TANGO_HOST", "") if "/" in record else "")
        """The spellings in the order in which they are tried; the first is the name as written."""
        self.label = f" CLIENT record {record}"

    def read(self, point: Point) -> Reading | None:
        """The reading of this point; None when no spelling has a value.

        Raises:
            SourceError: so it is, and the global JSON object has something else where its values should be.
        """
        data = point.data
        for key in self.keys:
            value = data.get(key)
            if value is not None:
                return reading_of(value)
        if point.shared:
            _check(point.shared)
        return None


def _check(shared: Mapping[str, object]) -> None:
    """Raise SourceError where `data` of the global JSON object holds no values.

    # compat: nxswriter 3.25: it is taken, and told by each value that is missed; a list just holds no name
    """
    if "data" in shared and not isinstance(shared["data"], dict | list):
        kind = type(shared["data"]).__name__
        raise SourceError(f"data of the JSON record must be an object of values by name, not {kind}")


def candidates(record: str, tango_host: str = "") -> tuple[str, ...]:
    """Spellings of a record name: itself, in lower case, and for a name with slashes its full Tango address.

    `tango_host` is ``HOST:PORT`` of the default database (its host is cut at the first dot); without one the third
    spelling of a device without host is left out.
    """
    lower = record.lower()
    names = [record, lower]
    if "/" in record and not record.startswith("tango://"):
        host, _, port = tango_host.partition(":")
        if ":" in record:
            names.append(f"tango://{lower}")
        elif host:
            names.append(f"tango://{host.partition('.')[0]}:{port}/{lower}")
    return tuple(dict.fromkeys(names))
