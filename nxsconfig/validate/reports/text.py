"""The report for people: findings by file, the line at fault quoted, and a summary.

components/slits.xml
  4:9  error    NX301  "<group> cannot be merged …"
         <field name="gap" units="mm">
         ^
       fix: make both sides equal, or select only one of them
       in: profile demo
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from nxsconfig.validate.model import Finding, Severity
from nxsconfig.validate.nxdl import Need
from nxsconfig.validate.reports.words import entry, shared, summary
from nxsconfig.validate.task import Coverage, Report

_WIDEST = 100
"""Characters of a quoted line; some components are one long line."""
_BEFORE = 40
"""Characters that are kept in front of the column at fault when a line is cut."""
_INDENT = " " * 7


_STYLES = {Need.REQUIRED: "error", Need.RECOMMENDED: "warning", Need.OPTIONAL: ""}
"""How items look that are missing."""


class Part(NamedTuple):
    """A piece of a line. style: head, error, warning, info, clean, rule, quote, mark, fix or an empty text."""

    text: str
    style: str = ""


Line = tuple[Part, ...]


def text_report(report: Report) -> str:
    """The lines without colours."""
    return "".join("".join(part.text for part in line) + "\n" for line in text_lines(report))


def text_lines(report: Report) -> Iterator[Line]:
    """All lines with the styles of their parts."""
    for head, findings in groupby(report.findings, key=_head):
        yield (Part(head, "head"),)
        for finding in findings:
            yield from _lines(finding)
        yield ()
    for table in report.coverage:
        yield from _table(table)
    yield (Part(summary(report), _worst(report)),)


def _table(table: Coverage) -> Iterator[Line]:
    """An application definition, item by item: what it is worth, whether it is there, and where."""
    yield (Part(f"{table.application} in {table.subject}: {_counts(table)}", "head"),)
    width = max((len(row.path) for row in table.rows), default=0)
    for row in table.rows:
        mark, style = ("+", "clean") if row.found else ("-", _STYLES[row.need])
        told = "  ".join(part for part in (row.where, row.note) if part)
        yield (Part(f"  {mark} {row.need.value:11}", style), Part(f"  {row.path:{width}}  {told}".rstrip()))
    yield ()


def _counts(table: Coverage) -> str:
    """``12 of 15 required, 3 of 7 recommended, 0 of 9 optional``."""
    parts = []
    for need in Need:
        rows = [row for row in table.rows if row.need is need]
        if rows:
            parts.append(f"{sum(row.found for row in rows)} of {len(rows)} {need.value}")
    return ", ".join(parts) or "nothing to follow it"


def _head(finding: Finding) -> str:
    place = finding.place
    return (
        f"{place.file} ({entry(place)})" if place.file and place.kind not in ("file", "baseline") else _alone(finding)
    )


def _alone(finding: Finding) -> str:
    return finding.place.file or entry(finding.place)


def _worst(report: Report) -> str:
    return next((severity.value for severity in Severity if report.count(severity)), "clean")


def _lines(finding: Finding) -> Iterator[Line]:
    place = finding.place
    position = f"{place.line or '-'}:{place.column or '-'}" if place.line else place.path or "-"
    severity = Part(f"{finding.severity.value:7}", finding.severity.value)
    yield (Part(f"  {position}  "), severity, Part(f"  {finding.rule}", "rule"), Part(f"  {finding.message}"))
    if place.line and finding.quoted.strip():
        yield from _quoted(finding.quoted, place.column)
    yield (Part(f"{_INDENT}fix: {finding.fix}", "fix"),)
    if finding.configurations:
        yield (Part(f"{_INDENT}in: {shared(finding)}"),)
    if len(finding.origins) > 1:
        yield (Part(f"{_INDENT}from: {', '.join(finding.origins)}"),)


def _quoted(line: str, column: int) -> Iterator[Line]:
    """The line without the blanks in front of it, cut around the column, and a caret below the column."""
    text = line.replace("\t", " ")
    shift = len(text) - len(text.lstrip())
    start = max(shift, column - 1 - _BEFORE) if len(text) - shift > _WIDEST and column else shift
    shown = text[start : start + _WIDEST]
    left, right = "…" if start > shift else "", "…" if start + _WIDEST < len(text) else ""
    yield (Part(f"{_INDENT}  {left}{shown}{right}", "quote"),)
    if column > start:
        yield (Part(f"{_INDENT}  {' ' * (len(left) + column - 1 - start)}^", "mark"),)
