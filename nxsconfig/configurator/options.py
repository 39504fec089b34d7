"""What a configuration is made with beside the names of its components."""

import json
from dataclasses import dataclass

from nxsconfig.dialect.paths import Step
from nxsconfig.errors import JSONArgumentError, WrongJSONError
from nxsconfig.merge.options import EXTRA_LINK_PATH, MergeOptions


@dataclass(frozen=True)
class Options:
    """Variables and lists of datasource names (config-server §2.2).

    `variables` is the text of a JSON object; it is read only when needed, so that a broken one does no harm before.
    """

    variables: str = "{}"
    step: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    extralink: tuple[str, ...] = ()
    canfail: tuple[str, ...] = ()
    extralink_path: tuple[Step, ...] = EXTRA_LINK_PATH

    def for_merge(self) -> MergeOptions:
        """The part that the tree merge uses."""
        return MergeOptions(
            step=frozenset(self.step),
            link=frozenset(self.link),
            extralink=frozenset(self.extralink),
            canfail=frozenset(self.canfail),
            extralink_path=self.extralink_path,
        )

    def values(self) -> dict[str, str]:
        """Values of the variables as texts: Python's own form of numbers, lists and constants (config-server §6.2).

        Raises:
            JSONArgumentError: `variables` is not a JSON object.
        """
        return {name: str(value) for name, value in json_argument(self.variables, "Variables").items()}


def json_object(text: str, what: str) -> dict[str, object]:
    """A JSON object out of a text; errors name `what`. Raises WrongJSONError."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise WrongJSONError(f"{what} is not JSON: {err}") from err
    if not isinstance(value, dict):
        raise WrongJSONError(f"{what} must be a JSON object with names and values, not {text[:60]!r}")
    return value


def json_argument(text: str, what: str) -> dict[str, object]:
    """`json_object` for what goes with a call. Raises JSONArgumentError."""
    try:
        return json_object(text, what)
    except WrongJSONError as err:
        raise JSONArgumentError(str(err)) from err.__cause__
