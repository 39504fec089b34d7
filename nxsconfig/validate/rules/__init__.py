"""All rules, in lists by what they look at. One concept a module; each module has its rules in a tuple.

Numbers: NX1xx single texts, NX2xx references between them, NX3xx merged configurations, NX4xx what the writer refuses,
NX5xx NeXus definitions, NX6xx finished files, NX9xx suppressions.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from nxsconfig.validate.comments import Suppressions
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.rules import (
    completeness,
    compression,
    constants,
    datasources,
    defaults,
    files,
    links,
    merging,
    names,
    nexus_applications,
    nexus_classes,
    nexus_units,
    nexus_values,
    plan,
    plots,
    profiles,
    recorded,
    references,
    scripts,
    sizes,
    strategies,
    suppressions,
    texts,
    transformations,
    variables,
    virtual,
    words,
)
from nxsconfig.validate.subjects import Configuration, DataFile, Library, Text


@dataclass(frozen=True)
class RuleSet:
    """The rules that count, by subject; in each list the order of the findings."""

    texts: tuple[Rule[Text], ...] = ()
    library: tuple[Rule[Library], ...] = ()
    configurations: tuple[Rule[Configuration], ...] = ()
    files: tuple[Rule[DataFile], ...] = ()
    suppressions: tuple[Rule[Suppressions], ...] = ()

    def numbers(self) -> list[str]:
        """Numbers of all rules."""
        return [rule.number for rule in self.rules()]

    def rules(self) -> list[Rule[Any]]:
        """All rules by number, each once."""
        lists = (self.texts, self.library, self.configurations, self.files, self.suppressions)
        return sorted({rule for rules in lists for rule in rules}, key=lambda rule: rule.number)

    def only(self, wanted: Callable[[str], bool]) -> "RuleSet":
        """The rules whose numbers are wanted."""
        lists = {one.name: getattr(self, one.name) for one in fields(self)}
        return RuleSet(**{name: tuple(rule for rule in rules if wanted(rule.number)) for name, rules in lists.items()})


NEXUS = (*nexus_classes.RULES, *nexus_values.RULES, *nexus_units.RULES, *nexus_applications.RULES)
"""Rules over configurations and files alike."""

ALL = RuleSet(
    texts=(
        *texts.RULES,
        *names.RULES,
        *completeness.RULES,
        *datasources.RULES,
        *scripts.RULES,
        *words.RULES,
        *profiles.TEXT_RULES,
    ),
    library=(*references.RULES, *profiles.RULES, *names.LIBRARY_RULES),
    configurations=(
        *merging.RULES,
        *completeness.CONFIGURATION_RULES,
        *variables.RULES,
        *links.RULES,
        *strategies.RULES,
        *constants.RULES,
        *sizes.RULES,
        *transformations.RULES,
        *compression.RULES,
        *virtual.RULES,
        *plots.RULES,
        *defaults.RULES,
        *plan.RULES,
        *NEXUS,
    ),
    files=(*files.RULES, *recorded.RULES, *NEXUS),
    suppressions=suppressions.RULES,
)
"""Every rule there is."""
