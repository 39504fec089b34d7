"""Datasource elements out of the stored datasource texts (config-server §6.1, §6.2)."""

from collections.abc import Mapping

from nxsconfig.dialect.xml import parse, serialise_with_tail
from nxsconfig.errors import NonregisteredDBRecordError, XMLError

_START, _END = "<datasource", "</datasource>"


def datasource_element(name: str, text: str) -> str:
    """The first datasource element of a stored text, with its tail.

    Raises:
        WrongXMLError: the stored text is not well-formed; the message names the datasource.
        NonregisteredDBRecordError: the text holds no datasource element: it counts as missing, at once.
    """
    return _cut_out(text) or _parsed(name, text)


def _cut_out(text: str) -> str | None:
    """The element of a text with one datasource, taken over without being parsed, which is several times faster.

    Comments, CDATA, namespaces and the like are left to the parser. What is inside the element needn't be well-formed:
    then the whole configuration isn't, and `first_broken` tells why.
    """
    start, end = text.find(_START), text.find(_END)
    if start < 0 or end < start or text.find(_START, start + 1) >= 0:
        return None
    if "<!" in text or "xmlns" in text or text.find("<?", start) >= 0:
        return None
    end += len(_END)
    stop = text.find("<", end)
    return text[start : stop if stop >= 0 else end]


def _parsed(name: str, text: str) -> str:
    root = parse(text, f"datasource {name!r}")
    found = root if root.tag == "datasource" else next(root.iter("datasource"), None)
    if found is None:
        raise NonregisteredDBRecordError(
            f"The datasource {name} of the stored text of that name not registered in the DataBase: "
            "it holds no datasource element",
            name,
        )
    return serialise_with_tail(found)


def first_broken(texts: Mapping[str, str]) -> XMLError | None:
    """The error of the first stored datasource text that isn't well-formed."""
    for name, text in texts.items():
        try:
            parse(text, f"datasource {name!r}")
        except XMLError as err:
            return err
    return None
