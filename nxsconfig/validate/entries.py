"""What texts would bring that are not stored yet.

```
 library ──────────────► configurations with these texts ─► findings before ─┐
    └─ with the texts ─► the same configurations ─────────► findings after ──┴─► those of the texts, and new ones
```
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from nxsconfig.db.records import Kind
from nxsconfig.merge.references import component_names, datasource_records, without_comments
from nxsconfig.validate.choosing import default_choice
from nxsconfig.validate.engine import configuration, validate_configuration, validate_texts
from nxsconfig.validate.loading import with_texts
from nxsconfig.validate.model import Finding
from nxsconfig.validate.rules import ALL, RuleSet
from nxsconfig.validate.subjects import Chosen, Library, Text
from nxsconfig.validate.task import Assignment, Report, Task, concluded, work

Key = tuple[Kind, str]


def report_of(library: Library, texts: Sequence[Text], rules: RuleSet = ALL) -> Report:
    """What is wrong with the texts, or gets wrong elsewhere when they are stored."""
    task = Task((assignment_of(library, texts, rules),), rules=rules, thorough=False)
    return concluded(task, list(work(task)))


def assignment_of(library: Library, texts: Sequence[Text], rules: RuleSet = ALL) -> Assignment:
    """The texts in front of a library, with the configurations that they take part in."""
    after = with_texts(library, texts)
    own = frozenset((text.kind, text.name) for text in texts)
    concerned = users_of(after, own)
    mandatory = {(Kind.COMPONENT, name) for name in after.holdings.mandatory()}
    chosen = [one for one in default_choice(after) if mandatory & concerned or concerned & set(_entries(one))]
    return Assignment(after, tuple(chosen), own, frozenset(_found(library, chosen, rules)))


def users_of(library: Library, keys: Iterable[Key]) -> set[Key]:
    """The entries themselves, and all that refer to them, directly or through others."""
    users: dict[Key, set[Key]] = {}
    for key, text in library.texts.items():
        plain = without_comments(text.text)
        for need in (*_needs(Kind.COMPONENT, plain), *_needs(Kind.DATASOURCE, plain)):
            users.setdefault(need, set()).add(key)
    waiting, met = list(keys), set[Key]()
    while waiting:
        key = waiting.pop()
        if key not in met:
            met.add(key)
            waiting += users.get(key, ())
    return met


_LISTERS: dict[Kind, Callable[[str], list[str]]] = {
    Kind.COMPONENT: component_names,
    Kind.DATASOURCE: datasource_records,
}


def _needs(kind: Kind, text: str) -> list[Key]:
    return [(kind, name) for name in _LISTERS[kind](text)]


def _entries(chosen: Chosen) -> list[Key]:
    own = [(Kind.SELECTION, chosen.profile)] if chosen.profile else []
    return [*own, *((Kind.COMPONENT, name) for name in chosen.components)]


def _found(library: Library, chosen: Sequence[Chosen], rules: RuleSet) -> Iterable[Finding]:
    """What is found without the texts; configurations that can't be chosen then are left out."""
    found = list(validate_texts(library, (), rules))
    for one in chosen:
        if all(library.get(Kind.COMPONENT, name) for name in one.components):
            found += validate_configuration(configuration(library, one), rules)
    return [replace(finding, configurations=()) for finding in found]
