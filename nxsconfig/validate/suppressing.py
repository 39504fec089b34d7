"""Takes out the findings that somebody said don't count, and tells which of these words weren't needed.

```
 findings ─► comments in the texts (NX901, NX903) ─► baseline (NX902) ─► findings that count
```
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from nxsconfig.validate.baseline import Known
from nxsconfig.validate.comments import Suppressions, comments_of
from nxsconfig.validate.engine import finding_of
from nxsconfig.validate.fingerprints import fingerprints
from nxsconfig.validate.model import Finding, Place
from nxsconfig.validate.places import in_library
from nxsconfig.validate.rules import ALL, RuleSet
from nxsconfig.validate.subjects import Library


@dataclass(frozen=True)
class Judged:
    """Findings that count, and those that were taken out."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """Findings that are known already, and the file that says so."""

    entries: Known = field(default_factory=dict)
    file: str = ""


def by_comments(library: Library, found: Sequence[Finding], rules: RuleSet = ALL, *, thorough: bool = True) -> Judged:
    """Without what comments in the texts suppress; with what is wrong with these comments.

    thorough: all was looked at with these rules, so that a comment that suppresses nothing can be told.
    """
    comments = comments_of(library)
    if not comments:
        return Judged(tuple(found))
    used = {finding: [(one, finding.rule) for one in comments if one.covers(finding)] for finding in found}
    suppressions = Suppressions(
        comments=tuple(comments),
        used=frozenset(pair for pairs in used.values() for pair in pairs),
        known=frozenset(ALL.numbers()),
        judged=frozenset(rules.numbers()) if thorough else frozenset(),
    )
    told = [
        finding_of(rule, fault, in_library(library, fault))
        for rule in rules.suppressions
        for fault in rule.check(suppressions)
    ]
    kept = [finding for finding in found if not used[finding]]
    return Judged((*kept, *told), tuple(finding for finding in found if used[finding]))


def by_baseline(found: Sequence[Finding], baseline: Baseline, rules: RuleSet = ALL, *, thorough: bool = True) -> Judged:
    """Without what the baseline knows; with what it remembers for nothing."""
    marks = fingerprints(found)
    kept = [finding for finding, mark in zip(found, marks, strict=True) if mark not in baseline.entries]
    known = [finding for finding, mark in zip(found, marks, strict=True) if mark in baseline.entries]
    told = _forgotten(baseline, set(marks), rules) if thorough else ()
    return Judged((*kept, *told), tuple(known))


def _forgotten(baseline: Baseline, marks: Collection[str], rules: RuleSet) -> Iterator[Finding]:
    numbers = set(rules.numbers())
    entries = [entry for mark, entry in baseline.entries.items() if mark not in marks and entry["rule"] in numbers]
    unused = tuple(f"{entry['rule']} {entry['kind']} {entry['name']}: {entry['message']}" for entry in entries)
    suppressions = Suppressions((), frozenset(), frozenset(), frozenset(), unused)
    for rule in rules.suppressions:
        for fault in rule.check(suppressions):
            yield finding_of(rule, fault, (Place("baseline", baseline.file, baseline.file), ""))
