"""The SAX handler that lists the datasources of a component (config-server §6.4)."""

import re
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from nxsconfig.dialect.grammar import SWITCHABLE

FROM_DB = "__FROM_DB__"
"""Type of the datasources that a component refers to by name only."""


class ComponentHandler(ContentHandler):
    """Give it to a SAX parser; afterwards `datasources` has the types by name, ``""`` where none is given.

    Unnamed datasource elements are numbered ``__unnamed__0`` …; those that fields and attributes refer to in their own
    text (``$datasources.NAME``) have type ``__FROM_DB__``. `dsLabel` and `delimiter` change how references look.
    """

    def __init__(self, dsLabel: str = "datasources", delimiter: str = ".") -> None:
        super().__init__()
        self.datasources: dict[str, str] = {}
        self._reference = re.compile(rf"\${re.escape(dsLabel + delimiter)}(\w+)")
        self._texts: list[list[str]] = []
        self._unnamed = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Note a datasource."""
        self._texts.append([])
        if name == "datasource":
            self.datasources[attrs.get("name") or self._number()] = attrs.get("type", "")

    def characters(self, content: str) -> None:
        """Keep the text of the innermost element."""
        if self._texts:
            self._texts[-1].append(content)

    def endElement(self, name: str) -> None:
        """Note the references in the text of a field or attribute."""
        text = "".join(self._texts.pop())
        if name in SWITCHABLE:
            self.datasources.update(dict.fromkeys(self._reference.findall(text), FROM_DB))

    def _number(self) -> str:
        self._unnamed += 1
        return f"__unnamed__{self._unnamed - 1}"
