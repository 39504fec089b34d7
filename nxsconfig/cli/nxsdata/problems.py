"""Errors of nxsdata as one line; it has always ended with 1 when a step failed (cli-config §1.6, §1.7)."""

from nxsconfig.cli import problems
from nxsconfig.errors import ServerError


def explain(err: Exception) -> tuple[str, int]:
    """Line for stderr and exit code."""
    if isinstance(err, ServerError):
        return f"Error: {' '.join(str(err).split())}\n", 1
    return problems.explain(err)[0], 1
