"""What our configuration server can beyond the peers': commands that take and give JSON.

Texts travel with JSON's escapes, so that characters survive that Tango's strings can't carry.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nxsconfig.cli.session import Fetched
from nxsconfig.cli.sessions.device import Device
from nxsconfig.db.records import Action, Change, Entry, Event, Kind
from nxsconfig.errors import ServerError


class Extension:
    """The additional commands of one device. Raises ServerError where the device doesn't have one."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._offered: dict[str, bool] = {}

    def offers(self, command: str) -> bool:
        """Whether the device has this command; asked once."""
        if command not in self._offered:
            self._offered[command] = self._device.offers(command)
        return self._offered[command]

    def fetch(self, kind: Kind, names: Sequence[str] | None) -> Fetched:
        """Entries as they stand at one revision."""
        wanted = None if names is None else list(dict.fromkeys(names))
        answer = self.ask("FetchEntries", {"kind": kind.value, "names": wanted})
        entries = tuple(Entry(kind, entry["name"], entry["text"]) for entry in answer["entries"])
        flagged = frozenset(entry["name"] for entry in answer["entries"] if entry.get("mandatory"))
        return Fetched(answer["revision"], entries, flagged)

    def store(self, entries: Sequence[Entry], mandatory: bool | None, expected: int | None) -> int:  # noqa: FBT001  the flag is the value
        """Store all or none; returns the revision afterwards."""
        texts = [{"kind": entry.kind.value, "name": entry.name, "text": entry.text} for entry in entries]
        return self._revision("StoreEntries", {"entries": texts, "mandatory": mandatory, "expected": expected})

    def delete(self, kind: Kind, names: Sequence[str], expected: int | None) -> int:
        """Delete all or none; returns the revision afterwards."""
        return self._revision("DeleteEntries", {"kind": kind.value, "names": list(names), "expected": expected})

    def configuration(self, names: Sequence[str], settings: Mapping[str, object]) -> str:
        """A configuration with options of its own, which leaves no trace in the device."""
        xml: str = self.ask("GetConfiguration", {"components": list(names), **settings})["xml"]
        return xml

    def history(self, kind: Kind | None, name: str | None, limit: int | None) -> list[Event]:
        """Changes, the newest first."""
        wanted = {"kind": None if kind is None else kind.value, "name": name, "limit": limit}
        asked = {key: value for key, value in wanted.items() if value is not None}
        return [Event(*_event(line)) for line in self.ask("History", asked)["changes"]]

    def change(self, number: int) -> Change:
        """One change with its texts."""
        answer = self.ask("Change", {"change": number})
        return Change(*_event(answer), answer["old_text"], answer["text"])

    def restore(self, change: int, *, before: bool) -> int:
        """Go back to a change; returns the revision afterwards."""
        return self._revision("Restore", {"change": change, "before": before})

    def ask(self, command: str, asked: Mapping[str, object]) -> dict[str, Any]:
        """The answer of a command, as the objects that its JSON stands for."""
        if not self.offers(command):
            text = f"the configuration server {self._device.name} is too old: it has no command {command}"
            raise ServerError(f"{text}; work on its database with --store, or update the server")
        text = self._device.text(command, json.dumps(asked))
        try:
            answer = json.loads(text)
        except ValueError as err:
            raise ServerError(f"the answer of the command {command} of {self._device.name} is not JSON: {err}") from err
        if not isinstance(answer, dict):
            raise ServerError(f"the answer of the command {command} of {self._device.name} is no JSON object")
        return answer

    def _revision(self, command: str, asked: Mapping[str, object]) -> int:
        return int(self.ask(command, asked)["revision"])


def _event(line: Mapping[str, Any]) -> tuple[int, Kind, str, Action, datetime, str, int]:
    at = datetime.fromisoformat(line["at"])
    return line["change"], Kind(line["kind"]), line["name"], Action(line["action"]), at, line["who"], line["revision"]
