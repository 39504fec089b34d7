"""What creating an entry and reading its members have in common: where it goes, and what its sources say."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path as FilePath

from nxsconfig.errors import DefinitionError, WriterError
from nxsconfig.h5.maps import SourceMap
from nxsconfig.sources import EntrySources, PluginSource, Point, Source, SourceSpec
from nxsconfig.writer.convert import check_size, filled
from nxsconfig.writer.growth import Dims, declared
from nxsconfig.writer.links import own_file
from nxsconfig.writer.plan import AttributePlan, LinkTarget, MapPlan, Member, Path, Shape
from nxsconfig.writer.ports import FieldLayout, Sink
from nxsconfig.writer.virtual_members import Gathered, NoSource, resolve_map


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry goes, and how.

    Args:
        path: of the group that everything goes into, "" for the root.
        label: how errors name that group (``/scan:NXentry``).
        canfail: the global flag: it makes every element with a strategy tag tolerant (writer §12.3).
        append: what exists is used again, INIT values and links stay as they are (writer §3.5).
        gaps: see `Column`.
    """

    path: str = ""
    label: str = ""
    canfail: bool = False
    append: bool = False
    gaps: bool = True


class Ground:
    """One entry in a sink while it is created.

    Args:
        sink: where.
        place: of the entry in it.
        point: the global data, for sizes and shapes that sources know already.
        opener: opens the sources of the entry.

    Attributes:
        layouts: of the fields that have been created.
        virtual: what virtual fields gather until they are made.
    """

    def __init__(self, sink: Sink, place: Place, point: Point, opener: EntrySources) -> None:
        self.sink = sink
        self.place = place
        self.point = point
        self.opener = opener
        self.layouts: dict[Path, FieldLayout] = {}
        self.virtual: dict[Path, Gathered] = {}
        self._sources: dict[int, Source] = {}
        self._paths: dict[Path, str] = {}

    def apart(self, sink: Sink) -> "Ground":
        """The same entry at the root of another sink; its sources are those that are open here."""
        other = Ground(sink, Place(canfail=self.place.canfail), self.point, self.opener)
        other._sources = self._sources
        return other

    def path(self, path: Path) -> str:
        """The absolute path of an object."""
        known = self._paths.get(path)
        if known is None:
            known = self._paths[path] = "/".join([self.place.path, *path]) or "/"
        return known

    def source(self, member: Member) -> Source:
        """The source of a member, the same one every time."""
        source = self._sources.get(id(member))
        if source is None:
            source = self._sources[id(member)] = self.opener.open(member.source) if member.source else NoSource()
        return source

    def is_read(self, member: Member) -> bool:
        """False for a member whose source says that it is never to be asked (writer §14.1)."""
        return not isinstance(source := self.source(member), PluginSource) or source.is_valid

    def may_fail(self, member: Member) -> bool:
        """True if a missing value of the member is tolerated (writer §12.3)."""
        return member.strategy.tag and (self.place.canfail or member.strategy.canfail)

    def ask(self, spec: SourceSpec) -> object:
        """What a source says now, None when it says nothing."""
        reading = self.opener.open(spec).read(self.point)
        return reading.value if reading else None

    def sizes(self, shape: Shape, label: str) -> Dims:
        """Declared sizes, with data sources asked; 0 is unknown. Raises DefinitionError for absurd ones."""
        sizes = tuple(size if isinstance(size, int) else self._size(size) for size in shape.sizes)
        try:
            check_size(sizes)
        except ValueError as err:
            raise DefinitionError(
                f"{self.place.label}{label}: {err}; please look at the sizes of its dimensions"
            ) from err
        return sizes

    def _size(self, spec: SourceSpec) -> int:
        try:
            return max(0, int(str(self.ask(spec) or 0)))
        except (WriterError, ValueError):
            return 0

    def target(self, target: LinkTarget) -> LinkTarget:
        """The target of a link, as an inner one if it names the own file."""
        if target.file is None:
            return target
        here = FilePath(self.sink.name)
        own = here in (FilePath(target.file).resolve(), (here.parent / target.file).resolve())
        return own_file(target) if own else target

    def map(self, plan: MapPlan) -> SourceMap | None:
        """The map that a tag describes. Raises DefinitionError."""
        try:
            return resolve_map(plan, partial(self.sizes, label=plan.label), self.ask)
        except ValueError as err:
            raise DefinitionError(f"{self.place.label}{plan.label}: {err}") from err

    def hold(self) -> None:
        """Have all fields opened before a script sees the file: those that it removes take their values all the same.

        Fields that were copied would be missing otherwise, those that were made would not.
        """
        for path in map(self.path, self.layouts):
            if self.sink.has(path):
                self.sink.shape(path)

    def set_attribute(self, step: AttributePlan) -> None:
        """Write an attribute, or what stands for its value until its source has been read."""
        path, value = self.path(step.owner), step.value
        if value is None:
            if self.place.append and self.sink.attribute(path, step.name) is not None:
                return
            sizes = declared(self.sizes(step.shape, step.label))
            empty = sizes if sizes or step.source or step.dtype == "string" else (1,)
            value = filled(empty, step.dtype, failed=False)
        self.sink.set_attribute(path, step.name, value)
