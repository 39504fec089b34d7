"""What is asked of a device, for which sources, and telling them."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import tango

from nxsconfig.errors import SourceError
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.port import LanedSource, Put
from nxsconfig.sources.tango.source import TangoSource
from nxsconfig.sources.tango.spec import Member
from nxsconfig.sources.tango.values import attribute_reading, value_reading
from nxsconfig.sources.values import Reading, reading_of


@dataclass(slots=True, eq=False)
class Item:
    """One value that is asked for. Members of a group share it, any other source has its own.

    `wanted` are the numbers of the sources among those of the device, with their encodings.
    """

    name: str
    member: Member
    wanted: list[tuple[int, str]]


def items_of(sources: Sequence[LanedSource]) -> list[Item]:
    """What to ask for these sources, in their order.

    # compat: nxswriter 3.25: [tango-group, tango-no-group]
    """
    shared: dict[tuple[str, str, Member], Item] = {}
    items: list[Item] = []
    for number, source in enumerate(sources):
        assert isinstance(source, TangoSource)
        spec = source.spec
        key = (source.group, spec.record.lower(), spec.member)
        if source.group and key in shared:
            shared[key].wanted.append((number, spec.encoding))
            continue
        items.append(Item(spec.record, spec.member, [(number, spec.encoding)]))
        shared[key] = items[-1]
    return items


def calls_of(items: Iterable[Item]) -> list[list[Item]]:
    """The items in as few calls as possible: Tango takes each name once a call."""
    calls: list[dict[str, Item]] = []
    for item in items:
        name = item.name.lower()
        call = next((call for call in calls if name not in call), None)
        if call is None:
            call = {}
            calls.append(call)
        call[name] = item
    return [list(call.values()) for call in calls]


class Answers:
    """Tells the sources what came for the items; knows what is still open."""

    def __init__(self, items: Sequence[Item], put: Put, decoders: Decoders) -> None:
        self._open = list(items)
        self._put = put
        self._decoders = decoders
        self._start = time.perf_counter()
        self.came = False
        """True once the device has said anything at all."""

    def attribute(self, item: Item, value: tango.DeviceAttribute, seconds: float) -> None:
        """An attribute came, good or bad."""
        self._tell(item, lambda encoding: attribute_reading(value, encoding, self._decoders), seconds)

    def result(self, item: Item, value: object, seconds: float) -> None:
        """A command has returned."""
        self._tell(item, lambda encoding: value_reading(value, encoding, self._decoders), seconds)

    def property(self, item: Item, texts: Sequence[str], seconds: float) -> None:
        """A property came: a list of texts, or its only one."""
        self._tell(item, lambda _: reading_of(texts[0] if len(texts) == 1 else texts), seconds)

    def fail(self, item: Item, error: SourceError) -> None:
        """There is no value; the time is that since the device was first asked at this point."""
        self._open.remove(item)
        seconds = time.perf_counter() - self._start
        for number, _ in item.wanted:
            self._put(number, Outcome(error=error, seconds=seconds))

    def fail_rest(self, error: SourceError) -> None:
        """Nothing more will come."""
        for item in list(self._open):
            self.fail(item, error)

    def _tell(self, item: Item, read: Callable[[str], Reading | None], seconds: float) -> None:
        self.came = True
        self._open.remove(item)
        for number, encoding in item.wanted:
            try:
                outcome = Outcome(read(encoding), None, seconds)
            except SourceError as err:
                outcome = Outcome(None, err, seconds)
            self._put(number, outcome)
