"""Texts of components, datasources and profiles in files: under which name, and what the system says about them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from nxsconfig.cli.locale import as_path
from nxsconfig.configurator.decoding import LIMIT, decoded
from nxsconfig.db.records import Kind

SUFFIXES = {Kind.COMPONENT: ".xml", Kind.DATASOURCE: ".ds.xml", Kind.SELECTION: ".json"}


def file_name(kind: Kind, name: str) -> str:
    """``slit1.xml``, ``motor.ds.xml`` or ``night.json``; slashes of the name become underscores."""
    return name.replace("/", "_").replace("\0", "_") + SUFFIXES[kind]


def file_path(directory: str, kind: Kind, name: str) -> str:
    """The file of a name in a directory, spelled as error messages show it: ``./slit1.xml``."""
    return os.path.join(directory, file_name(kind, name))  # noqa: PTH118  a Path would drop the "./"


def read_text(path: str, kind: Kind) -> str:
    """The text of a file as `decoded` understands its bytes.

    Raises:
        OSError: the file can't be read.
        XMLLimitError, WrongXMLError, WrongJSONError: its bytes are no text.
    """
    with _named(path), open(as_path(path), "rb") as stream:  # noqa: PTH123  as above
        return decoded(stream.read(LIMIT), kind, path)


def write_text(path: str, text: str) -> None:
    """Put a text into a file as it is, in UTF-8; what was there is replaced. Raises OSError."""
    with _named(path), open(as_path(path), "w", encoding="utf-8", newline="") as stream:  # noqa: PTH123  as above
        stream.write(text)


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Errors show the path as text in every locale."""
    try:
        yield
    except OSError as err:
        if err.filename is not None:
            err.filename = path
        raise
