"""Filter pipelines of data sets: the strategy's compression and the filter tags (writer §9.3)."""

from collections.abc import Iterable

from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError, UnsupportedElementError
from nxsconfig.h5.filters import DEFLATE, NUMBERS, PLUGINS, SHUFFLE, is_available
from nxsconfig.writer.plan import Filter
from nxsconfig.writer.readers import integer, local_name, where

DEFAULT_FILTERS = (Filter(SHUFFLE),)
"""What a data set gets whose strategy says nothing about filters."""

_DEFAULT_RATE = 2


def strategy_filters(element: Element, label: str) -> tuple[Filter, ...]:
    """The pipeline of a strategy tag and the filter tags in it.

    Shuffle is only looked at beside compression (K).

    Raises:
        DefinitionError: numbers that are none.
        UnsupportedElementError: a filter that can't be applied here.
    """
    compression = element.get("compression")
    base = DEFAULT_FILTERS
    if compression is not None:
        shuffle = () if element.get("shuffle", "true").lower() == "false" else DEFAULT_FILTERS
        base = (*shuffle, *_compression(element, compression, label))
    return joined(base, filter_tags(element, label))


def filter_tags(element: Element, label: str) -> tuple[Filter, ...]:
    """The filter tags directly inside an element, by their index. Raises as `strategy_filters` does."""
    tags = [child for child in element if local_name(child) == "filter"]
    if not tags:
        return ()
    return tuple(_filter(tag, label) for tag in sorted(tags, key=lambda tag: integer(tag, "index", 0, label)))


def joined(base: Iterable[Filter], tags: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """The base without what the tags say themselves, then the tags."""
    if not tags:
        return tuple(base)
    named = {item.number for item in tags}
    return (*(item for item in base if item.number not in named), *tags)


def _compression(element: Element, compression: str, label: str) -> tuple[Filter, ...]:
    """The compressing filter: gzip of a level, or the filter of a number with its own options (fixed)."""
    number = _number(compression)
    if number == 0:
        return ()
    options = _integers(element, "compression_opts", label)
    level = min(9, max(0, integer(element, "rate", _DEFAULT_RATE, label)))
    if number != DEFLATE:
        _refuse_missing(element, number, label)
        return (Filter(number, options),)
    if options:
        return (Filter(DEFLATE, (min(9, max(0, options[0])),)),)
    return (Filter(DEFLATE, (level,)),) if level else ()


def _number(compression: str) -> int:
    if compression.lower() == "true":
        return DEFLATE
    try:
        return int(compression)
    except ValueError:
        return 0


def _filter(element: Element, label: str) -> Filter:
    """One filter tag; its id wins over its name, gzip without parameters gets the usual level (fixed)."""
    number = integer(element, "id", 0, label) or NUMBERS.get(element.get("name", "").lower(), 0)
    _refuse_missing(element, number, label)
    options = _integers(element, "cd_values", label)
    if number == DEFLATE:
        options = (min(9, max(0, options[0])),) if options else (_DEFAULT_RATE,)
    return Filter(number, options, mandatory=element.get("availability", "").lower() == "mandatory")


def _refuse_missing(element: Element, number: int, label: str) -> None:
    if not 0 < number < 2**16 or not is_available(number):
        known = ", ".join(f"{name} ({known})" for name, known in NUMBERS.items())
        raise UnsupportedElementError(
            f"{where(element, label)}: the filter {element.get('name') or ''} {number} can't be applied here. "
            f"Please install {PLUGINS} for plug-ins, or take another one; by name: {known}"
        )


def _integers(element: Element, name: str, label: str) -> tuple[int, ...]:
    text = element.get(name, "")
    try:
        return tuple(int(word) for word in text.split(",") if word.strip())
    except ValueError as err:
        raise DefinitionError(f"{where(element, label)}: {name}={text!r} are no integers") from err
