"""The report for programs; its schema is ``schemas/validation.schema.json``."""

import json
from collections.abc import Iterator, Mapping

from nxsconfig import __version__
from nxsconfig.validate.fingerprints import fingerprints
from nxsconfig.validate.model import Finding, Place, Severity
from nxsconfig.validate.task import Coverage, Report

FORMAT = 1


def json_report(report: Report) -> str:
    """All of the report, in ASCII."""
    marks = fingerprints(report.findings)
    content: dict[str, object] = {
        "format": FORMAT,
        "nxsconfig": __version__,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "checked": [{"kind": place.kind, "name": place.name, "file": place.file} for place in report.checked],
        "findings": [finding_as_json(*pair) for pair in zip(report.findings, marks, strict=True)],
        "suppressed": [finding_as_json(finding) for finding in report.suppressed],
    }
    if report.coverage:
        content["coverage"] = [row for table in report.coverage for row in _covered(table)]
    lines = (f'  "{name}": {_laid_out(value)}' for name, value in content.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _laid_out(value: object) -> str:
    """One line for each item of a list: indenting everything takes five times as long for thousands of findings."""
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n    " + ",\n    ".join(map(json.dumps, value)) + "\n  ]"


def finding_as_json(finding: Finding, fingerprint: str = "") -> Mapping[str, object]:
    """A finding under its wire names; the fingerprint of one that is suppressed is left out."""
    return {
        "rule": finding.rule,
        "title": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "fix": finding.fix,
        "error": finding.error,
        "place": _place(finding.place),
        "quoted": finding.quoted,
        "origins": list(finding.origins),
        "configurations": list(finding.configurations),
    } | ({"fingerprint": fingerprint} if fingerprint else {})


def _covered(table: Coverage) -> Iterator[Mapping[str, object]]:
    for row in table.rows:
        yield {
            "subject": table.subject,
            "application": table.application,
            "entry": row.entry,
            "path": row.path,
            "need": row.need.value,
            "found": row.found,
            "where": row.where,
            "note": row.note,
        }


def _place(place: Place) -> Mapping[str, object]:
    return {
        "kind": place.kind,
        "name": place.name,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "path": place.path,
    }
