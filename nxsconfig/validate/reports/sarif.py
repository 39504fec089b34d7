"""The report as SARIF 2.1.0, which forges and editors show beside the lines (OASIS, sarif-v2.1.0)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nxsconfig import __version__
from nxsconfig.validate.fingerprints import KEY, fingerprints
from nxsconfig.validate.model import Finding, Place, Severity
from nxsconfig.validate.reports.words import shared
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.task import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
PAGES = "docs/reference/rules"
"""Where the rules' pages are, beside the documentation of nxsconfig."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif_report(report: Report) -> str:
    """One run with its rules and results, in ASCII. Files below the working directory are named relative to it."""
    rules = report.rules.rules()
    places = {rule.number: index for index, rule in enumerate(rules)}
    marks = fingerprints(report.findings)
    results = [_result(*pair, places) for pair in zip(report.findings, marks, strict=True)]
    results += [_result(one, "", places) | {"suppressions": [{"kind": "inSource"}]} for one in report.commented]
    results += [_result(one, "", places) | {"suppressions": [{"kind": "external"}]} for one in report.known]
    driver = {"name": "nxsconfig", "semanticVersion": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the directory where nxsconfig ran"}}},
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule[Any]) -> Mapping[str, object]:
    return {
        "id": rule.number,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"page": f"{PAGES}/{rule.number}.md"},
    }


def _result(finding: Finding, fingerprint: str, places: Mapping[str, int]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
    }
    if finding.rule in places:
        result["ruleIndex"] = places[finding.rule]
    if fingerprint:
        result["partialFingerprints"] = {KEY: fingerprint}
    if finding.configurations:
        result["properties"] = {"configurations": list(finding.configurations)}
    return result


def _message(finding: Finding) -> str:
    found_in = f" (in {shared(finding)})" if finding.configurations else ""
    return f"{finding.message}{found_in}\nFix: {finding.fix}"


def _location(finding: Finding) -> Mapping[str, object]:
    place = finding.place
    location: dict[str, object] = {"logicalLocations": _logical(place)}
    if place.file:
        location["physicalLocation"] = {"artifactLocation": artifact(place.file)} | _region(finding)
    return location


def _logical(place: Place) -> Sequence[Mapping[str, str]]:
    found = [{"name": place.name, "kind": place.kind, "fullyQualifiedName": f"{place.kind} {place.name}"}]
    return [*found, {"fullyQualifiedName": place.path, "kind": "object"}] if place.path else found


def _region(finding: Finding) -> dict[str, object]:
    place = finding.place
    if not place.line:
        return {}
    region: dict[str, object] = {"startLine": place.line}
    if place.column:
        region["startColumn"] = place.column
    if finding.quoted:
        region["snippet"] = {"text": finding.quoted}
    return {"region": region}


def artifact(file: str) -> Mapping[str, str]:
    """The file by a URI: relative to the working directory if it is below it."""
    path = Path(file).absolute()
    here = Path.cwd()
    if path.is_relative_to(here):
        return {"uri": quote(path.relative_to(here).as_posix(), errors="surrogateescape"), "uriBaseId": ROOT}
    return {"uri": "file://" + quote(path.as_posix(), errors="surrogateescape")}
