"""The border between nxsconfig and old code: exceptions leave as the classes by which old code knows them."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import singledispatch
from xml.sax import SAXParseException
from xml.sax.xmlreader import Locator

from nxsconfig import errors
from nxsconfig.writer.wire import wire_text
from nxswriter.Errors import (
    DataSourceSetupError,
    ThreadError,
    UnsupportedTagError,
    XMLSettingSyntaxError,
    XMLSyntaxError,
)


@contextmanager
def peers_errors() -> Iterator[None]:
    """Exceptions of the body leave as the peers' (writer §1, §3)."""
    try:
        yield
    except errors.NXSConfigError as err:
        raise theirs(err) from err


@singledispatch
def theirs(err: BaseException) -> BaseException:
    """What old code expects in the place of an exception; anything that isn't ours stays."""
    return err


@theirs.register
def _(err: errors.NXSConfigError) -> BaseException:
    """What Python or HDF5 raised at first, as the peers let it through."""
    cause = err.__cause__
    return err if cause is None else _again(theirs(cause))


@theirs.register
def _(err: errors.NexusFileError) -> BaseException:
    return OSError(str(err)) if err.__cause__ is None else _again(theirs(err.__cause__))


@theirs.register
def _(err: errors.RecordError) -> BaseException:
    return ThreadError(wire_text(err), err.failures)


_BY_WORDS: tuple[tuple[re.Pattern[str], type[Exception]], ...] = (
    (re.compile("The group type not defined"), XMLSyntaxError),
    (re.compile("a number field needs"), ValueError),
    (re.compile("must not stand (here|in a link)"), AttributeError),
    (re.compile("datasources? needs? |the data source "), DataSourceSetupError),
)
"""What the peers raise, by words of our messages; the first that is found counts."""


@theirs.register
def _(err: errors.DefinitionError) -> BaseException:
    found = next((kind for words, kind in _BY_WORDS if words.search(str(err))), None)
    if found is not None:
        return found(str(err))
    return XMLSettingSyntaxError(str(err)) if err.__cause__ is None else _again(theirs(err.__cause__))


@theirs.register
def _(err: errors.UnsupportedElementError) -> BaseException:
    known = re.search("<(filter|selection)>", str(err))
    return AttributeError(str(err)) if known else UnsupportedTagError(str(err))


class _Place(Locator):
    """Where a parser stands."""

    def __init__(self, line: int, column: int) -> None:
        self._line, self._column = line, column

    def getLineNumber(self) -> int:
        return self._line

    def getColumnNumber(self) -> int:
        return self._column


@theirs.register
def _(err: errors.XMLError) -> BaseException:
    line, column = getattr(err, "line", 0), getattr(err, "column", 1) - 1
    return SAXParseException(str(err), None, _Place(line, column))


def _again(err: BaseException) -> BaseException:
    """A new exception of the kind and text of an old one, which has a history of its own."""
    if isinstance(err, json.JSONDecodeError):
        return json.JSONDecodeError(err.msg, err.doc, err.pos)
    return type(err)(*err.args)
