"""Datasource elements out of the stored datasource texts (config-server §6.1, §6.2)."""

import re

from nxsconfig.dialect.xml import parse, serialise_with_tail
from nxsconfig.errors import NonregisteredDBRecordError

_ATTRIBUTES = r"""(?:\s+[\w:.-]+="[^"<&]*+")*+\s*+"""
_PLAIN = re.compile(
    r"""\s*+(?:<\?xml[^?>]*+\?>\s*+)?<definition>\s*+
        (<datasource ATTRIBUTES>
            (?:[^<&]*+<([\w:.-]+)ATTRIBUTES(?:/>|>[^<&]*+</\2>))*+
        [^<&]*+</datasource>\s*+)
        </definition>\s*+""".replace("ATTRIBUTES", _ATTRIBUTES),
    re.VERBOSE,
)
"""One datasource in a definition, in the form that nearly all are stored in: its children hold text only.

Such an element is taken over without being parsed, which is several times faster; what little could still be wrong with
it (an attribute given twice) is found when the whole configuration is parsed.
"""


def datasource_element(name: str, text: str) -> str:
    """The datasource element of a stored text, serialised with its tail.

    Raises:
        WrongXMLError: the stored text is not well-formed; the message names the datasource.
        NonregisteredDBRecordError: the text holds no datasource element: it counts as missing, at once.
    """
    plain = _PLAIN.fullmatch(text)
    if plain:
        return plain[1]
    root = parse(text, f"datasource {name!r}")
    found = root if root.tag == "datasource" else next(root.iter("datasource"), None)
    if found is None:
        raise NonregisteredDBRecordError(
            f"The datasource {name} of the stored text of that name not registered in the DataBase: "
            "it holds no datasource element",
            name,
        )
    return serialise_with_tail(found)
