"""The report as JUnit XML, which CI servers list as test cases: one an entry, a configuration and a file."""

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from nxsconfig.dialect.xml import Element, pretty_document
from nxsconfig.validate.model import Finding, Place, Severity
from nxsconfig.validate.reports.words import entry, shared, where
from nxsconfig.validate.task import Report

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 doesn't have."""

Key = tuple[str, str, str]


def junit_report(report: Report) -> str:
    """Errors and warnings are failures; remarks stand in the output of their case."""
    found: dict[Key, list[Finding]] = {_key(place): [] for place in report.checked}
    for finding in report.findings:
        found.setdefault(_key(finding.place), []).append(finding)
    root = etree.Element("testsuites", name="nxsconfig validate")
    suite = etree.SubElement(root, "testsuite", name="nxsconfig validate", errors="0", skipped="0")
    failures = [_case(suite, key, findings) for key, findings in found.items()]
    for element in (root, suite):
        element.set("tests", str(len(failures)))
        element.set("failures", str(sum(failures)))
    return pretty_document(root)


def _key(place: Place) -> Key:
    return place.kind, place.name, place.file


def _case(suite: Element, key: Key, findings: Sequence[Finding]) -> bool:
    """Add the case; whether it fails."""
    kind, name, file = key
    case = etree.SubElement(suite, "testcase", classname=_clean(kind), name=_clean(entry(Place(kind, name)) or kind))
    if file:
        case.set("file", _clean(file))
    bad = [finding for finding in findings if finding.severity.at_least(Severity.WARNING)]
    remarks = [finding for finding in findings if finding not in bad]
    if bad:
        message = _clean(bad[0].message if len(bad) == 1 else f"{len(bad)} findings, the first: {bad[0].message}")
        failure = etree.SubElement(case, "failure", type=bad[0].rule, message=message)
        failure.text = _clean(_told(bad))
    if remarks:
        etree.SubElement(case, "system-out").text = _clean(_told(remarks))
    return bool(bad)


def _told(findings: Iterable[Finding]) -> str:
    return "\n".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    found_in = f" (in {shared(finding)})" if finding.configurations else ""
    return (
        f"{where(finding.place)}: {finding.severity} {finding.rule}: {finding.message}{found_in}\n  fix: {finding.fix}"
    )


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
