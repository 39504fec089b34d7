"""Everything that a store holds at one revision, and the steps from one state to another.

```
 store or server ─► Holdings ─┐
                              ├─► steps ─► a wish that one transaction makes true
 directory, other store ──────┘
```
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff

from nxsconfig.db.planning import Put, Wish
from nxsconfig.db.records import Action, Fingerprint, Kind

Texts = Mapping[Kind, Mapping[str, str]]
"""Texts by kind and name."""


@dataclass(frozen=True)
class Holdings:
    """Texts and names of the mandatory components; a `Shelf` to check and merge from. `number` is the revision.

    `flags` None: nothing is said about them.
    """

    contents: Texts = field(default_factory=dict)
    flags: frozenset[str] | None = frozenset()
    number: int = 0

    def revision(self) -> int:
        """The revision that the store had."""
        return self.number

    def fingerprint(self) -> Fingerprint:
        """Always the same: holdings don't change."""
        return Fingerprint(self.number, "")

    def mandatory(self) -> list[str]:
        """Names of the mandatory components in code point order."""
        return sorted(self.flags or ())

    def texts(self, kind: Kind, names: Iterable[str]) -> dict[str, str]:
        """Texts of those names that are there."""
        held = self.contents.get(kind, {})
        return {name: held[name] for name in names if name in held}

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        return sorted(self.contents.get(kind, {}))


@dataclass(frozen=True)
class Step:
    """One entry on its way to another state; texts are None where there is or will be no entry."""

    action: Action
    kind: Kind
    name: str
    old_text: str | None = None
    text: str | None = None

    def as_json(self) -> dict[str, str]:
        """What happens, without the texts."""
        return {"action": self.action.value, "kind": self.kind.value, "name": self.name}

    def difference(self) -> list[str]:
        """Unified diff of the texts without line ends; empty when they are equal."""
        old, new = (text.splitlines() if text is not None else [] for text in (self.old_text, self.text))
        label = f"{self.kind} {self.name}"
        return list(unified_diff(old, new, f"{label} (before)", f"{label} (after)", lineterm=""))


def steps_between(old: Holdings, new: Holdings, *, deleting: bool = False) -> list[Step]:
    """What turns `old` into `new`: entries by kind and name, then flags; none when they are equal.

    deleting: entries that `new` doesn't hold are deleted; otherwise they stay as they are, their flags too.
    """
    found = [step for kind in Kind for step in _texts(kind, old, new, deleting=deleting)]
    return found if new.flags is None else [*found, *_flags(old, new, new.flags)]


def wish_of(steps: Sequence[Step], expected: int | None = None) -> Wish:
    """All steps as one transaction, which fails when the revision isn't `expected` any more."""
    flags = {Action.FLAGGED: True, Action.UNFLAGGED: False}
    return Wish(
        puts=tuple(Put(step.kind, step.name, step.text) for step in steps if _stores(step) and step.text is not None),
        drops=tuple((step.kind, step.name) for step in steps if step.action is Action.DELETED),
        flags=tuple((step.name, flags[step.action]) for step in steps if step.action in flags),
        expected=expected,
    )


def _stores(step: Step) -> bool:
    return step.action in (Action.CREATED, Action.CHANGED)


def _texts(kind: Kind, old: Holdings, new: Holdings, *, deleting: bool) -> Iterable[Step]:
    before, after = old.contents.get(kind, {}), new.contents.get(kind, {})
    for name in sorted({*before, *after}):
        was, will = before.get(name), after.get(name)
        if was == will or (will is None and not deleting):
            continue
        action = Action.CREATED if was is None else Action.CHANGED if will is not None else Action.DELETED
        yield Step(action, kind, name, was, will)


def _flags(old: Holdings, new: Holdings, wanted: frozenset[str]) -> Iterable[Step]:
    known = new.contents.get(Kind.COMPONENT, {})
    before = (old.flags or frozenset()) & known.keys()
    for name in sorted((wanted & known.keys()) ^ before):
        text = known[name]
        yield Step(Action.FLAGGED if name in wanted else Action.UNFLAGGED, Kind.COMPONENT, name, text, text)
