"""Commands beyond the peers': one JSON object in, one JSON text out, all in ASCII."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from nxsconfig.configurator import Entry, Kind, Options
from nxsconfig.configurator.changes import change_as_json, difference
from nxsconfig.configurator.door import restore
from nxsconfig.configurator.options import json_object
from nxsconfig.configurator.server import ConfigServer
from nxsconfig.configurator.usage import usage
from nxsconfig.dialect.paths import parse_path
from nxsconfig.dialect.schema import schema_text
from nxsconfig.errors import WrongJSONError
from nxsconfig.tango.configserver.table import Call, CommandRow
from nxsconfig.tango.rows import TEXT, Value
from nxsconfig.validate.checking import Checker, finding_on_wire, has_errors, of_store

SCHEMA = "config-server.schema.json"

Given = Mapping[str, Any]
Does = Callable[[ConfigServer, Given, str], Mapping[str, object]]
"""Gets the server, the checked argument and who calls."""


def _store(server: ConfigServer, given: Given, who: str) -> Mapping[str, object]:
    revision = server.store_entries(
        _entries(given), who=who, mandatory=given.get("mandatory"), expected=given.get("expected")
    )
    return {"revision": revision}


def _delete(server: ConfigServer, given: Given, who: str) -> Mapping[str, object]:
    kind, names = Kind(given["kind"]), given["names"]
    return {"revision": server.store.delete(kind, names, who=who, expected=given.get("expected"))}


def _fetch(server: ConfigServer, given: Given, _who: str) -> Mapping[str, object]:
    kind = Kind(given["kind"])
    asked = given.get("names")
    names = server.configurator.names(kind) if asked is None else asked
    revision = server.revision()
    texts = server.configurator.texts(kind, names)
    entries = [{"kind": kind.value, "name": name, "text": text} for name, text in zip(names, texts, strict=True)]
    if kind is Kind.COMPONENT:
        mandatory = frozenset(server.configurator.mandatory())
        entries = [{**entry, "mandatory": entry["name"] in mandatory} for entry in entries]
    return {"revision": revision, "entries": entries}


def _configuration(server: ConfigServer, given: Given, _who: str) -> Mapping[str, object]:
    made = server.configurator.create_configuration(given["components"], _options(server, given))
    return {"xml": made.xml, "cache": made.cache}


def _check(server: ConfigServer, given: Given, _who: str) -> Mapping[str, object]:
    checker = Checker(of_store(server.store), _entries(given), _options(server, given))
    findings = checker.check(given.get("components", ()))
    return {"ok": not has_errors(findings), "findings": [finding_on_wire(finding) for finding in findings]}


def _history(server: ConfigServer, given: Given, _who: str) -> Mapping[str, object]:
    kind = Kind(given["kind"]) if given.get("kind") else None
    changes = server.store.history(kind, given.get("name"), limit=given.get("limit"))
    return {"changes": [change_as_json(change) for change in changes]}


def _change(server: ConfigServer, given: Given, _who: str) -> Mapping[str, object]:
    change = server.store.change(given["change"])
    return {**change_as_json(change), "old_text": change.old_text, "text": change.text}


def _diff(server: ConfigServer, given: Given, _who: str) -> Mapping[str, object]:
    found = difference(server.store, Kind(given["kind"]), given["name"], given.get("from"), given.get("to"))
    return {"from": found.older, "to": found.newer, "diff": found.lines}


def _restore(server: ConfigServer, given: Given, who: str) -> Mapping[str, object]:
    before = given.get("before", False)
    return {"revision": restore(server.door, server.store, given["change"], who=who, before=before)}


def _usage(server: ConfigServer, given: Given, _who: str) -> Mapping[str, object]:
    return asdict(usage(server.configurator, Kind(given["kind"]), given["name"]))


def _entries(given: Given) -> list[Entry]:
    return [Entry(Kind(entry["kind"]), entry["name"], entry["text"]) for entry in given.get("entries", ())]


def _options(server: ConfigServer, given: Given) -> Options:
    """The options that the call brings; the attributes of the device don't count."""
    lists = {name: tuple(given.get(name, ())) for name in ("step", "link", "extralink", "canfail")}
    return Options(
        variables=json.dumps(given.get("variables", {})), extralink_path=parse_path(server.extralink_path), **lists
    )


@cache
def _validator(command: str) -> Draft202012Validator:
    schema = json.loads(schema_text(SCHEMA))
    return Draft202012Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{command}"})


def _checked(command: str, text: str) -> Given:
    """The argument of a command. Raises WrongJSONError saying where it is not what the schema asks for."""
    given = json_object(text, f"the argument of {command}")
    problem = best_match(_validator(command).iter_errors(given))
    if problem is not None:
        raise WrongJSONError(f"the argument of {command} is wrong at {problem.json_path}: {problem.message[:300]}")
    return given


def _row(name: str, doc: str, does: Does, *, writes: bool = False) -> CommandRow:
    def serve(call: Call) -> str:
        given = _checked(name, call.arg)
        return json.dumps(does(call.server, given, call.who() if writes else ""))

    takes = Value(TEXT, f"JSON object: $defs/{name} of {SCHEMA}")
    return CommandRow(name, doc, serve, takes, Value(TEXT, f"JSON object: $defs/{name}Result"), writes=writes)


JSON_COMMANDS = (
    _row("StoreEntries", "Stores texts under their names, all or none.", _store, writes=True),
    _row("DeleteEntries", "Deletes entries of one kind, all or none.", _delete, writes=True),
    _row("FetchEntries", "Texts of entries of one kind; without names all of them.", _fetch),
    _row("GetConfiguration", "Makes a configuration; no attribute counts or changes.", _configuration),
    _row("Check", "What would fail, with entries that are not stored yet; nothing is stored.", _check),
    _row("History", "Who changed what and when, the newest first.", _history),
    _row("Change", "One change with the texts before and after.", _change),
    _row("Diff", "Unified diff of two states of an entry.", _diff),
    _row("Restore", "Gives an entry the text it had after a change, or before it.", _restore, writes=True),
    _row("Usage", "Components and profiles that use an entry.", _usage),
)
