"""How one device is asked at one point, in as few calls as possible (writer §14.3)."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import tango

from nxsconfig.errors import SourceError, SourceUnavailableError
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.port import LanedSource, Put
from nxsconfig.sources.tango.calls import CALLS
from nxsconfig.sources.tango.failures import is_away, may_recover, stack_text, timed_out
from nxsconfig.sources.tango.items import Answers, Item, calls_of, items_of
from nxsconfig.sources.tango.spec import Member
from nxsconfig.sources.values import Point

T = TypeVar("T")


class Connection(Protocol):
    """What is needed of a device."""

    decoders: Decoders
    one_by_one: bool

    def proxy(self) -> tango.DeviceProxy:
        """The connection. Raises SourceError."""
        ...

    def disconnect(self) -> None:
        """Forget a connection that is broken."""
        ...

    def lost(self, error: tango.DevFailed, attribute: str = "") -> SourceError:
        """The device is away; the error to raise."""
        ...


class DeviceReading:
    """The values of one device. All attributes come in one call, as far as each is asked for once; then the commands
    are executed and the properties looked up.
    """

    def __init__(self, device: Connection, sources: Sequence[LanedSource]) -> None:
        self._device = device
        self._items = items_of(sources)
        self._calls = _calls(self._items)

    def read(self, point: Point, put: Put, skip: frozenset[int]) -> None:  # noqa: ARG002  a device knows no points
        """See LaneReading."""
        items, calls = self._items, self._calls
        if skip:
            items = [item for item in items if not all(number in skip for number, _ in item.wanted)]
            calls = _calls(items)
        answers = Answers(items, put, self._device.decoders)
        try:
            with CALLS.under_way():
                self._ask(items, calls, answers)
        except SourceError as err:
            answers.fail_rest(err)

    def _ask(self, items: Sequence[Item], calls: Sequence[Sequence[Item]], answers: Answers) -> None:
        """Attributes first. Raises SourceError when the device is away."""
        self._device.proxy()
        for call in calls:
            self._attributes(call, answers)
        for item in items:
            if item.member != Member.ATTRIBUTE:
                self._single(item, answers)

    def _attributes(self, items: Sequence[Item], answers: Answers) -> None:
        """One call for all, if the device manages that in time; raises SourceError when it is away."""
        if self._device.one_by_one and len(items) > 1:
            self._one_by_one(items, answers)
            return
        start = time.perf_counter()
        try:
            found = self._call([item.name for item in items])
        except tango.DevFailed as err:
            if timed_out(err) and len(items) > 1:
                self._one_by_one(items, answers)
                return
            self._fail(items, err, answers)
            return
        seconds = time.perf_counter() - start
        for item, attribute in zip(items, found, strict=True):
            answers.attribute(item, attribute, seconds)

    def _one_by_one(self, items: Sequence[Item], answers: Answers) -> None:
        """The device is too slow for one call, or hangs. From now on it is asked for each attribute alone."""
        if not self._device.one_by_one:
            self._wait_until_free(items[0])
            self._device.one_by_one = answers.came = True
        for item in items:
            self._attributes([item], answers)

    def _wait_until_free(self, item: Item) -> None:
        """It may still be busy with the call that was too slow. Raises SourceError when it isn't free in time."""
        try:
            self._device.proxy().state()
        except tango.DevFailed as err:
            raise self._device.lost(err, item.name) from err

    def _call(self, names: list[str]) -> list[tango.DeviceAttribute]:
        """The answers; what failed is asked once more, as the peer does. Raises tango.DevFailed."""
        if len(names) == 1:
            return [self._repeated(lambda proxy: _read_one(proxy, names[0]))]
        found = self._repeated(lambda proxy: list(proxy.read_attributes(names)))
        again = [number for number, answer in enumerate(found) if answer.has_failed and may_recover(answer)]
        if not again:
            return found
        try:
            repeated = self._device.proxy().read_attributes([names[number] for number in again])
        except tango.DevFailed:
            return found
        for number, answer in zip(again, repeated, strict=True):
            found[number] = answer
        return found

    def _single(self, item: Item, answers: Answers) -> None:
        """A command or a property; raises SourceError when the device is away."""
        start = time.perf_counter()
        try:
            if item.member == Member.COMMAND:
                result = self._repeated(lambda proxy: proxy.command_inout(item.name))
                answers.result(item, result, time.perf_counter() - start)
            else:
                texts = self._repeated(lambda proxy: _property(proxy, item.name))
                answers.property(item, texts, time.perf_counter() - start)
        except tango.DevFailed as err:
            self._fail([item], err, answers)
        except SourceUnavailableError:
            raise
        except SourceError as err:
            answers.fail(item, err)

    def _repeated(self, ask: Callable[[tango.DeviceProxy], T]) -> T:
        """Ask; when the connection broke, which happens when a server was restarted, once more with a new one."""
        try:
            return ask(self._device.proxy())
        except tango.DevFailed as err:
            if timed_out(err) or not is_away(err):
                raise
            first = err
        self._device.disconnect()
        try:
            return ask(self._device.proxy())
        except tango.DevFailed as err:
            raise (first if is_away(err) else err) from None  # the second time Tango only says that it won't try yet

    def _fail(self, items: Sequence[Item], error: tango.DevFailed, answers: Answers) -> None:
        """Only these values are missing, unless the device is away or hangs: then raises SourceError."""
        late = timed_out(error)
        if is_away(error) and not (late and answers.came):
            is_attribute = late and items[0].member == Member.ATTRIBUTE
            raise self._device.lost(error, items[0].name if is_attribute else "") from error
        for item in items:
            answers.fail(item, SourceError(stack_text(error.args)))


def _calls(items: Sequence[Item]) -> list[list[Item]]:
    """The attributes among them, in as few calls as possible."""
    return calls_of(item for item in items if item.member == Member.ATTRIBUTE)


def _read_one(proxy: tango.DeviceProxy, name: str) -> tango.DeviceAttribute:
    """The answer for one attribute; when it failed, that of asking once more. Raises tango.DevFailed.

    The call for many attributes copies every value once more, which counts for frames; but only its answers say what
    failed in the attribute itself.
    """
    try:
        return proxy.read_attribute(name)
    except (tango.ConnectionFailed, tango.CommunicationFailed):
        raise  # it is the device that failed
    except tango.DevFailed:
        return proxy.read_attributes([name])[0]


def _property(proxy: tango.DeviceProxy, name: str) -> list[str]:
    """The texts of a device property. Raises SourceError when it isn't set."""
    texts = [str(text) for found in proxy.get_property(name).values() for text in found]
    if not texts:
        raise SourceError(f"the device has no property {name!r}")
    return texts
