"""Errors in the words by which clients of the writer know them (writer §2.3, §4, §12.3)."""

import json
from xml.parsers import expat

from nxsconfig.errors import NXSConfigError, RecordError


def wire_text(err: BaseException) -> str:
    """The text of an error on one line.

    Missing values are a Python list, mostly of pairs (which value of which source, why); where the system or a parser of
    JSON refused, it is what they said.
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
