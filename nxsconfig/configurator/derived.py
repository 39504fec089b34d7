"""What follows from single stored texts: kept from one state of the store to the next, as most texts stay."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from nxsconfig.configurator.records import datasource_element
from nxsconfig.errors import NXSConfigError
from nxsconfig.merge.leaves import Prepared, prepare
from nxsconfig.merge.references import component_names, datasource_records, without_comments

_T = TypeVar("_T")
Lookup = Callable[[str], str | None]

MAX_KEPT = 50_000
"""Names whose values are kept; names that come and go (dynamic components) would otherwise fill the memory."""

MAX_PREPARED = 5_000
"""Components that are kept prepared. One of eight fields takes some 9 kB."""

MAX_AT_ONCE = 50
"""Components that one call prepares: a call after many were stored shall not wait for all of them."""


class Kept(Generic[_T]):
    """Values by name, each as long as the name has the same text. make: the value of a name and its text."""

    def __init__(self, make: Callable[[str, str], _T]) -> None:
        self._make = make
        self._texts: dict[str, str] = {}
        self._values: dict[str, _T] = {}

    def of(self, texts: Mapping[str, str]) -> dict[str, _T]:
        """Values of texts by name, made where they aren't there; raises what making one raises."""
        if len(self._texts) + len(texts) > MAX_KEPT:
            self._texts, self._values = {}, {}
        known, make = self._texts.get, self._make
        new = {name: make(name, text) for name, text in texts.items() if known(name) != text}
        self._values |= new
        if len(new) == len(texts):
            self._texts |= texts
            return new
        self._texts |= {name: texts[name] for name in new}
        return {name: self._values[name] for name in texts}


class Derived:
    """Values of one store. `needs`: components that a component names; `elements`: the element of a datasource."""

    def __init__(self) -> None:
        self.needs = Kept(lambda _name, text: component_names(without_comments(text)))
        self.elements = Kept(datasource_element)
        self.components: Preparations | None = None

    def known_elements(self, texts: Mapping[str, str]) -> dict[str, str | None]:
        """Elements of datasources by name, without those that are wrong: whoever asks for these gets their error."""
        found: dict[str, str | None] = {}
        for name, text in texts.items():
            try:
                found |= self.elements.of({name: text})
            except NXSConfigError:
                continue
        return found


@dataclass(frozen=True)
class _Made:
    text: str
    prepared: Prepared

    def counts(self, text: str, record: Lookup) -> bool:
        """Whether it is what preparing the text now would give."""
        return self.text == text and tuple(map(record, self.prepared.used)) == self.prepared.records


class Preparations:
    """Components prepared for merging, by name; each as long as it and its datasources have the same texts."""

    def __init__(self) -> None:
        self._numbers = count()
        self._made: dict[str, _Made] = {}

    def of(self, texts: Mapping[str, str], record: Lookup, most: int = MAX_AT_ONCE) -> dict[str, Prepared]:
        """Those components that are prepared, or can be; at most so many are prepared now."""
        found: dict[str, Prepared] = {}
        for name, text in texts.items():
            made = self._made.get(name)
            if made is None or not made.counts(text, record):
                if most == 0:
                    continue
                most -= 1
                made = self._make(name, text, record)
            if made.prepared.leaves:
                found[name] = made.prepared
        return found

    def used(self, texts: Mapping[str, str]) -> Iterator[str]:
        """Names of the datasources that must be known before preparing these components."""
        for name, text in texts.items():
            made = self._made.get(name)
            if made is None or made.text != text:
                yield from datasource_records(text)
            else:
                yield from made.prepared.used

    def _make(self, name: str, text: str, record: Lookup) -> _Made:
        if len(self._made) >= MAX_PREPARED:
            self._made.clear()
        made = self._made[name] = _Made(text, prepare(text, record, self._numbers))
        return made
