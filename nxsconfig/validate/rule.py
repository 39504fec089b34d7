"""A rule: a plain callable with a number that never changes its meaning."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from nxsconfig.validate.model import Fault, Severity

S = TypeVar("S", contravariant=True)  # noqa: PLC0105  one letter says what it is where it is used

Check = Callable[[S], Iterable[Fault]]
"""Gets a subject (subjects.py) and gives its faults. It doesn't raise for anything that can be stored."""


@dataclass(frozen=True)
class Rule(Generic[S]):
    """One rule; the docstring of `check` is its page in the documentation.

    number: NX and three digits; a number is never used again for something else. The page begins with one line that
    says what must hold; then why, an example of what is found under ``Found::`` and of what isn't under ``Right::``.
    """

    number: str
    severity: Severity
    check: Check[S]

    @property
    def name(self) -> str:
        """The rule's word for people: the name of its callable with hyphens."""
        return self.check.__name__.strip("_").replace("_", "-")

    @property
    def page(self) -> str:
        """The docstring as it stands in the code, without its indentation."""
        from inspect import getdoc  # noqa: PLC0415  slow to import, for documents only

        return getdoc(self.check) or ""

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return (self.check.__doc__ or "").strip().partition("\n")[0]
