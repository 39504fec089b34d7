"""What a merge is told beside the components."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nxsconfig.dialect.grammar import STEP_SWITCH
from nxsconfig.dialect.paths import Step

DATA_PATH: tuple[Step, ...] = (Step("data", "NXdata"),)
"""Where the links of the link list go, below the entry."""

EXTRA_LINK_PATH: tuple[Step, ...] = (Step("instrument", "NXinstrument"), Step("collection", "NXcollection"))
"""Where the links of the extra link list go unless told otherwise (property ExtraLinkPath)."""


@dataclass(frozen=True)
class MergeOptions:
    """Switches of one merge; all lists hold datasource names.

    skip: elements in conflict stay apart instead of raising (config-server §7.6).
    shallow: below fields and the like only what two of them brought together is merged; the rest is left as it is, for
        a merge that follows anyway.
    step: their fields and attributes change strategy as `modes` says (usually INIT and FINAL to STEP).
    link, extralink: their fields get a link in `link_path`, `extralink_path`.
    canfail: their strategies get ``canfail="true"``.
    """

    skip: bool = False
    shallow: bool = False
    step: frozenset[str] = frozenset()
    link: frozenset[str] = frozenset()
    extralink: frozenset[str] = frozenset()
    canfail: frozenset[str] = frozenset()
    link_path: tuple[Step, ...] = DATA_PATH
    extralink_path: tuple[Step, ...] = EXTRA_LINK_PATH
    modes: Mapping[str, str] = field(default_factory=lambda: STEP_SWITCH)

    @property
    def listed(self) -> frozenset[str]:
        """The datasources of all lists."""
        return self.step | self.link | self.extralink | self.canfail
