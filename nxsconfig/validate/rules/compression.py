"""NX35x: compression and other filters of fields (writer §9.3)."""

from collections.abc import Iterator

from nxsconfig.dialect.grammar import Mode
from nxsconfig.dialect.xml import Element
from nxsconfig.h5.filters import DEFLATE, NUMBERS, PLUGINS, is_available
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.parts import TEXT, called, dtype, elements, has_source, mode, rank, whole
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration


def compression_word(configuration: Configuration) -> Iterator[Fault]:
    """``compression`` is true, false, or the number of a filter.

    Any other word means no compression.

    Found::

        <strategy mode="STEP" compression="gzip"/>

    Right::

        <strategy mode="STEP" compression="true"/>
    """
    for element in elements(configuration, "strategy"):
        word = element.get("compression")
        if word and word.lower() not in ("true", "false") and whole(word) is None:
            message = f"compression {word!r} means no compression"
            yield Fault(message, 'write compression="true", or the number of the filter', element)


def filter_there(configuration: Configuration) -> Iterator[Fault]:
    """The filters of a field are there where the writer runs.

    The writer can't open an entry with a filter that it doesn't have. Told is what is missing where the check runs.

    Found::

        <filter index="1" id="65000"/>

    Right::

        <filter index="1" name="deflate"/>
    """
    for element, number in filters(configuration):
        if not is_available(number):
            name = element.get("name") or number
            yield Fault(f"filter {name} isn't available here", f"install {PLUGINS} where the writer runs", element)


def filters(configuration: Configuration) -> Iterator[tuple[Element, int]]:
    """The elements that ask for a filter, with its number; 0 for a name that nobody knows."""
    for element in elements(configuration, "filter"):
        yield element, whole(element.get("id", "")) or NUMBERS.get(element.get("name", "").lower(), 0)
    for element in elements(configuration, "strategy"):
        number = whole(element.get("compression", ""))
        if number and number != DEFLATE:
            yield element, number


def compression_useful(configuration: Configuration) -> Iterator[Fault]:
    """A compressed field has something to compress.

    Single values and texts are stored as they are.

    Found::

        <field name="title"><strategy mode="INIT" compression="true"/>$datasources.title</field>

    Right::

        <field name="title"><strategy mode="INIT"/>$datasources.title</field>
    """
    for element in elements(configuration, "field"):
        strategy = element.find("strategy")
        if strategy is None or strategy.get("compression", "").lower() != "true":
            continue
        single = rank(element) == 0 and not (mode(element) == Mode.STEP and has_source(element))
        if single or dtype(element) == TEXT:
            what = "texts aren't" if dtype(element) == TEXT else "a single value isn't"
            yield Fault(f"{called(element)}: {what} compressed", "take the compression out", element)


RULES = (
    Rule("NX351", Severity.WARNING, compression_word),
    Rule("NX352", Severity.INFO, filter_there),
    Rule("NX353", Severity.INFO, compression_useful),
)
