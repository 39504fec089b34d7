"""The border between nxsconfig and old code: exceptions leave under the peers' names."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import singledispatch

from nxsconfig import errors
from nxsconfigserver.Errors import (
    IncompatibleNodeError,
    NonregisteredDBRecordError,
    UndefinedTagError,
    WrongJSONError,
    WrongXMLError,
)


@contextmanager
def peers_errors() -> Iterator[None]:
    """Exceptions of the body that the peers have too leave as theirs; all others as they are."""
    try:
        yield
    except errors.NXSConfigError as err:
        theirs = _renamed(err)
        if theirs is err:
            raise
        raise theirs from err


@singledispatch
def _renamed(err: errors.NXSConfigError) -> errors.NXSConfigError:
    return err


@_renamed.register
def _(err: errors.XMLError) -> WrongXMLError:
    """compat: nxsconfigserver 2.26: one class for every refused text, whose name begins the message too."""
    return WrongXMLError(f"WrongXMLError: {err}", getattr(err, "line", 0), getattr(err, "column", 0))


@_renamed.register
def _(err: errors.WrongJSONError) -> WrongJSONError:
    """compat: nxsconfigserver 2.26: the name of the class begins the message too."""
    return WrongJSONError(f"WrongJSONError: {err}")


@_renamed.register
def _(err: errors.UndefinedTagError) -> UndefinedTagError:
    return UndefinedTagError(str(err))


@_renamed.register
def _(err: errors.IncompatibleNodeError) -> IncompatibleNodeError:
    return IncompatibleNodeError(err.value, err.nodes, err.origins)


@_renamed.register
def _(err: errors.NonregisteredDBRecordError) -> NonregisteredDBRecordError:
    return NonregisteredDBRecordError(str(err), err.name)
