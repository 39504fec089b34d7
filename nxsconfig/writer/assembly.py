"""The members of an entry that has been created: what is read in each phase."""

from functools import partial

from nxsconfig.writer.columns import Column
from nxsconfig.writer.ground import Ground
from nxsconfig.writer.links import resolve
from nxsconfig.writer.members import AttributeMember, Identity, LinkMember, MemberPort, WholeMember
from nxsconfig.writer.plan import (
    AttributePlan,
    FieldPlan,
    LinkPlan,
    LinkTarget,
    MapPlan,
    Member,
    Plan,
    VirtualPlan,
    is_before,
    phase_of,
)
from nxsconfig.writer.virtual_members import EarlyAttribute, LateAttribute, MapMember, VirtualMember

_PARTS = (AttributePlan, MapPlan)
_MARKED = (FieldPlan, AttributePlan)
_OPTIONAL = (MapPlan, VirtualPlan)


def members_of(plan: Plan, ground: Ground) -> dict[str, list[MemberPort]]:
    """The members of each phase, ready to be read; the entry must have been created on this ground."""
    return _Assembly(plan, ground).phases()


class _Assembly:
    def __init__(self, plan: Plan, ground: Ground) -> None:
        self._plan = plan
        self._ground = ground

    def phases(self) -> dict[str, list[MemberPort]]:
        """The members of each phase, ready to be read."""
        return {
            phase: [
                self._member(member)
                for member in members
                if not self._is_old_link(member) and self._ground.is_read(member)
            ]
            for phase, members in self._plan.phases.items()
        }

    def _is_old_link(self, member: Member) -> bool:
        return (
            self._ground.place.append
            and isinstance(member, LinkPlan)
            and self._ground.sink.has(self._ground.path(member.path))
        )

    def _member(self, member: Member) -> MemberPort:
        who = self._identity(member)
        match member:
            case FieldPlan(grows=True):
                return Column(who, self._ground.sink, self._ground.layouts[member.path], gaps=self._ground.place.gaps)
            case FieldPlan():
                return WholeMember(who, self._ground.sink, member.dtype)
            case AttributePlan():
                return self._attribute_member(who, member)
            case LinkPlan():
                return LinkMember(who, self._ground.sink, self._resolve)
            case MapPlan():
                return MapMember(who, self._ground.virtual[member.owner], self._ground.map(member))
            case VirtualPlan():
                return VirtualMember(
                    who, self._ground.sink, self._ground.virtual[member.path], partial(self._adorn, member)
                )

    def _identity(self, member: Member) -> Identity:
        owner = member.owner if isinstance(member, _PARTS) else member.path
        path = self._ground.path(owner)
        is_marked = isinstance(member, _MARKED) and owner not in self._ground.virtual
        return Identity(
            path,
            self._ground.place.label + member.label,
            self._ground.source(member),
            self._ground.may_fail(member),
            path if is_marked else "",
            isinstance(member, _OPTIONAL),
        )

    def _attribute_member(self, who: Identity, member: AttributePlan) -> AttributeMember:
        sizes = self._ground.sizes(member.shape, member.label)
        if member.owner not in self._ground.virtual:
            return AttributeMember(who, self._ground.sink, member.dtype, sizes)
        owner = next(step for step in self._plan.steps if isinstance(step, VirtualPlan) and step.path == member.owner)
        kind = EarlyAttribute if is_before(phase_of(member), phase_of(owner)) else LateAttribute
        return kind(who, self._ground.sink, member.dtype, sizes)

    def _adorn(self, plan: VirtualPlan) -> None:
        for attribute in plan.attributes:
            self._ground.set_attribute(attribute)

    def _resolve(self, text: str) -> LinkTarget:
        return self._ground.target(resolve(text, self._plan.names))
