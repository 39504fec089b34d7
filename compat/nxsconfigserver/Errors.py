"""nxsconfig's exceptions under the peers' qualified names, by which clients know them (config-server §1, §2.7).

Each is a kind of the nxsconfig exception of its name, so handlers written for either catch it.
"""

from nxsconfig import errors

__all__ = [
    "IncompatibleNodeError",
    "NonregisteredDBRecordError",
    "UndefinedTagError",
    "WrongJSONError",
    "WrongXMLError",
]


class IncompatibleNodeError(errors.IncompatibleNodeError):
    """Elements that can't be merged; `str()` is the repr of `value`, `nodes` are the elements."""


class UndefinedTagError(errors.UndefinedTagError):
    """The root element is not `definition`."""


class WrongXMLError(errors.WrongXMLError):
    """A text is not the XML that it has to be."""


class WrongJSONError(errors.WrongJSONError):
    """A text is not the JSON that it has to be."""


class NonregisteredDBRecordError(errors.NonregisteredDBRecordError):
    """A name that the database doesn't hold."""
