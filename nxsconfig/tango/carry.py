"""Texts as Tango carries them: Latin-1, without NUL. What is beyond travels in the escapes of its language."""

import re
from collections.abc import Iterable

from nxsconfig.dialect.text import latin1_xml

_BEYOND_LATIN1 = re.compile("[\u0100-\U0010ffff]")


def xml(text: str) -> str:
    """An XML text: numeric references (config-server §2.8)."""
    return latin1_xml(text)


def xmls(texts: Iterable[str]) -> list[str]:
    """XML texts."""
    return [xml(text) for text in texts]


def jsons(texts: Iterable[str]) -> list[str]:
    """JSON texts: the escapes that JSON has for strings."""
    return [json_text(text) for text in texts]


def json_text(text: str) -> str:
    r"""A JSON text: ``\uXXXX``, two of them for a character above U+FFFF."""
    return _BEYOND_LATIN1.sub(_utf16, text)


def plain(text: str) -> str:
    """A name or a message: Python's escapes. A name above Latin-1 can be seen, but not asked for, this way."""
    return text.replace("\0", "\\x00").encode("latin-1", "backslashreplace").decode("latin-1")


def plains(texts: Iterable[str]) -> list[str]:
    """Names."""
    return [plain(text) for text in texts]


def _utf16(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
