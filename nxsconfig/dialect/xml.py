"""The one way from text to tree and back: no entities, no network, no DTD, bounded size and depth.

Comments and processing instructions are dropped while parsing, so nothing above ever meets them (the peers' merging
fails on them: config-server §7.11). An encoding named in the declaration is ignored: texts are already decoded.
"""

import re
from collections.abc import Sequence

from lxml import etree

from nxsconfig.errors import WrongXMLError, XMLError, XMLLimitError

Element = etree._Element  # noqa: SLF001  lxml's public element type has no public name

_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    remove_comments=True,
    remove_pis=True,
    huge_tree=False,
)  # one for all: making one takes longer than parsing a small text; it locks itself between threads

MAX_CHARACTERS = 64 * 1024 * 1024
"""Longest text that is parsed. The largest merged configuration of 1000 components is about 3 MB."""

MAX_DEPTH = 256
"""Deepest nesting of elements; libxml2 enforces it. NeXus files stay below 20."""

DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"

_LIMIT_CODES = frozenset({1, 109, 114})  # XML_ERR_INTERNAL_ERROR, _USER_STOP (huge text), _RESOURCE_LIMIT of libxml2
_OWN_ENTITIES = re.compile(r"\ufeff?(?:\s|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE\s[^>\[]*\[", re.DOTALL)
_DECLARATION_HEAD = re.compile(r"\ufeff?\s*<\?xml\b[^>]*\?>")


def parse(text: str, what: str = "the XML text") -> Element:
    """Root element of a document.

    Args:
        text: one well-formed document, at most MAX_CHARACTERS characters and MAX_DEPTH levels.
        what: how errors call the text, e.g. ``component 'slits'``.

    Raises:
        WrongXMLError: not well-formed; carries line and column.
        XMLLimitError: too long, too deep or with its own entities.
    """
    _check_limits(text, what)
    try:
        return etree.fromstring(_utf8(text, what), _PARSER)
    except etree.XMLSyntaxError as err:
        raise _explain(err, what) from err


def parse_all(texts: Sequence[tuple[str, str]]) -> list[Element]:
    """Root elements of many documents, in order; `texts` are pairs of what errors call a text, and the text.

    They are parsed as parts of one document, which is faster, unless they don't fit together: then one by one, so that
    the error is that of the text that is broken. Each root has a parent that is nothing of its own.
    """
    if len(texts) > 1:
        try:
            together = "".join(f"<one>{body(text)}</one>" for _, text in texts)
            parts = list(parse(f"<all>{together}</all>"))
        except XMLError:
            parts = []
        if len(parts) == len(texts) and all(map(_holds_one_root, parts)):
            return [part[0] for part in parts]
    return [parse(text, what) for what, text in texts]


def body(text: str) -> str:
    """The text without a leading XML declaration: what may stand inside another document."""
    match = _DECLARATION_HEAD.match(text)
    return text[match.end() :] if match else text


def serialise(root: Element) -> str:
    """The tree as one text without declaration; empty elements as ``<tag a="v" />`` (config-server §8)."""
    return spaced(etree.tostring(root, encoding="unicode", with_tail=False))


def serialise_with_tail(element: Element) -> str:
    """The element and the text that follows it, as `serialise` does."""
    return spaced(etree.tostring(element, encoding="unicode"))


def inner_text(element: Element) -> str:
    """What stands between the tags of an element that isn't empty, with its texts as they are."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return text[text.index(">") + 1 : text.rindex("<")]


def spaced(text: str) -> str:
    """A serialised text with a blank at the end of empty tags.

    ``/>`` occurs only at the end of tags: the serialiser escapes ``>`` everywhere else.
    """
    return text.replace("/>", " />")


def document(root: Element) -> str:
    """The tree as a whole document on as few lines as its texts allow, with the declaration directly in front."""
    return DECLARATION + serialise(root)


def pretty_document(root: Element) -> str:
    """The tree as a document to read: two blanks a level, ``<tag/>`` for empty elements, a newline at the end.

    Branches that already hold blank text keep it as it is.
    """
    return DECLARATION + etree.tostring(root, encoding="unicode", pretty_print=True, with_tail=False)


def _holds_one_root(part: Element) -> bool:
    return len(part) == 1 and not (part.text or "").strip() and not (part[0].tail or "").strip()


def _utf8(text: str, what: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as err:
        raise WrongXMLError(f"{what} holds a character that no encoding can carry: {err.reason}") from err


def _check_limits(text: str, what: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise XMLLimitError(
            f"{what} has {len(text):,} characters; more than {MAX_CHARACTERS:,} are not accepted: split it up"
        )
    if _OWN_ENTITIES.match(text):
        raise XMLLimitError(f"{what} declares entities of its own in a DOCTYPE, which is not accepted: write them out")


def _explain(err: etree.XMLSyntaxError, what: str) -> WrongXMLError | XMLLimitError:
    line, column = err.position
    code: int = err.code  # type: ignore[attr-defined]  # missing in lxml-stubs
    message = str(err.msg).replace("\n", " ").strip()
    if code == 114 and "depth" in message:
        return XMLLimitError(f"{what} is nested deeper than {MAX_DEPTH} levels (line {line}, column {column})")
    if code in _LIMIT_CODES and "XML_PARSE_HUGE" in message:
        return XMLLimitError(f"{what} holds a single text of more than 10 million characters (line {line})")
    return WrongXMLError(f"{what} is not well-formed: {message}", line, column)
