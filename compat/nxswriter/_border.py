"""The border between nxsconfig and old code: exceptions leave as the classes by which old code knows them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import singledispatch
from xml.sax import SAXParseException
from xml.sax.xmlreader import Locator

from nxsconfig import errors
from nxsconfig.writer.wire import refused_as, wire_text
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
def _(err: errors.WrongJSONError) -> BaseException:
    return AttributeError(str(err)) if err.__cause__ is None else _again(theirs(err.__cause__))


@theirs.register
def _(err: errors.RecordError) -> BaseException:
    return ThreadError(wire_text(err), err.failures)


_REFUSALS: dict[str, type[Exception]] = {
    kind.__name__: kind
    for kind in (
        *(AttributeError, DataSourceSetupError, Exception, UnsupportedTagError),
        *(ValueError, XMLSettingSyntaxError, XMLSyntaxError),
    )
}


@theirs.register(errors.DefinitionError)
@theirs.register(errors.UnsupportedElementError)
def _(err: errors.DefinitionError | errors.UnsupportedElementError) -> BaseException:
    kind = _REFUSALS[refused_as(err).rpartition(".")[2]]
    if kind is XMLSettingSyntaxError and err.__cause__ is not None:
        return _again(theirs(err.__cause__))
    return kind(str(err))


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
