"""Clients of a configuration server that store and read back their own texts, as a process of its own.

    python load_client.py DEVICE NUMBER CLIENTS CALLS

Prints JSON: the number of calls, and what went wrong.
"""

import json
import sys
from threading import Thread

import tango

TEXT = '<definition><group type="NXentry" name="scan"><field name="f{}">{}</field></group></definition>'


class Client:
    """One client with names of its own; `problems` are texts that weren't its own, and errors."""

    def __init__(self, device: str, name: str) -> None:
        self.proxy = tango.DeviceProxy(device)
        self.proxy.set_timeout_millis(60_000)
        self.name = name
        self.calls = 0
        self.problems: list[str] = []

    def run(self, calls: int) -> None:
        while self.calls < calls:
            try:
                self.round(self.calls)
            except tango.DevFailed as err:
                self.problems.append(err.args[0].desc)
                self.calls += 1

    def round(self, number: int) -> None:
        """Eight calls."""
        name = f"{self.name}_{number % 4}"
        text = TEXT.format(self.name, f"{number} " + self.name * 200)
        self.ask("StoreEntries", entries=[{"kind": "component", "name": name, "text": text}])
        self.same(self.ask("FetchEntries", kind="component", names=[name])["entries"][0]["text"], text)
        self.same(self.proxy.Components([name])[0], text)
        self.holds(self.ask("GetConfiguration", components=[name])["xml"], f"{number} {self.name}")
        self.holds(self.proxy.Merge([name]), f"{number} {self.name}")
        self.holds(self.proxy.AvailableComponents(), name)
        self.holds(self.proxy.Version, ".XCS.")
        self.holds(["ON", "OPEN", "RUNNING"], str(self.proxy.state()))
        self.calls += 5

    def ask(self, command: str, **given: object) -> dict:
        self.calls += 1
        return json.loads(self.proxy.command_inout(command, json.dumps(given)))

    def same(self, got: str, wanted: str) -> None:
        if got != wanted:
            self.problems.append(f"{got[:80]!r} is not {wanted[:80]!r}")

    def holds(self, got: object, wanted: str) -> None:
        if wanted not in got:  # type: ignore[operator]  # texts and lists
            self.problems.append(f"{wanted!r} is missing")


def main() -> None:
    device, number, clients, calls = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    team = [Client(device, f"p{number}c{each}") for each in range(clients)]
    threads = [Thread(target=client.run, args=(calls,)) for client in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    problems = [problem for client in team for problem in client.problems]
    print(json.dumps({"calls": sum(client.calls for client in team), "problems": problems[:5], "count": len(problems)}))


main()
