"""NX30x: components that contradict each other."""

from collections.abc import Iterator

from nxsconfig.errors import IncompatibleNodeError
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration


def mergeable(configuration: Configuration) -> Iterator[Fault]:
    """Components that are selected together don't contradict each other.

    The server refuses to make the configuration, so the scan doesn't start. The message names both sides.

    Found::

        <field name="distance" units="mm"/> in one component, <field name="distance" units="m"/> in another

    Right::

        the same units in both, or the field in one of them only
    """
    problem = configuration.problem
    if isinstance(problem, IncompatibleNodeError):
        message = " ".join(problem.explain().split())
        yield Fault(message, "make both sides equal, or select only one of them", error=type(problem).__name__)


RULES = (Rule("NX301", Severity.ERROR, mergeable),)
