"""Merging of component texts without a database (config-server §7)."""

from collections.abc import Iterable, Sequence

from nxsconfig.dialect.grammar import STEP_SWITCH
from nxsconfig.dialect.paths import Step
from nxsconfig.merge import Merged, MergeOptions, Source, collect_components, merge_tree
from nxsconfig.merge.options import DATA_PATH
from nxsconfigserver import _grammar
from nxsconfigserver._border import peers_errors

__all__ = ["Merger"]


class Merger:
    """Take texts with `collect`, merge them with `merge`, get the result from `toString`.

    The switches and lists are attributes that are set before `merge`: `skip`, `switchdatasources` (with
    `modesToSwitch`), `linkdatasources` and `extralinkdatasources` (with `linkpath` and `extralinkpath`, pairs of name
    and type), `canfaildatasources`. The other attributes are the tables of the language, to be looked at.
    """

    def __init__(self) -> None:
        self.skip = False
        self.switchdatasources: Iterable[str] = []
        self.linkdatasources: Iterable[str] = []
        self.extralinkdatasources: Iterable[str] = []
        self.canfaildatasources: Iterable[str] = []
        self.modesToSwitch: dict[str, str] = {str(old): str(new) for old, new in STEP_SWITCH.items()}
        self.linkpath: Sequence[tuple[str, str]] = [(name, nxclass) for name, nxclass in DATA_PATH]
        self.extralinkpath: Sequence[tuple[str, str]] = []
        self.singles = list(_grammar.SINGLES)
        self.tocut = list(_grammar.CUT)
        self.uniqueText = list(_grammar.UNIQUE_TEXT)
        self.switchable = list(_grammar.SWITCHABLE)
        self.linkable = list(_grammar.LINKABLE)
        self.children = dict(_grammar.CHILDREN)
        self._collected: Merged | None = None

    def collect(self, components: Iterable[str]) -> None:
        """Take the texts of components, in place of earlier ones; empty ones count as none.

        Raises:
            UndefinedTagError: a root is not `definition`.
            WrongXMLError: a text can't be parsed.
        """
        sources = [Source(f"text {number}", text) for number, text in enumerate(components, start=1)]
        with peers_errors():
            self._collected = collect_components(sources)

    def merge(self) -> None:
        """Merge what is collected.

        Raises:
            IncompatibleNodeError: the texts contradict each other; they have to be collected again.
            ValueError: a table of the language was changed.
        """
        tables = ("singles", "tocut", "uniqueText", "switchable", "linkable")
        _grammar.check({name: getattr(self, name) for name in tables}, self.children)
        collected, self._collected = self._collected, None
        if collected is not None:
            with peers_errors():
                self._collected = merge_tree(collected.root, collected.provenance, self._options())

    def toString(self) -> str | None:
        """What was collected, merged or not yet, as one document; None: nothing."""
        return None if self._collected is None else self._collected.text()

    def _options(self) -> MergeOptions:
        return MergeOptions(
            skip=self.skip,
            step=frozenset(self.switchdatasources),
            link=frozenset(self.linkdatasources),
            extralink=frozenset(self.extralinkdatasources),
            canfail=frozenset(self.canfaildatasources),
            link_path=tuple(Step(*pair) for pair in self.linkpath),
            extralink_path=tuple(Step(*pair) for pair in self.extralinkpath),
            modes=self.modesToSwitch,
        )
