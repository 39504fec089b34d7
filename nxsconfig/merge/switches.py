"""Strategies that follow the lists of STEP and can-fail datasources (config-server §7.7)."""

from collections.abc import Collection, Iterator, Mapping

from nxsconfig.dialect.xml import Element
from nxsconfig.merge.references import DATASOURCE_MARK, datasource_names


def listed_in_text(element: Element, listed: Collection[str]) -> str | None:
    """First listed datasource that the element's own text refers to."""
    for text in (element.text, *[child.tail for child in element]):
        if text and DATASOURCE_MARK in text:
            for name in datasource_names(text):
                if name in listed:
                    return name
    return None


def listed_child(element: Element, listed: Collection[str]) -> str | None:
    """First listed datasource among the children `datasource`: by name, or by a reference in their text."""
    for source in element.iterchildren("datasource"):
        name = source.get("name")
        if name in listed:
            return name
        referred = listed_in_text(source, listed)
        if referred is not None:
            return referred
    return None


def uses_listed(element: Element, listed: Collection[str]) -> bool:
    """Whether a field or attribute takes its value from a listed datasource.

    Its text, its datasource children, their text (inputs of PYEVAL) and their direct datasource children count.
    """
    if listed_in_text(element, listed) is not None or listed_child(element, listed) is not None:
        return True
    return any(inner.get("name") in listed for inner in _inner_sources(element))


def _inner_sources(element: Element) -> Iterator[Element]:
    for source in element.iterchildren("datasource"):
        yield from source.iterchildren("datasource")


def switch_modes(element: Element, listed: Collection[str], modes: Mapping[str, str]) -> bool:
    """Give the strategies of a field or attribute their new mode; whether anything changed."""
    changed = False
    if len(element) and uses_listed(element, listed):
        for strategy in element.iterchildren("strategy"):
            new = modes.get(strategy.get("mode") or "")
            if new is not None:
                strategy.set("mode", new)
                changed = True
    return changed


def mark_canfail(element: Element, listed: Collection[str]) -> None:
    """Let the strategies of a field or attribute fail without ending the scan."""
    if len(element) and uses_listed(element, listed):
        for strategy in element.iterchildren("strategy"):
            strategy.set("canfail", "true")
