"""Applies rules: texts, then what is between them, then the configurations they make.

```
 Library ─► each text ─┐
    │                  ├─► faults ─► places ─► findings (each once, with the configurations it is in)
    ├─► all together ──┤
    └─► each Chosen ─► Configuration ─┘
```
A configuration is made only when its texts can be read; the fault is then told once, at the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nxsconfig.configurator.assembly import assemble, complete
from nxsconfig.configurator.library import Snapshot
from nxsconfig.errors import NXSConfigError, StoreError
from nxsconfig.validate.model import Fault, Finding, Place
from nxsconfig.validate.places import in_configuration, in_file, in_library, in_text
from nxsconfig.validate.rule import Rule, S
from nxsconfig.validate.rules import ALL, RuleSet
from nxsconfig.validate.subjects import Chosen, Configuration, DataFile, Library, Text


def validate(library: Library, chosen: Sequence[Chosen], rules: RuleSet = ALL) -> list[Finding]:
    """Findings of all texts and of each configuration; equal ones of several configurations are one finding."""
    found = [*validate_texts(library, library.texts.values(), rules)]
    for one in chosen:
        found += validate_configuration(configuration(library, one), rules)
    return together(found)


def validate_texts(library: Library, texts: Iterable[Text], rules: RuleSet = ALL) -> Iterator[Finding]:
    """Findings of single texts, then of the references between all of them."""
    for text in texts:
        for rule in rules.texts:
            yield from (finding_of(rule, fault, in_text(text, fault)) for fault in rule.check(text))
    for one in rules.library:
        yield from (finding_of(one, fault, in_library(library, fault)) for fault in one.check(library))


def validate_configuration(made: Configuration, rules: RuleSet = ALL) -> Iterator[Finding]:
    """Findings of one configuration, each with its name."""
    for rule in rules.configurations:
        for fault in rule.check(made):
            where, origins = in_configuration(made, fault)
            found = finding_of(rule, fault, where)
            yield replace(found, origins=origins, configurations=(made.chosen.name,))


def validate_file(file: DataFile, rules: RuleSet = ALL) -> list[Finding]:
    """Findings of a finished file. Raises NexusFileError when it can't be opened."""
    return [finding_of(rule, fault, (in_file(file, fault), "")) for rule in rules.files for fault in rule.check(file)]


def configuration(library: Library, chosen: Chosen) -> Configuration:
    """The merged configuration with the origins of its nodes, or why there is none. Raises StoreError."""
    snapshot = Snapshot(library.holdings, library.holdings.fingerprint())
    try:
        made = complete(snapshot, assemble(snapshot, chosen.components, traced=True), chosen.options)
    except StoreError:
        raise
    except NXSConfigError as err:
        return Configuration(chosen, library, problem=err)
    return Configuration(chosen, library, made.merged, made.xml)


def together(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, with the names of all configurations where it was found."""
    found: dict[Finding, dict[str, None]] = {}
    for finding in findings:
        found.setdefault(replace(finding, configurations=()), {}).update(dict.fromkeys(finding.configurations))
    return [replace(finding, configurations=tuple(names)) for finding, names in found.items()]


def finding_of(rule: Rule[S], fault: Fault, where: tuple[Place, str]) -> Finding:
    """The finding of a fault at its place."""
    place, quoted = where
    return Finding(
        rule.number, rule.name, rule.severity, fault.message, fault.fix, place, quoted=quoted, error=fault.error
    )
