"""What a definition asks for, as data: made once, carried out for every entry.

A plan holds no file, no source and no value of a scan, so one plan serves any number of entries and threads.
Paths are tuples of names below the group that the entry is written into.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from nxsconfig.errors import WriterError
from nxsconfig.sources import SourceSpec

Path = tuple[str, ...]


class Phase(StrEnum):
    """Moments at which values are read. Every trigger is a further phase, see `trigger_phase`."""

    INIT = "INIT"
    STEP = "STEP"
    FINAL = "FINAL"


def trigger_phase(name: str) -> str:
    """The phase of a trigger; its name can't be taken for another phase."""
    return f"trigger {name}"


def is_before(phase: str, other: str) -> bool:
    """True if a phase is over when the other one comes for the first time; triggers come with the steps."""
    order: dict[str, int] = {Phase.INIT: 0, Phase.FINAL: 2}
    return order.get(phase, 1) < order.get(other, 1)


@dataclass(frozen=True, slots=True)
class Filter:
    """One HDF5 filter: its registered number and parameters; writing fails without a mandatory one."""

    number: int
    options: tuple[int, ...] = ()
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Strategy:
    """The strategy tag (writer §12.1). `mode` and `trigger` are as written, None when missing; `grows` counts from 1.

    `tag` says whether there is a strategy tag at all: only then a global can-fail flag applies.
    """

    mode: str | None = None
    trigger: str | None = None
    grows: int = 1
    canfail: bool = False
    filters: tuple[Filter, ...] = ()
    text: str = ""
    tag: bool = False

    @property
    def mark(self) -> str | None:
        """What the attribute `nexdatas_strategy` holds; None for no attribute.

        # compat: nxswriter 3.25: an empty trigger or mode leaves an empty mark
        """
        said = self.mode if self.trigger is None else self.trigger
        return None if said is None else said.strip()

    def phase(self, default: str = Phase.INIT) -> str:
        """The phase in which the value is read; a mode that is none of them makes a phase that never comes (K)."""
        if self.trigger and self.mode == Phase.STEP:
            return trigger_phase(self.trigger)
        return default if self.mode is None else self.mode


@dataclass(frozen=True, slots=True)
class Shape:
    """Declared rank and sizes: a size of 0 is unknown, a source is asked when the entry is opened (writer §9.1)."""

    rank: int = 0
    sizes: tuple[int | SourceSpec, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AttributePlan:
    """An HDF5 attribute: `value`, or zeros of the declared shape until its source has been read.

    Neither of both: the text couldn't be converted (see Plan.problem).
    """

    owner: Path
    name: str
    label: str
    dtype: str
    shape: Shape = Shape()
    value: np.ndarray | None = None
    source: SourceSpec | None = None
    strategy: Strategy = Strategy()


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group, created before everything in it."""

    path: Path
    nxclass: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class FieldPlan:
    """A data set. `words` is the shape of its constant text, None without one; see ConstantPlan for the value."""

    path: Path
    label: str
    dtype: str
    shape: Shape = Shape()
    strategy: Strategy = Strategy()
    source: SourceSpec | None = None
    words: tuple[int, ...] | None = None

    @property
    def grows(self) -> bool:
        """True for a data set that gets one row a record."""
        return self.source is not None and self.strategy.mode == "STEP"


@dataclass(frozen=True, slots=True, eq=False)
class ConstantPlan:
    """The converted text of a field, written once its attributes are there."""

    path: Path
    label: str
    value: np.ndarray


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link points to: a path in this file (`file` is None) or in another one."""

    path: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A link; without `target` its source is asked in its phase."""

    path: Path
    label: str
    target: LinkTarget | None = None
    source: SourceSpec | None = None
    strategy: Strategy = Strategy()


Selection = tuple["tuple[int | None, ...] | SourceSpec | None", ...]
"""A key of a virtual data set, per axis: see selections; a source gives the entry as JSON when the entry is opened."""


@dataclass(frozen=True, slots=True, eq=False)
class MapPlan:
    """A map tag of a virtual data set (writer §13); its source, if any, gives maps in its phase.

    `owner` is the virtual data set; `facts` holds target, filename, fieldpath and dtype as far as they are said.
    """

    owner: Path
    label: str
    facts: Mapping[str, str]
    shape: Shape = Shape()
    key: Selection | None = None
    source_shape: Shape = Shape()
    source_key: Selection | None = None
    source: SourceSpec | None = None
    strategy: Strategy = Strategy()


@dataclass(frozen=True, slots=True, eq=False)
class VirtualPlan:
    """A virtual data set, made in its phase from the maps that have come by then; its attributes come with it."""

    path: Path
    label: str
    dtype: str
    shape: Shape
    strategy: Strategy = Strategy()
    source: SourceSpec | None = None
    targets: str = ""
    maps: tuple[MapPlan, ...] = ()
    attributes: tuple[AttributePlan, ...] = ()


Step = GroupPlan | FieldPlan | AttributePlan | ConstantPlan | LinkPlan | VirtualPlan
Member = FieldPlan | AttributePlan | LinkPlan | MapPlan | VirtualPlan


def phase_of(member: Member) -> str:
    """The phase in which a member is read; what it is decides where nothing is said (writer §12.1)."""
    match member:
        case MapPlan():
            return member.strategy.phase(Phase.STEP)
        case VirtualPlan():
            return member.strategy.phase(Phase.FINAL)
        case _:
            return member.strategy.phase()


@dataclass(slots=True)
class GroupNames:
    """Names and types of the groups of a definition, as link targets look them up (writer §11)."""

    name: str = ""
    nxclass: str = ""
    children: "list[GroupNames]" = field(default_factory=list)

    def child(self, word: str) -> "GroupNames | None":
        """The first child of that type, else the first of that name."""
        by_type = (child for child in self.children if child.nxclass == word)
        by_name = (child for child in self.children if child.name == word)
        return next(by_type, None) or next(by_name, None)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Plan:
    """A compiled definition.

    `steps` are carried out in order when an entry is opened; `phases` holds the members to be read per phase in the
    order of their end tags; `names` resolves link targets that come from sources. `problem` is what stopped the
    compilation: the steps lead up to that place. `xml` is the text the plan was made of.
    """

    xml: str
    steps: tuple[Step, ...] = ()
    phases: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    names: GroupNames = field(default_factory=GroupNames)
    problem: WriterError | None = None

    def check(self) -> "Plan":
        """The plan itself; raises the problem that stopped its compilation, if any (a fresh error every time)."""
        if self.problem:
            raise type(self.problem)(str(self.problem)) from self.problem
        return self
