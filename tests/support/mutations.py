"""Single mistakes as people make them, put into the texts of a configuration; each is a plain callable.

A mistake gets a random generator and a text, and gives the changed text or None when there is no place for it.
"""

import random
import re
from collections.abc import Callable, Sequence

from lxml import etree

from nxsconfig.dialect.xml import Element, parse

Mistake = Callable[[random.Random, str], str | None]

_TYPES = "NX_FLOAT64 NX_FLOAT32 NX_INT64 NX_INT32 NX_UINT16 NX_CHAR NX_BOOLEAN NX_FLOAT65 NX_DOUBLE".split()
_CLASSES = "NXdetector NXsample NXsource NXmonitor NXslit NXuser NXcollection NXdata NXmonochromator NXdetectr".split()
_UNITS = "mm keV deg s A K counts GeV fortnite".split()
_MODES = "INIT STEP FINAL".split()


def rename_reference(rng: random.Random, text: str) -> str | None:
    """A component, datasource or variable is referred to by a wrong name."""
    found = list(re.finditer(r"\$(?:components|datasources|var)\.\w+", text))
    return _at(text, rng.choice(found).end(), rng) if found else None


def drop_attribute(rng: random.Random, text: str) -> str | None:
    """An attribute is missing."""
    return _changed(
        rng, text, lambda node: bool(node.attrib), lambda node: node.attrib.pop(rng.choice(list(node.attrib)))
    )


def change_type(rng: random.Random, text: str) -> str | None:
    """A field or attribute has another type."""
    return _set(rng, text, ("field", "attribute"), "type", _TYPES)


def swap_class(rng: random.Random, text: str) -> str | None:
    """A group has another class."""
    return _set(rng, text, ("group",), "type", _CLASSES)


def change_units(rng: random.Random, text: str) -> str | None:
    """A field has other units."""
    return _set(rng, text, ("field",), "units", _UNITS)


def change_mode(rng: random.Random, text: str) -> str | None:
    """A value is taken at another time."""
    return _set(rng, text, ("strategy",), "mode", _MODES)


def misspell_mode(rng: random.Random, text: str) -> str | None:
    """The mode of a strategy is misspelled."""
    return _misspell(rng, text, "mode")


def misspell_name(rng: random.Random, text: str) -> str | None:
    """A group, field, attribute, link, record, device or datasource has a misspelled name."""
    return _misspell(rng, text, "name")


def misspell_target(rng: random.Random, text: str) -> str | None:
    """A link leads elsewhere."""
    return _misspell(rng, text, "target")


def misspell_tag(rng: random.Random, text: str) -> str | None:
    """An element is called by a wrong word."""

    def change(node: Element) -> None:
        node.tag = _typo(rng, str(node.tag))

    return _changed(rng, text, lambda node: node.getparent() is not None, change)


def drop_element(rng: random.Random, text: str) -> str | None:
    """A part of a field, link or datasource is missing, with all that is in it."""

    def change(node: Element) -> None:
        parent = node.getparent()
        assert parent is not None, "the root isn't chosen"
        parent.remove(node)

    kept = ("group", "definition", "doc", "field", "vds")
    return _changed(rng, text, lambda node: node.getparent() is not None and node.tag not in kept, change)


def change_dimension(rng: random.Random, text: str) -> str | None:
    """A rank, index or size is wrong."""

    def change(node: Element) -> None:
        key = rng.choice([key for key in ("rank", "index", "value") if node.get(key)])
        node.set(key, rng.choice(["0", "3", "x1", "7"]))

    return _changed(rng, text, lambda node: node.tag in ("dimensions", "dim"), change)


def change_text(rng: random.Random, text: str) -> str | None:
    """The text of a field or attribute is misspelled."""

    def change(node: Element) -> None:
        node.text = _typo(rng, str(node.text))

    return _changed(
        rng, text, lambda node: node.tag in ("field", "attribute") and bool((node.text or "").strip(" \n")), change
    )


def break_markup(rng: random.Random, text: str) -> str | None:
    """A character of the markup is missing."""
    found = [match.start() for match in re.finditer(r"[<>/\"=]", text)]
    at = rng.choice(found)
    return text[:at] + text[at + 1 :]


def repeat_element(rng: random.Random, text: str) -> str | None:
    """A field stands twice, the second time with another type."""

    def change(node: Element) -> None:
        twin = parse(etree.tostring(node, encoding="unicode", with_tail=False))
        twin.set("type", rng.choice([word for word in _TYPES[:7] if word != node.get("type")]))
        node.addnext(twin)

    return _changed(rng, text, lambda node: node.tag == "field", change)


def drop_field(rng: random.Random, text: str) -> str | None:
    """A whole field is missing."""

    def change(node: Element) -> None:
        parent = node.getparent()
        assert parent is not None, "a field is never the root"
        parent.remove(node)

    return _changed(rng, text, lambda node: node.tag == "field", change)


MISTAKES: Sequence[Mistake] = (
    rename_reference,
    drop_attribute,
    change_type,
    swap_class,
    change_units,
    misspell_name,
    misspell_target,
    misspell_tag,
    misspell_mode,
    drop_element,
    change_dimension,
    break_markup,
    repeat_element,
)
"""Mistakes in what is written: rules may find them."""

CHANGES: Sequence[Mistake] = (change_text, change_mode, drop_field)
"""Changes of what is meant: what comes out is as right as before, so that nobody who doesn't know it can tell."""


def _changed(
    rng: random.Random, text: str, fits: Callable[[Element], bool], change: Callable[[Element], object]
) -> str | None:
    root = parse(text)
    found = [node for node in root.iter() if fits(node)]
    if not found:
        return None
    change(rng.choice(found))
    return etree.tostring(root, encoding="unicode")


def _set(rng: random.Random, text: str, tags: Sequence[str], key: str, words: Sequence[str]) -> str | None:
    def change(node: Element) -> None:
        node.set(key, rng.choice([word for word in words if word != node.get(key)]))

    return _changed(rng, text, lambda node: node.tag in tags and node.get(key) is not None, change)


def _misspell(rng: random.Random, text: str, key: str) -> str | None:
    def change(node: Element) -> None:
        node.set(key, _typo(rng, node.get(key) or ""))

    return _changed(rng, text, lambda node: bool(node.get(key)), change)


def _typo(rng: random.Random, word: str) -> str:
    """Two letters swapped, or one left out or doubled."""
    letters = [at for at, letter in enumerate(word) if letter.isalpha()] or [0]
    at = rng.choice(letters)
    return rng.choice(
        [word[:at] + word[at + 1 :] or "x", word[: at + 1] + word[at:], word[: at + 1] + "q" + word[at + 1 :]]
    )


def _at(text: str, end: int, rng: random.Random) -> str:
    """The word that ends there gets another last letter or one more."""
    return text[: end - rng.choice([0, 1])] + "q" + text[end:]
