"""NX14x: words and numbers that the writer looks for (writer §6, §7, §9, §12)."""

from collections.abc import Iterator

from nxsconfig.dialect.grammar import Mode
from nxsconfig.dialect.types import NX_TO_DTYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Text

_TYPED = ("field", "attribute", "vds")
_NUMBERS = {
    "dimensions": ("rank",),
    "dim": ("index", "value"),
    "strategy": ("grows", "rate"),
}
_SWITCHES = {"strategy": ("canfail", "shuffle")}
_BOOLEANS = ("true", "false")


def nx_type(text: Text) -> Iterator[Fault]:
    """The type of a field or attribute is one of the NeXus types that can be stored.

    With another one the writer can't open the entry: the scan doesn't start.

    Found::

        <field name="energy" type="NX_FLOAT65"/>

    Right::

        <field name="energy" type="NX_FLOAT64"/>
    """
    for element in _elements(text, *_TYPED):
        word = element.get("type")
        if word is not None and "$" not in word and word not in NX_TO_DTYPE:
            near = _nearest(word)
            message = f"type {word!r} of {element.tag} {element.get('name')!r} is unknown"
            yield Fault(message, f"write {near}" if near else "write one of the NeXus types", element, error="KeyError")


def mode(text: Text) -> Iterator[Fault]:
    """The mode of a strategy is INIT, STEP, FINAL or POSTRUN.

    With any other word the value is never recorded, and nobody says so.

    Found::

        <strategy mode="Step"/>

    Right::

        <strategy mode="STEP"/>
    """
    for element in _elements(text, "strategy"):
        word = element.get("mode")
        if word and "$" not in word and word not in set(Mode):
            message = f"mode {word!r} is unknown: the value is never recorded"
            yield Fault(message, f"write one of {', '.join(Mode)}", element)


def number(text: Text) -> Iterator[Fault]:
    """Ranks, indices, growing axes and compression rates are whole numbers.

    With anything else the writer can't open the entry: the scan doesn't start. Sizes of dimensions may be symbols; then
    the size is unknown.

    Found::

        <dimensions rank="two"/>

    Right::

        <dimensions rank="2"/>
    """
    for element in _elements(text, *_NUMBERS):
        for key in _NUMBERS[str(element.tag)]:
            word = element.get(key)
            if word and "$" not in word and not _is_whole(word) and not (key == "value" and word.isidentifier()):
                yield Fault(f"{key}={word!r} of <{element.tag}> is no whole number", "write a number", element)


def switch(text: Text) -> Iterator[Fault]:
    """Switches are true or false.

    Any other word means false.

    Found::

        <strategy mode="STEP" canfail="yes"/>

    Right::

        <strategy mode="STEP" canfail="true"/>
    """
    for element in _elements(text, *_SWITCHES):
        for key in _SWITCHES[str(element.tag)]:
            word = element.get(key)
            if word is not None and "$" not in word and word.lower() not in _BOOLEANS:
                yield Fault(f"{key}={word!r} means false", 'write "true" or "false"', element)


def dimension_index(text: Text) -> Iterator[Fault]:
    """The dimensions of a field have the indices from 1 to its rank, each once.

    Others have no effect, and of two with the same index the last one counts.

    Found::

        <dimensions rank="1"><dim index="0" value="10"/></dimensions>

    Right::

        <dimensions rank="1"><dim index="1" value="10"/></dimensions>
    """
    for element in _elements(text, "dimensions"):
        rank = element.get("rank") or ""
        seen: set[int] = set()
        for dim in element.findall("dim"):
            index = dim.get("index") or ""
            if not (_is_whole(index) and _is_whole(rank)):
                continue
            if not 1 <= int(index) <= int(rank):
                yield Fault(f"index {index} is not between 1 and the rank {rank}", "count from 1", dim)
            elif int(index) in seen:
                yield Fault(f"index {index} occurs twice", "count from 1", dim)
            seen.add(int(index))


def _elements(text: Text, *tags: str) -> Iterator[Element]:
    return iter(()) if text.root is None else text.root.iter(*tags)


def _is_whole(word: str) -> bool:
    try:
        int(word)
    except ValueError:
        return False
    return True


def _nearest(word: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  for faults only

    return next(iter(get_close_matches(word.upper(), NX_TO_DTYPE, 1)), "")


RULES = (
    Rule("NX141", Severity.ERROR, nx_type),
    Rule("NX142", Severity.WARNING, mode),
    Rule("NX143", Severity.ERROR, number),
    Rule("NX144", Severity.WARNING, switch),
    Rule("NX145", Severity.WARNING, dimension_index),
)
