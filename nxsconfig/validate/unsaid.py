"""Which texts of a merged configuration nobody knows before the scan: variables without a value stand in them.

While a configuration is checked such a variable is empty, which says nothing about the text in the scan.
"""

import re
from collections.abc import Iterator

from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import NXSConfigError
from nxsconfig.merge.references import variable_values, without_comments
from nxsconfig.validate.subjects import Configuration, Text

WITHOUT_DEFAULT = re.compile(r"\$var\.([\w.]+)(?!#[\"'&\\]|[\w.])")
"""A variable that stands without a default; the first group is its name."""

SCAN_NAMES = frozenset({"serialno", "scan_id"})
"""Variables in the names of entries. They stand in the entry's name and in the targets that lead into it, so leaving
them out changes nothing."""


def is_unsaid(configuration: Configuration, element: Element, known: frozenset[str] = frozenset()) -> bool:
    """Whether texts or XML attributes of an element and of what is in it hold a variable without a value.

    known: variables that don't matter.
    """
    written = {name for _, twin in origins_of(configuration, element) for name in _variables(twin)} - known
    return bool(written) and not written <= _given(configuration)


def may_get_more(configuration: Configuration, element: Element) -> bool:
    """Whether what an element lacks may come with another component or a variable, so that nobody can miss it."""
    return not configuration.is_whole or is_unsaid(configuration, element)


def origins_of(configuration: Configuration, element: Element) -> Iterator[tuple[Text, Element]]:
    """The components that brought an element, with the elements there that can have become it."""
    names = () if configuration.merged is None else configuration.merged.origin(element)
    for name in names:
        text = configuration.library.get(Kind.COMPONENT, name)
        if text is not None:
            yield from ((text, twin) for twin in text.twins(element))


def _variables(element: Element) -> Iterator[str]:
    """Variables without a default, in an element that isn't a group also in what it holds."""
    nodes = [element] if element.tag in ("group", "definition") else element.iter()
    for node in nodes:
        for text in (node.text, *node.attrib.values(), *(child.tail for child in node)):
            yield from WITHOUT_DEFAULT.findall(str(text or ""))


def _given(configuration: Configuration) -> set[str]:
    """Names of the variables that have values, from the profile and from components."""
    try:
        given = set(configuration.chosen.options.values())
    except NXSConfigError:
        given = set()
    for text in configuration.library.of(Kind.COMPONENT):
        given.update(variable_values(without_comments(text.text)))
    return given
