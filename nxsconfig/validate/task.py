"""One run: everything that is looked at, step by step, and what comes out.

```
 libraries with their selections ─┐
                                  ├─► steps (texts, each configuration, each file) ─► judged ─► Report
 data files ──────────────────────┘
```
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nxsconfig.db.records import Kind
from nxsconfig.errors import NexusFileError
from nxsconfig.validate.engine import configuration, together, validate_configuration, validate_file, validate_texts
from nxsconfig.validate.model import Finding, Place, Severity
from nxsconfig.validate.nxdl import Row, coverage
from nxsconfig.validate.rules import ALL, RuleSet
from nxsconfig.validate.subjects import Chosen, Compared, DataFile, Library, Text
from nxsconfig.validate.suppressing import Baseline, by_baseline, by_comments


@dataclass(frozen=True)
class Assignment:
    """A library and the configurations to make of it.

    own: None, or the only texts to look at; what is found elsewhere counts when it isn't one of `known`, which are the
    findings (without their configurations) that are there without these texts.
    """

    library: Library
    chosen: tuple[Chosen, ...] = ()
    own: frozenset[tuple[Kind, str]] | None = None
    known: frozenset[Finding] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether all texts of a whole configuration are looked at."""
        return self.library.complete and self.own is None

    @property
    def texts(self) -> tuple[Text, ...]:
        """The texts to look at."""
        texts = self.library.texts
        return tuple(text for key, text in texts.items() if self.own is None or key in self.own)

    def counts(self, finding: Finding) -> bool:
        """Whether a finding is about the texts to look at."""
        if self.own is None:
            return True
        places = {(kind.value, name) for kind, name in self.own}
        here = {(finding.place.kind, finding.place.name), *((str(Kind.COMPONENT), name) for name in finding.origins)}
        return bool(here & places) or replace(finding, configurations=()) not in self.known


@dataclass(frozen=True)
class Task:
    """What to do. thorough: nothing is left out, so that suppressions without effect can be told.

    Parts of a configuration are never looked at thoroughly: what is suppressed there may be found in the whole only.
    """

    assignments: tuple[Assignment, ...] = ()
    files: tuple[DataFile, ...] = ()
    rules: RuleSet = ALL
    baseline: Baseline = field(default_factory=Baseline)
    thorough: bool = True

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return sum(1 + len(one.chosen) for one in self.assignments) + len(self.files)

    @property
    def whole(self) -> bool:
        """Whether it looks at whole configurations, thoroughly."""
        return self.thorough and bool(self.assignments) and all(one.whole for one in self.assignments)

    def checked(self) -> tuple[Place, ...]:
        """Everything that is looked at: texts, configurations, files."""
        found: list[Place] = []
        for one in self.assignments:
            found += [Place(text.kind.value, text.name, text.file) for text in one.texts]
            found += [Place("configuration", chosen.name) for chosen in one.chosen]
        return (*found, *(Place("file", file.path.name, str(file.path)) for file in self.files))


@dataclass(frozen=True)
class Coverage:
    """What of an application definition is in a configuration or file."""

    subject: str
    application: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Report:
    """What was looked at and what was found.

    commented, known: taken out by comments in the texts, by the baseline. coverage: tables of the application
    definition that was asked for.
    """

    findings: tuple[Finding, ...]
    commented: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    checked: tuple[Place, ...] = ()
    rules: RuleSet = ALL
    coverage: tuple[Coverage, ...] = ()
    problems: tuple[NexusFileError, ...] = ()

    @property
    def suppressed(self) -> tuple[Finding, ...]:
        """What comments took out, then what the baseline did."""
        return (*self.commented, *self.known)

    def count(self, severity: Severity) -> int:
        """How many findings are so bad."""
        return sum(finding.severity is severity for finding in self.findings)

    def fails(self, least: Severity) -> bool:
        """Whether there is a finding that bad, or worse."""
        return any(finding.severity.at_least(least) for finding in self.findings)


@dataclass(frozen=True)
class Step:
    """What one step found. number: of the assignment, DATA for data files. problem: why a file can't be looked at."""

    number: int
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...] = ()
    problem: NexusFileError | None = None


DATA = -1


def work(task: Task) -> Iterator[Step]:
    """Do one step after the other.

    Raises NXDLError when there is no application definition of a name that is asked for.
    """
    for number, one in enumerate(task.assignments):
        yield Step(number, tuple(validate_texts(one.library, one.texts, task.rules)))
        for chosen in one.chosen:
            made = configuration(one.library, chosen)
            yield Step(number, tuple(validate_configuration(made, task.rules)), _coverage(chosen.name, made))
    for file in task.files:
        yield _file_step(file, task.rules)


def _file_step(file: DataFile, rules: RuleSet) -> Step:
    try:
        return Step(DATA, tuple(validate_file(file, rules)), _coverage(str(file.path), file))
    except NexusFileError as err:
        return Step(DATA, (), problem=err)


def _coverage(name: str, subject: Compared) -> tuple[Coverage, ...]:
    """The table of an application definition, if one is asked for."""
    if not subject.application or subject.tree is None:
        return ()
    rows = coverage(subject.definitions, subject.application, subject.tree)
    return (Coverage(name, subject.application, tuple(rows)),)


def concluded(task: Task, done: Sequence[Step]) -> Report:
    """The report of all steps: each finding once, sorted by place, without those that are suppressed."""
    kept: list[Finding] = []
    commented: list[Finding] = []
    for number, one in enumerate(task.assignments):
        found = [finding for finding in _own(done, number) if one.counts(finding)]
        judged = by_comments(one.library, found, task.rules, thorough=task.thorough and one.whole)
        kept += judged.findings
        commented += judged.suppressed
    everything = sorted([*kept, *_own(done, DATA)], key=_order)
    judged = by_baseline(everything, task.baseline, task.rules, thorough=task.whole)
    tables = tuple(table for step in done for table in step.coverage)
    problems = tuple(step.problem for step in done if step.problem is not None)
    checked = _opened(task, done).checked()
    return Report(judged.findings, tuple(commented), judged.suppressed, checked, task.rules, tables, problems)


def _opened(task: Task, done: Sequence[Step]) -> Task:
    """The task without the files that couldn't be opened."""
    steps = [step for step in done if step.number == DATA]
    return replace(task, files=tuple(file for file, step in zip(task.files, steps, strict=True) if not step.problem))


def _own(done: Sequence[Step], number: int) -> list[Finding]:
    return together(finding for step in done if step.number == number for finding in step.findings)


def _order(finding: Finding) -> tuple[str, str, str, int, int, str]:
    place = finding.place
    return place.file, place.kind, place.name, place.line, place.column, finding.rule
