"""NX90x: suppressions are understood and needed."""

from collections.abc import Iterator

from nxsconfig.validate.comments import Comment, Suppressions
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule


def comment_used(suppressions: Suppressions) -> Iterator[Fault]:
    """A comment that suppresses a rule still suppresses something.

    It is told only when the whole configuration was looked at with this rule. What is left behind of a fault that was
    mended hides the next one.

    Found::

        <!-- nxsconfig: ignore NX103 needed by the old reader --> in front of an element without fault

    Right::

        the element without the comment
    """
    for comment in suppressions.comments:
        for number in comment.numbers if comment.reason else ():
            if number in suppressions.judged and (comment, number) not in suppressions.used:
                message = f"the comment suppresses {number}, but there is no such finding"
                yield _fault(comment, message, f"take {number} out of the comment")


def baseline_used(suppressions: Suppressions) -> Iterator[Fault]:
    """What a baseline file remembers is still found.

    Found::

        a finding in the baseline that was mended meanwhile

    Right::

        the baseline written again with --write-baseline
    """
    for entry in suppressions.unused:
        yield Fault(f"the baseline remembers what isn't found any more: {entry}", "write the baseline again")


def comment_understood(suppressions: Suppressions) -> Iterator[Fault]:
    """A comment that suppresses rules names rules that exist, and says why.

    Otherwise it suppresses nothing.

    Found::

        <!-- nxsconfig: ignore NX103 -->

    Right::

        <!-- nxsconfig: ignore NX103 needed by the old reader -->
    """
    for comment in suppressions.comments:
        if not comment.numbers:
            yield _fault(comment, "the comment names no rule to ignore", "write: ignore NX123 reason")
        for number in comment.numbers:
            if number not in suppressions.known:
                yield _fault(comment, f"there is no rule {number}", "nxsconfig validate --rules lists the rules")
        if comment.numbers and not comment.reason:
            numbers = ", ".join(comment.numbers)
            yield _fault(comment, f"the comment doesn't say why {numbers} is to be ignored", "put the reason behind it")


def _fault(comment: Comment, message: str, fix: str) -> Fault:
    entry = (comment.text.kind, comment.text.name)
    return Fault(message, fix, line=comment.line, column=comment.column, entry=entry)


RULES = (
    Rule("NX901", Severity.WARNING, comment_used),
    Rule("NX902", Severity.INFO, baseline_used),
    Rule("NX903", Severity.WARNING, comment_understood),
)
