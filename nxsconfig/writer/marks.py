"""Failures of a point, and the marks that tolerated ones leave in the file (writer §12.3)."""

from dataclasses import dataclass, field

from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.ports import Sink

NO_VALUE = "Data without value"

MAX_TEXTS = 20
"""Error texts kept in full. Beyond them the first ones, the last one and a count stay (fixed)."""

MAX_REASON = 4000
"""Characters of a reason that are kept: scripts can raise errors of any length."""

FLAG = "nexdatas_canfail"
ERROR = "nexdatas_canfail_error"


@dataclass(frozen=True, slots=True)
class Failure:
    """One value that could not be had or stored. `owner` is the object that gets the marks, "" for none.

    `seconds`: how long its source was asked.
    """

    label: str
    source: str
    reason: str
    tolerated: bool = False
    owner: str = ""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """The line of `nexdatas_canfail_error`."""
        return str((f"Data for {self.label} not found. DATASOURCE:{self.source}", self.reason))


def storable(reason: str) -> str:
    """A reason as HDF5 can hold it, whatever a source has said: not endless, nothing that UTF-8 can't carry, no NUL."""
    if len(reason) > MAX_REASON:
        reason = f"{reason[:MAX_REASON]}… ({len(reason)} characters)"
    return reason.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


@dataclass(slots=True)
class _Texts:
    earlier: str = ""
    first: list[str] = field(default_factory=list)
    last: str = ""
    count: int = 0

    def add(self, text: str) -> None:
        self.count += 1
        self.last = text
        if self.count <= MAX_TEXTS:
            self.first.append(text)

    def join(self) -> str:
        before = [self.earlier] if self.earlier else []
        if self.count <= MAX_TEXTS:
            return "\n".join([*before, *self.first])
        hidden = self.count - MAX_TEXTS
        return "\n".join(
            [*before, *self.first[:-1], f"… {hidden} more like these, the last one of {self.count}:", self.last]
        )


class Marks:
    """Collects failures per object and writes them when asked, so a failing field costs one write a flush."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._texts: dict[str, _Texts] = {}
        self._dirty: set[str] = set()

    def add(self, failure: Failure) -> None:
        """Remember a tolerated failure."""
        if failure.owner:
            if failure.owner not in self._texts:
                self._texts[failure.owner] = _Texts(self._earlier(failure.owner))
            self._texts[failure.owner].add(failure.text)
            self._dirty.add(failure.owner)

    def rewind(self) -> None:
        """Go on in another file, after everything was flushed: what its objects say already is kept."""
        self._texts.clear()

    def _earlier(self, owner: str) -> str:
        """The texts that an object has already, from an earlier session or file."""
        text = self._sink.attribute(owner, ERROR) if self._sink.has(owner) else None
        return str(text) if text is not None else ""

    def flush(self) -> None:
        """Write what is new. Raises NexusFileError."""
        while self._dirty:
            owner = self._dirty.pop()
            self._sink.set_attribute(owner, FLAG, scalar_array("FAILED", "string"))
            self._sink.set_attribute(owner, ERROR, scalar_array(self._texts[owner].join(), "string"))
