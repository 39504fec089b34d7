"""Datasource elements out of the stored datasource texts (config-server §6.1, §6.2)."""

from collections.abc import Mapping

from nxsconfig.dialect.xml import Element, body, parse, serialise_with_tail
from nxsconfig.errors import NonregisteredDBRecordError, XMLError


def datasource_elements(texts: Mapping[str, str]) -> dict[str, str]:
    """The datasource element of each stored text, serialised with its tail; by record name.

    Raises:
        WrongXMLError: a stored text is not well-formed; the message names the datasource.
        NonregisteredDBRecordError: a text holds no datasource element: it counts as missing, at once.
    """
    return {name: _element(root, name) for name, root in _roots(texts).items()}


def _roots(texts: Mapping[str, str]) -> dict[str, Element]:
    """All texts parsed as children of one document, which is several times faster than one by one.

    Falls back to one by one when they don't fit together; that also tells which text is the broken one.
    """
    try:
        together = list(parse("<all>" + "".join(body(text).strip() for text in texts.values()) + "</all>"))
    except XMLError:
        together = []
    if len(together) != len(texts):
        return {name: parse(text, f"datasource {name!r}") for name, text in texts.items()}
    return dict(zip(texts, together, strict=True))


def _element(root: Element, name: str) -> str:
    found = root if root.tag == "datasource" else next(root.iter("datasource"), None)
    if found is None:
        raise NonregisteredDBRecordError(
            f"The datasource {name} of the stored text of that name not registered in the DataBase: "
            "it holds no datasource element",
            name,
        )
    return serialise_with_tail(found)
