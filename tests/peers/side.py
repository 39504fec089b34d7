"""One of two configuration servers that are compared."""

import json
from dataclasses import dataclass
from typing import Any

from lxml import etree

from tests.cli.support import read
from tests.support.cases import Outcome


@dataclass(frozen=True)
class Side:
    """A device, the Tango system where it is, a client of it, and the settings of its database."""

    name: str
    tango_host: str
    proxy: Any
    settings: dict[str, Any]

    def call(self, command: str, *given: Any) -> Outcome:
        """What a command gives; an error as its class and text."""
        import tango

        try:
            value = self.proxy.command_inout(command, *given)
        except tango.DevFailed as err:
            error, _, message = err.args[0].desc.removesuffix("\n").partition(": ")
            return Outcome(error=error, message=message, reasons=tuple(level.reason for level in err.args))
        return Outcome(value if value is None or isinstance(value, str) else list(value))

    def store(self, what: str, name: str, text: str) -> Outcome:
        """Write a text and store it; `what`: Component, DataSource or Selection."""
        self.proxy.write_attribute("Selection" if what == "Selection" else "XMLString", text)
        return self.call(f"Store{what}", name)

    def configuration(self, names: list[str]) -> Outcome:
        """What CreateConfiguration makes of these components."""
        done = self.call("CreateConfiguration", names)
        return done if done.error else Outcome(self.proxy.XMLString)

    def content(self) -> dict[str, Any]:
        """Everything in the database."""
        content: dict[str, Any] = json.loads(self.masked(json.dumps(read(json.dumps(self.settings)))))
        return content

    def revision(self) -> str:
        """The last part of Version."""
        return str(self.proxy.Version).rpartition(".")[2]

    def masked(self, text: str) -> str:
        """Without what differs between the two places."""
        port = self.tango_host.partition(":")[2]
        return text.replace(self.name, "<CS>").replace(self.tango_host, "<TH>").replace(port, "<PORT>")


def shape(xml: str) -> Any:
    """The tree of a text without order: siblings, attributes, and the different lines of what an element says."""

    def node(element: Any) -> Any:
        texts = [element.text or "", *(child.tail or "" for child in element)]
        lines = sorted({line.strip() for text in texts for line in text.splitlines() if line.strip()})
        children = sorted((node(child) for child in element if isinstance(child.tag, str)), key=repr)
        return element.tag, sorted(element.attrib.items()), lines, children

    return node(etree.fromstring(xml.encode())) if xml else None


def shapes(outcome: Outcome) -> Any:
    """What an outcome with XML comes down to: the shapes of its texts, or the class of its error."""
    if outcome.error:
        return outcome.error
    return [shape(text) for text in ([outcome.value] if isinstance(outcome.value, str) else outcome.value)]
