"""What stands in an element of a merged configuration, as the writer reads it (writer §6, §12)."""

from collections.abc import Iterator

from nxsconfig.dialect.types import DEFAULT_NX_TYPE, NX_TO_DTYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.validate.subjects import Configuration
from nxsconfig.writer.readers import local_name

TEXT = "string"


def elements(configuration: Configuration, *tags: str) -> Iterator[Element]:
    """The elements of these tags in document order; none when there is no configuration."""
    return iter(()) if configuration.root is None else configuration.root.iter(*tags)


def valued(configuration: Configuration) -> Iterator[Element]:
    """Fields, and attribute tags of groups, fields and virtual fields."""
    for element in elements(configuration, "field", "attribute"):
        if element.get("name"):
            yield element


def child(element: Element, tag: str) -> Element | None:
    """The child of a tag that counts: the last one."""
    return next((one for one in reversed(element) if local_name(one) == tag), None)


def has_source(element: Element) -> bool:
    """Whether a datasource stands directly in an element."""
    return child(element, "datasource") is not None


def mode(element: Element) -> str:
    """The mode of an element's strategy; empty when nothing is said."""
    strategy = child(element, "strategy")
    return "" if strategy is None else strategy.get("mode", "")


def dtype(element: Element) -> str:
    """The type in the file: ``string`` or numpy's word; empty for a type that nobody knows."""
    return NX_TO_DTYPE.get(element.get("type", DEFAULT_NX_TYPE), "")


def rank(element: Element) -> int | None:
    """The declared rank, 0 without one; None when it is no number."""
    dimensions = child(element, "dimensions")
    return 0 if dimensions is None else whole(dimensions.get("rank", "0"))


def sizes(element: Element) -> dict[int, int]:
    """Declared sizes by index from 1, as far as they are numbers above 0."""
    dimensions = child(element, "dimensions")
    dims = () if dimensions is None else dimensions.findall("dim")
    found = {whole(dim.get("index", "")): whole(dim.get("value", "")) for dim in dims}
    return {index: size for index, size in found.items() if index and size and size > 0}


def whole(word: str) -> int | None:
    """The whole number that a word says; None for other words."""
    try:
        return int(word)
    except ValueError:
        return None


def called(element: Element | None) -> str:
    """How messages call an element: ``field 'energy'``, ``attribute 'vector' of field 'x'``."""
    if element is None:
        return "the configuration"
    name = element.get("name") or element.get("type") or ""
    tag = local_name(element)
    what = f"{tag} {name!r}" if name else f"<{tag}>"
    return f"{what} of {called(element.getparent())}" if tag == "attribute" else what


def quoted(text: str) -> str:
    """The beginning of a text in quotes, on one line."""
    words = " ".join(text.split())
    return repr(words if len(words) <= 40 else f"{words[:40]}…")
