"""Rules for the texts around the XML: pieces of mixed content, list attributes, characters that Tango can't carry."""

import json
import re

from nxsconfig.dialect.xml import Element

_SEPARATORS = re.compile(r"[\s:,;]+")
_BEYOND_LATIN1 = re.compile("[\u0100-\U0010ffff]")


def pieces(element: Element) -> list[str]:
    """Non-blank texts of an element, stripped: the leading one, then the tails of its children."""
    texts = [element.text, *(child.tail for child in element)]
    return [stripped for text in texts if text and (stripped := text.strip())]


def content(element: Element) -> str:
    """The element's own text, one piece a line; a piece that comes again (the tail of a moved child) counts once."""
    return "\n".join(dict.fromkeys(pieces(element)))


def name_list(text: str) -> list[str]:
    """Names out of a list attribute: a JSON list, or words between blanks and ``: , ;`` (config-server §2.6)."""
    if not text or text == "Not initialised":
        return []
    value = _json_list(text)
    if value is not None:
        return [str(item) for item in value]
    return [word for word in _SEPARATORS.split(text) if word]


def list_text(text: str) -> str:
    """A list attribute as clients read it: JSON lists stay as they are, other texts become one (config-server §2.6)."""
    return text if _json_list(text) is not None else json.dumps(name_list(text))


def _json_list(text: str) -> list[object] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def latin1_xml(text: str) -> str:
    """XML text whose characters above U+00FF are numeric references, so that Tango can carry it."""
    if text.isascii():  # at once, where looking at each character would cost more than sending the text
        return text
    return _BEYOND_LATIN1.sub(lambda match: f"&#{ord(match.group())};", text)
