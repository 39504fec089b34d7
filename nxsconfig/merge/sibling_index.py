"""Finds the siblings that an element has to be compared with, without comparing all of them.

Most elements have names: they are compared with their namesakes and with the unnamed ones. Where many are alike in
that (the items of an enumeration), they are found by their facts: two elements whose attributes contradict stay apart.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from nxsconfig.dialect.grammar import SINGLES
from nxsconfig.dialect.xml import Element

Facts = Mapping[str, str]
"""What may contradict: attributes, and the text where it counts."""


class FactIndex:
    """Elements in order, found by facts that don't contradict those asked for."""

    def __init__(self, elements: Sequence[Element], facts: Callable[[Element], Facts]) -> None:
        self.elements = elements
        self._by_keys: dict[frozenset[str], list[int]] = {}
        self._facts = [facts(element) for element in elements]
        for position, found in enumerate(self._facts):
            self._by_keys.setdefault(frozenset(found), []).append(position)
        self._projections: dict[tuple[frozenset[str], tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}

    def following(self, facts: Facts, after: int, gone: AbstractSet[Element]) -> int | None:
        """Position of the first element beyond `after` that isn't gone and whose facts agree with these."""
        found = (self._first(keys, facts, after, gone) for keys in self._by_keys)
        return min((position for position in found if position is not None), default=None)

    def _first(self, keys: frozenset[str], facts: Facts, after: int, gone: AbstractSet[Element]) -> int | None:
        common = tuple(sorted(keys & facts.keys()))
        positions = self._projection(keys, common).get(tuple(facts[key] for key in common), ())
        for number in range(bisect_right(positions, after), len(positions)):
            if self.elements[positions[number]] not in gone:
                return positions[number]
        return None

    def _projection(self, keys: frozenset[str], common: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
        projection = self._projections.get((keys, common))
        if projection is None:
            projection = self._projections[keys, common] = {}
            for position in self._by_keys[keys]:
                found = self._facts[position]
                projection.setdefault(tuple(found[key] for key in common), []).append(position)
        return projection


class SiblingIndex:
    """Children of one parent by tag and by name.

    `gone` are those that were merged or dropped, `facts` the indexes by facts of the tags that need one.
    """

    def __init__(self, children: Sequence[Element]) -> None:
        self.gone: set[Element] = set()
        self.facts: dict[str, FactIndex] = {}
        self._by_tag: dict[str, list[Element]] = {}
        for child in children:
            self._by_tag.setdefault(child.tag, []).append(child)
        self._position: dict[Element, int] = {}
        self._named: dict[tuple[str, str], list[Element]] = {}
        self._unnamed: dict[str, list[Element]] = {}
        for tag, elements in self._by_tag.items():
            if len(elements) > 1:
                self._index_names(tag, elements)

    def _index_names(self, tag: str, elements: Iterable[Element]) -> None:
        for position, element in enumerate(elements):
            self._position[element] = position
            name = element.get("name")
            bucket = self._named.setdefault((tag, name), []) if name else self._unnamed.setdefault(tag, [])
            bucket.append(element)

    def position(self, element: Element) -> int:
        """Place of an element among those of its tag."""
        return self._position[element]

    def of_tag(self, tag: str) -> Sequence[Element]:
        """All elements of a tag, also those that are gone."""
        return self._by_tag[tag]

    def candidates(self, first: Element) -> Sequence[Element]:
        """Later siblings that might be the same element by tag and name, in order."""
        tag, name = first.tag, first.get("name")
        everyone = self._by_tag[tag]
        if len(everyone) == 1:
            return ()
        if not name or tag in SINGLES:
            return self._alive(everyone[self._position[first] + 1 :])
        namesakes = self._later(self._named.get((tag, name), ()), first)
        unnamed = self._later(self._unnamed.get(tag, ()), first)
        if not unnamed:
            return namesakes
        return sorted([*namesakes, *unnamed], key=self._position.__getitem__)

    def _later(self, elements: Sequence[Element], first: Element) -> list[Element]:
        if len(elements) < 2 and first in elements:
            return []
        after = self._position[first]
        return self._alive([element for element in elements if self._position[element] > after])

    def _alive(self, elements: list[Element]) -> list[Element]:
        return [element for element in elements if element not in self.gone] if self.gone else elements
