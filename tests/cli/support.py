"""Runs the program in this process or on a pseudo terminal, and replays recorded transcripts on a store without Tango."""

import io
import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lxml import etree

from nxsconfig.cli.main import main
from nxsconfig.configurator import Configurator
from nxsconfig.db import open_store
from nxsconfig.db.records import Entry, Kind

VECTORS = Path(__file__).parent.parent / "vectors" / "cli-config"
SECONDS = 30
COMMAND = [sys.executable, "-c", "from nxsconfig.cli.main import main; main()"]
KINDS = {"components": Kind.COMPONENT, "datasources": Kind.DATASOURCE, "selections": Kind.SELECTION}
OPTIONS = {
    "variables": "--variables",
    "STEPDataSources": "--step",
    "CanFailDataSources": "--canfail",
    "LinkDataSources": "--link",
    "ExtraLinkDataSources": "--extralink",
}


@dataclass(frozen=True)
class Result:
    """What a run left: exit code and both streams."""

    exit: int
    stdout: str
    stderr: str


def run(*args: str, stdin: str | io.TextIOBase = "", env: dict[str, str] | None = None) -> Result:
    """Run nxsconfig in this process with replaced streams."""
    return run_program(main, "nxsconfig", *args, stdin=stdin, env=env)


def run_program(
    program: Callable[[], None], *argv: str, stdin: str | io.TextIOBase = "", env: dict[str, str] | None = None
) -> Result:
    """Run the main() of a program in this process with replaced streams."""
    out, err = io.StringIO(), io.StringIO()
    source = io.StringIO(stdin) if isinstance(stdin, str) else stdin
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "argv", list(argv)))
        stack.enter_context(patch.object(sys, "stdin", source))
        stack.enter_context(patch.dict(os.environ, env or {}))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        try:
            program()
            code: Any = 0
        except SystemExit as leaving:
            code = leaving.code
    return Result(code or 0, out.getvalue(), err.getvalue())


def run_on_terminal(
    args: list[str], answers: list[list[str]], env: dict[str, str], command: list[str] = COMMAND
) -> Result:
    """Run a program on a pseudo terminal; each answer is typed when its text has appeared."""
    terminal, other_end = pty.openpty()
    streams = {"stdin": other_end, "stdout": other_end, "stderr": other_end}
    with subprocess.Popen([*command, *args], env=os.environ | env, start_new_session=True, **streams) as process:
        os.close(other_end)
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        seen = _converse(terminal, list(answers))
        os.close(terminal)
    timer.cancel()
    timer.join()
    return Result(process.returncode, seen.decode().replace("\r\n", "\n"), "")


def _converse(terminal: int, answers: list[list[str]]) -> bytes:
    """Everything that the program writes until it ends."""
    seen, since = b"", 0
    while True:
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            return seen
        if answers and answers[0][0].encode() in seen[since:]:
            since = len(seen)
            os.write(terminal, answers.pop(0)[1].encode())


def fill(url: str, content: dict[str, Any]) -> None:
    """Put the content of a store file into a store."""
    store = open_store(url, create=True)
    entries = [Entry(kind, name, text) for key, kind in KINDS.items() for name, text in content.get(key, {}).items()]
    Configurator(store).store_entries(entries)
    if content.get("mandatory"):
        store.set_mandatory(content["mandatory"], True)
    store.close()


def read(url: str) -> dict[str, Any]:
    """Everything in a store."""
    store = open_store(url, create=False)
    found: dict[str, Any] = {key: store.texts(kind, store.names(kind)) for key, kind in KINDS.items()}
    found["mandatory"] = sorted(store.mandatory())
    store.close()
    return found


def difference(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What changed in a store, as the recorded cases say it."""
    found: dict[str, Any] = {}
    for key in KINDS:
        parts = {
            "added": {name: text for name, text in new[key].items() if name not in old[key]},
            "removed": sorted(name for name in old[key] if name not in new[key]),
            "changed": {name: text for name, text in new[key].items() if old[key].get(name, text) != text},
        }
        if any(parts.values()):
            found[key] = {name: part for name, part in parts.items() if part}
    if old["mandatory"] != new["mandatory"]:
        found["mandatory"] = new["mandatory"]
    return found


def arguments(argv: list[str], store_set: dict[str, Any]) -> list[str]:
    """The recorded command line for a store: no server, and settings of the device as options."""
    text = re.sub(r"\0(-s|--serv|--server)[\0=]<CS>(?=\0|$)", "", "\0".join(["", *argv[1:]]))
    args = text.split("\0")[1:]
    if args[:1] in (["get"], ["merge"]):
        args += [f"{option}={store_set[key]}" for key, option in OPTIONS.items() if key in store_set]
    return args


def masked(text: str, label: str) -> str:
    """The text with help pages and the store's name replaced as in the recorded cases."""
    page = re.search(r"^usage: ((?:[a-z0-9-]+ ?)+)", text, re.MULTILINE)
    if page:
        text = f"{text[: page.start()]}<HELP {page.group(1).strip()}>"
    return text.replace(label, "<CS>")


def same(want: str, got: str, mode: str | None) -> bool:
    """Compare texts in one of the modes of the recorded cases."""
    if mode == "prefix":
        return got.startswith(want)
    form = _FORMS.get(mode or "", str)
    return bool(form(want) == form(got))


def _tree(text: str) -> Any:
    def node(element: Any) -> Any:
        words = " ".join(" ".join([element.text or "", *(child.tail or "" for child in element)]).split())
        return element.tag, sorted(element.attrib.items()), words, sorted(node(child) for child in element)

    return node(etree.fromstring(text.strip().encode()))


def _blocks(text: str) -> list[str]:
    text = re.sub(r"\[([^\]\n]*)\]$", lambda m: str(sorted(m.group(1).split(", "))), text, flags=re.MULTILINE)
    return sorted(part.strip() for part in re.split(r"(?m)^(?=Component: )", text.strip()))


_FORMS: dict[str, Callable[[str], Any]] = {
    "any": bool,
    "xml": _tree,
    "words": lambda text: sorted(text.split()),
    "lines": lambda text: sorted(text.split("\n")),
    "blocks": _blocks,
}
"""What of a text counts in each mode."""


def store_content(case: dict[str, Any]) -> dict[str, Any]:
    """What the store holds before the first step of a case."""
    store = case["store"]
    if isinstance(store, str):
        store = json.loads((VECTORS / "stores" / f"{store}.json").read_text(encoding="utf-8"))
    return {**store, **case.get("store_set", {})}
