"""The things that are read in a phase: columns, whole data sets, attributes, links.

Every member is taken in two moves: `settle` converts what its source said and changes nothing in the file; the store
it returns puts the value in place. So all values of a point are known before anything grows.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from nxsconfig.errors import WriterError
from nxsconfig.sources import Outcome, Reading, Source
from nxsconfig.writer.convert import CONVERSION_ERRORS, MAX_ELEMENTS, STORABLE, convert, filled
from nxsconfig.writer.growth import Dims, as_image, declared, fit_whole, sizes_of, widened
from nxsconfig.writer.marks import NO_VALUE, Failure, storable
from nxsconfig.writer.plan import LinkTarget
from nxsconfig.writer.ports import Sink

NO_OBJECT = "unnamed object"
"""How failures name what isn't in the file yet (writer §12.3)."""

COMPAT_RANK = 3
"""Deeper data counts as missing in the peer (writer §14.2)."""

Store = Callable[[], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a member is: its path in the sink, its label in error texts, its source, and whether it may fail.

    `owner` is the object that gets the marks of tolerated failures, "" for none; an `optional` value may be missing.
    """

    path: str
    label: str
    source: Source
    canfail: bool
    owner: str = ""
    optional: bool = False

    def failure(self, reason: str, *, tolerated: bool, seconds: float = 0.0) -> Failure:
        """A failure of this member.

        # compat: nxswriter 3.25: those of virtual data sets and their maps are texts, without a source
        """
        source = "" if self.optional else self.source.label
        if self.optional and self.source.label:
            reason = f"{reason} [{self.source.label.strip()}]"
        return Failure(self.label, source, storable(reason), tolerated, self.owner if tolerated else "", seconds)


class Taken(NamedTuple):
    """The outcome of reading one member: how to store it (None: nothing to store), and what went wrong."""

    store: Store | None
    failure: Failure | None


class MemberPort(Protocol):
    """What a pool needs of its members."""

    who: Identity
    fails_alone: bool
    """True if a store that the sink refuses is this member's own failure; else the file can't be written."""

    def accept(self, reading: Reading) -> Store | None:
        """Convert; the store changes the sink. Raises CONVERSION_ERRORS or WriterError."""
        ...

    def give_up(self, answered: bool) -> Store | None:  # noqa: FBT001  a callback's only argument
        """The store that stands for a missing value; `answered` says whether its source could be asked."""
        ...

    def flush(self) -> None:
        """Hand over what is buffered. Raises NexusFileError."""
        ...


def settle(member: MemberPort, outcome: Outcome) -> Taken:
    """Convert what one member got; never raises what a value can cause."""
    return Taken(*attempt(member.who, outcome, member.accept, member.give_up))


def attempt(
    who: Identity, outcome: Outcome, accept: Callable[[Reading], T], give_up: Callable[[bool], T]
) -> tuple[T, Failure | None]:
    """What `accept` makes of the reading; else what `give_up` says, and the failure.

    `give_up` is told whether the source answered at all, with something that can be stored.
    """
    reading = None
    try:
        reading = outcome.take()
        if reading is not None:
            return accept(reading), None
        if who.optional:
            return give_up(True), None  # noqa: FBT003  a callback's only argument
        reason = NO_VALUE
    except (WriterError, *CONVERSION_ERRORS) as err:
        reason = str(err)
    answered = outcome.error is None and (reading is None or reading.type_name in STORABLE)
    return give_up(answered), who.failure(reason, tolerated=who.canfail, seconds=outcome.seconds)


class WholeMember:
    """A data set that is written at once (writer §9.4)."""

    fails_alone = False

    def __init__(self, who: Identity, sink: Sink, dtype: str) -> None:
        self.who = who
        self._sink = sink
        self._dtype = dtype
        self._refused: Dims = ()

    def accept(self, reading: Reading) -> Store:
        """See MemberPort."""
        self._refused = ()
        try:
            shape = self._sink.shape(self.who.path)
            value, exactly = as_image(convert(reading, self._dtype), reading, len(shape))
            return partial(write_whole, self._sink, self.who.path, *fit_whole(value, shape, exactly=exactly))
        except CONVERSION_ERRORS:
            self._refused = refused_sizes(reading) or ()
            raise

    def give_up(self, answered: bool) -> Store | None:  # noqa: ARG002, FBT001  the port's signature
        """See MemberPort: fill values over the whole data set, unknown sizes become 1.

        # compat: nxswriter 3.25: the data set has the size of data that can't be stored, filled or not
        """
        shape = widened(self._sink.shape(self.who.path), self._refused)
        if not self.who.canfail:
            return partial(self._sink.resize, self.who.path, shape) if self._refused and shape else None
        shape = tuple(max(size, 1) for size in shape)
        return partial(write_whole, self._sink, self.who.path, shape, filled(shape, self._dtype, failed=True))

    def flush(self) -> None:
        """See MemberPort: nothing is buffered."""


class AttributeMember:
    """An attribute; only the last value before a flush is written (writer §10.3)."""

    fails_alone = False

    def __init__(self, who: Identity, sink: Sink, dtype: str, sizes: Dims) -> None:
        self.who = who
        self._sink = sink
        self._dtype = dtype
        self._sizes = declared(sizes)
        self._is_open = not all(sizes)
        self._refused: Dims | None = None
        self._name = who.label.rpartition("@")[2]
        self._value: np.ndarray | None = None

    def accept(self, reading: Reading) -> Store:
        """See MemberPort."""
        self._refused = None
        try:
            return partial(self._keep, convert(reading, self._dtype))
        except CONVERSION_ERRORS:
            self._refused = refused_sizes(reading) if self._is_open else None
            raise

    def give_up(self, answered: bool) -> Store | None:  # noqa: ARG002, FBT001  the port's signature
        """See MemberPort: fill values of the present shape, at first the declared one.

        # compat: nxswriter 3.25: an unknown shape is that of data that can't be stored, filled or not
        """
        if self._refused is None and not self.who.canfail:
            return None
        shape = self._sizes if self._refused is None else self._refused
        return partial(self._keep, filled(shape, self._dtype, failed=self.who.canfail))

    def flush(self) -> None:
        """See MemberPort."""
        if self._value is not None:
            value, self._value = self._value, None
            self._sink.set_attribute(self.who.path, self._name, value)

    def _keep(self, value: np.ndarray) -> None:
        self._value = value
        self._sizes = value.shape


class LinkMember:
    """A link whose target comes from a source; it can be made once (writer §11).

    # compat: nxswriter 3.25: as long as it isn't there, its failures name no object
    """

    fails_alone = True

    def __init__(self, who: Identity, sink: Sink, resolve: Callable[[str], LinkTarget]) -> None:
        self.who = who if sink.has(who.path) else replace(who, label=NO_OBJECT)
        self._made = who
        self._sink = sink
        self._resolve = resolve

    def accept(self, reading: Reading) -> Store | None:
        """See MemberPort: an empty text makes no link."""
        text = str(convert(reading, "string").reshape(())[()])
        return partial(self._make, self._resolve(text)) if text else None

    def give_up(self, answered: bool) -> None:  # noqa: FBT001  the port's signature
        """See MemberPort: no link."""

    def flush(self) -> None:
        """See MemberPort: nothing is buffered."""

    def _make(self, target: LinkTarget) -> None:
        self._sink.make_link(self.who.path, target)
        self.who = self._made


def refused_sizes(reading: Reading) -> Dims | None:
    """The size of data that can't be stored; None for what the peer takes for no data, and for absurd data."""
    if reading.rank > COMPAT_RANK or reading.type_name not in STORABLE:
        return None
    sizes = sizes_of(reading.value)
    return sizes if math.prod(sizes) <= MAX_ELEMENTS else None


def write_whole(sink: Sink, path: str, shape: Dims, value: np.ndarray) -> None:
    """Give a data set its shape and fill it."""
    if shape and shape != sink.shape(path):
        sink.resize(path, shape)
    sink.put(path, (0,) * len(shape), value)
