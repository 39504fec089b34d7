"""Bytes of files that people hand over as texts: which encoding, which line ends."""

import codecs
import re

from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import MAX_CHARACTERS
from nxsconfig.errors import WrongJSONError, WrongXMLError, XMLLimitError

LIMIT = MAX_CHARACTERS + 1
"""How many bytes to read at most: with more the text is refused anyhow."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(r"""(<\?xml\b[^>]*?\bencoding\s*=\s*["'])([A-Za-z][\w.:-]*)(["'])""")


def decoded(data: bytes, kind: Kind, path: str) -> str:
    """The text with simple line ends, decoded by its byte order mark, its XML declaration or as UTF-8.

    A declaration of another encoding is changed into UTF-8, which the text is from now on.

    Raises:
        XMLLimitError: more than MAX_CHARACTERS bytes.
        WrongXMLError, WrongJSONError: the bytes are no text in that encoding.
    """
    if len(data) > MAX_CHARACTERS:
        raise XMLLimitError(f"{path} has more than {MAX_CHARACTERS:,} bytes, which is not accepted: split it up")
    encoding = _encoding(data, kind)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as err:
        error = WrongJSONError if kind is Kind.SELECTION else WrongXMLError
        raise error(f"{path} is not a text in the encoding {encoding}: {err}") from err
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if kind is Kind.SELECTION else _declared_utf8(text)


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
