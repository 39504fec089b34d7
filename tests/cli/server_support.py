"""Replays recorded transcripts against a configuration server in a Tango system."""

import re
from dataclasses import dataclass
from typing import Any

from tests.cli.support import Result, fill, run, run_on_terminal, store_content

LISTS = ("STEPDataSources", "LinkDataSources", "ExtraLinkDataSources", "CanFailDataSources")
OTHER_CLASS = "sys/database/2"
"""A device that is no configuration server."""


@dataclass(frozen=True)
class Server:
    """A device, a client of it, and the store that it works on."""

    name: str
    tango_host: str
    proxy: Any
    url: str

    def set_up(self, case: dict[str, Any]) -> None:
        """Fill the store; put the attributes where the case wants them."""
        content = store_content(case)
        fill(self.url, content)
        self.proxy.Open()
        self.proxy.Variables = content.get("variables", "{}")
        for name in LISTS:
            self.proxy.write_attribute(name, content.get(name, "[]"))

    def replay(self, step: dict[str, Any]) -> Result:
        """Run one recorded step."""
        args = [self._filled(word) for word in step["argv"][1:]]
        env = {name: self._filled(value) for name, value in (step.get("env") or {}).items()}
        if step.get("tty"):
            return run_on_terminal(args, step["tty"], {"TERM": "dumb", **env})
        return run(*args, stdin=step.get("stdin") or "", env=env)

    def masked(self, text: str) -> str:
        """The text with help pages, error stacks and names as in the recorded cases."""
        page = re.search(r"^usage: ((?:[a-z0-9-]+ ?)+)", text, re.MULTILINE)
        if page:
            text = f"{text[: page.start()]}<HELP {page.group(1).strip()}>"
        stack = re.search(r"DevFailed\[\s+DevError\[\s+desc = (?:\w+\.)*(.*)", text)
        if stack:
            text = f"{text[: stack.start()]}<DEVFAILED {stack.group(1)}>\n"
        return text.replace(self.name, "<CS>").replace(self.tango_host, "<TH>")

    def _filled(self, word: str) -> str:
        return word.replace("<CS>", self.name).replace("<DW>", OTHER_CLASS).replace("<TH>", self.tango_host)
