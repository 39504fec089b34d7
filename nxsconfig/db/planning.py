"""What one call changes, worked out from what is stored: pure, no database.

The rules of the revision counter (config-server §5.4) stand here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nxsconfig.db.records import Action, Kind

Place = tuple[Kind, str]
"""Kind and key of an entry."""


def key(name: str) -> str:
    """What makes two names the same: trailing blanks don't count, as in the peers' tables (config-server §4)."""
    return name.rstrip(" ")


@dataclass(frozen=True)
class Row:
    """What a table holds under a name; an empty text counts as not registered."""

    text: str
    mandatory: bool = False


@dataclass(frozen=True)
class Put:
    """Give an entry a text; `mandatory` None keeps the flag, a new entry gets `flag_if_new`."""

    kind: Kind
    name: str
    text: str
    mandatory: bool | None = None
    flag_if_new: bool = False


@dataclass(frozen=True)
class Wish:
    """What one call asks for; the parts are done in this order."""

    puts: tuple[Put, ...] = ()
    drops: tuple[Place, ...] = ()
    flags: tuple[tuple[str, bool], ...] = ()
    who: str = ""
    expected: int | None = None

    def places(self) -> list[Place]:
        """The entries concerned, without repeats."""
        puts = [(put.kind, key(put.name)) for put in self.puts]
        drops = [(kind, key(name)) for kind, name in self.drops]
        flags = [(Kind.COMPONENT, key(name)) for name, _flag in self.flags]
        return list(dict.fromkeys([*puts, *drops, *flags]))


@dataclass(frozen=True)
class Line:
    """A line of the history before it has a number and a time; `mandatory` is None for other kinds."""

    place: Place
    action: Action
    revision: int
    mandatory: bool | None
    old_text: str | None
    text: str | None


@dataclass
class Plan:
    """The rows to write, the steps of the counter and the lines for the history."""

    revision: int
    steps: int = 0
    inserts: dict[Place, Row] = field(default_factory=dict)
    updates: dict[Place, str] = field(default_factory=dict)
    flags: dict[Place, bool] = field(default_factory=dict)
    deletes: list[Place] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def make_plan(wish: Wish, stored: Mapping[Place, Row], revision: int) -> Plan:
    """What has to be written so that the wish comes true; `stored` holds the rows of `wish.places()` that exist."""
    work = _Work(stored, revision)
    for put in wish.puts:
        work.put(put)
    for kind, name in wish.drops:
        work.drop((kind, key(name)))
    for name, flag in wish.flags:
        work.flag((Kind.COMPONENT, key(name)), flag)
    return work.plan()


class _Work:
    """The rows as they will be, the counter and the history so far."""

    def __init__(self, stored: Mapping[Place, Row], revision: int) -> None:
        self._before = stored
        self._now: dict[Place, Row] = dict(stored)
        self._plan = Plan(revision)

    def put(self, put: Put) -> None:
        place = put.kind, key(put.name)
        old = self._now.get(place)
        if old is None or old.text != put.text:
            self._now[place] = Row(put.text, old is not None and old.mandatory)
            self._step(place)
            self._note(place, _action(old, put.text), old.text if old else "", put.text)
        wanted = put.flag_if_new if old is None and put.mandatory is None else put.mandatory
        if wanted is not None and put.kind is Kind.COMPONENT:
            self.flag(place, wanted)

    def drop(self, place: Place) -> None:
        """The counter steps also when there was nothing (config-server §5.4)."""
        self._step(place)
        old = self._now.get(place)
        if old is not None:
            self._note(place, Action.DELETED, old.text, "")
            del self._now[place]

    def flag(self, place: Place, flag: bool) -> None:  # noqa: FBT001  the flag is the value
        old = self._now.get(place)
        if old is None or old.mandatory == flag:
            return
        self._now[place] = Row(old.text, flag)
        self._step(place)
        self._note(place, Action.FLAGGED if flag else Action.UNFLAGGED, "", old.text)

    def plan(self) -> Plan:
        """The difference between the rows before and now."""
        plan = self._plan
        for place, row in self._now.items():
            old = self._before.get(place)
            if old is None:
                plan.inserts[place] = row
                continue
            if old.text != row.text:
                plan.updates[place] = row.text
            if old.mandatory != row.mandatory:
                plan.flags[place] = row.mandatory
        plan.deletes = [place for place in self._before if place not in self._now]
        return plan

    def _step(self, place: Place) -> None:
        self._plan.steps += place[0] is not Kind.SELECTION

    def _note(self, place: Place, action: Action, old: str, new: str) -> None:
        if not old and not new:
            return
        row = self._now.get(place)
        flag = row.mandatory if row is not None and place[0] is Kind.COMPONENT else None
        revision = self._plan.revision + self._plan.steps
        self._plan.lines.append(Line(place, action, revision, flag, old or None, new or None))


def _action(old: Row | None, text: str) -> Action:
    """A row with an empty text is no entry."""
    if not text:
        return Action.DELETED
    return Action.CHANGED if old and old.text else Action.CREATED
