"""Texts of components, datasources and profiles in files: which name, which encoding, how much."""

import codecs
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from nxsconfig.cli.locale import as_path
from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import MAX_CHARACTERS
from nxsconfig.errors import WrongJSONError, WrongXMLError, XMLLimitError

SUFFIXES = {Kind.COMPONENT: ".xml", Kind.DATASOURCE: ".ds.xml", Kind.SELECTION: ".json"}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(r"""(<\?xml\b[^>]*?\bencoding\s*=\s*["'])([A-Za-z][\w.:-]*)(["'])""")


def file_name(kind: Kind, name: str) -> str:
    """``slit1.xml``, ``motor.ds.xml`` or ``night.json``; slashes of the name become underscores."""
    return name.replace("/", "_").replace("\0", "_") + SUFFIXES[kind]


def file_path(directory: str, kind: Kind, name: str) -> str:
    """The file of a name in a directory, spelled as error messages show it: ``./slit1.xml``."""
    return os.path.join(directory, file_name(kind, name))  # noqa: PTH118  a Path would drop the "./"


def read_text(path: str, kind: Kind) -> str:
    """The text of a file with simple line ends, decoded by its byte order mark, its XML declaration or as UTF-8.

    A declaration of another encoding is changed into UTF-8, which the text is from now on.

    Raises:
        OSError: the file can't be read.
        XMLLimitError: more than MAX_CHARACTERS bytes; not more than these are read.
        WrongXMLError, WrongJSONError: the bytes are no text in that encoding.
    """
    data = _read_limited(path)
    encoding = _encoding(data, kind)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as err:
        error = WrongJSONError if kind is Kind.SELECTION else WrongXMLError
        raise error(f"{path} is not a text in the encoding {encoding}: {err}") from err
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if kind is Kind.SELECTION else _declared_utf8(text)


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


def _read_limited(path: str) -> bytes:
    with _named(path), open(as_path(path), "rb") as stream:  # noqa: PTH123  as above
        data = stream.read(MAX_CHARACTERS + 1)
    if len(data) > MAX_CHARACTERS:
        raise XMLLimitError(f"{path} has more than {MAX_CHARACTERS:,} bytes, which is not accepted: split it up")
    return data


def _declared_utf8(text: str) -> str:
    found = _DECLARED.match(text)
    if found is None or found.group(2).lower() == "utf-8":
        return text
    return f"{found.group(1)}utf-8{found.group(3)}{text[found.end() :]}"


def _encoding(data: bytes, kind: Kind) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    found = None if kind is Kind.SELECTION else _DECLARED.match(data[:200].decode("latin-1"))
    return found.group(2) if found else "utf-8"
