"""Errors in the words by which clients of the writer know them (writer §2.3, §4, §12.3)."""

import json
import re
from xml.parsers import expat

from nxsconfig.errors import DefinitionError, NXSConfigError, RecordError, UnsupportedElementError

PEER = "nxswriter.Errors"
"""compat: nxswriter 3.25: clients look for exception names with this module."""

_REFUSED_AS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("The group type not defined"), f"{PEER}.XMLSyntaxError"),
    (re.compile("a number field needs"), "ValueError"),
    (re.compile("cd_values="), "Exception"),
    (re.compile("must not stand (here|in a link)|^<(filter|selection)>"), "AttributeError"),
    (re.compile("datasources? needs? |the data source "), f"{PEER}.DataSourceSetupError"),
)
"""Qualified names of the peer's classes, by words of our messages; the first that is found counts."""


def refused_as(err: DefinitionError | UnsupportedElementError) -> str:
    """The qualified name of the class with which the peer refuses the same definition; builtin ones have no module."""
    found = next((name for words, name in _REFUSED_AS if words.search(str(err))), "")
    unknown = "UnsupportedTagError" if isinstance(err, UnsupportedElementError) else "XMLSettingSyntaxError"
    return found or f"{PEER}.{unknown}"


def wire_text(err: BaseException) -> str:
    """The text of an error on one line.

    Missing values are a Python list, mostly of pairs (which value of which source, why). Where the system or a parser
    of JSON refused, it is what they said.
    """
    if isinstance(err, RecordError) and err.failures:
        # compat: nxswriter 3.25: clients look for these words
        return f"Problems in storing data: {[_failure(*failure) for failure in err.failures]}"
    if isinstance(err, NXSConfigError) and isinstance(err.__cause__, OSError | json.JSONDecodeError):
        err = err.__cause__
    return " ".join(line.strip() for line in str(err).splitlines() if line.strip())


def _failure(path: str, source: str, why: str) -> object:
    """What is missing and why; virtual data sets have no source of their own."""
    return (f"Data for {path} not found. DATASOURCE: {source}", why) if source else f"Datasource not found: {why}"


def expat_words(xml: str) -> str:
    """What is wrong with a text that our parser has refused, as ``<unknown>:LINE:COLUMN: MESSAGE``; "" if nothing is.

    compat: nxswriter 3.25: clients know expat's words and its way of counting.
    """
    parser = expat.ParserCreate()
    try:
        parser.Parse(xml.encode("utf-8", "replace"), True)  # noqa: FBT003  expat takes it by position only
    except expat.ExpatError as err:
        return f"<unknown>:{err.lineno}:{err.offset}: {expat.ErrorString(err.code)}"
    return ""
