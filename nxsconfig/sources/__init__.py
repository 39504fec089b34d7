"""Where values come from. Today: the client's records; TANGO, DB and PYEVAL follow behind the same port."""

from nxsconfig.sources.client import ClientSource
from nxsconfig.sources.factory import UnknownSource, is_planned, open_source
from nxsconfig.sources.specs import SourceSpec, spec_of
from nxsconfig.sources.values import FINAL_COUNTER, INIT_COUNTER, MAX_RANK, Point, Reading, reading_of

__all__ = [
    "FINAL_COUNTER",
    "INIT_COUNTER",
    "MAX_RANK",
    "ClientSource",
    "Point",
    "Reading",
    "SourceSpec",
    "UnknownSource",
    "is_planned",
    "open_source",
    "reading_of",
    "spec_of",
]
