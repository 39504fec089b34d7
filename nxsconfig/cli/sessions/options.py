"""The options of a configuration that a command line gives."""

from nxsconfig.cli.request import Request
from nxsconfig.configurator.options import Options
from nxsconfig.dialect.text import name_list


def options_of(request: Request) -> Options:
    """Variables as they are, lists as words or JSON."""
    return Options(
        variables=request.variables or "{}",
        step=tuple(name_list(request.step)),
        link=tuple(name_list(request.link)),
        extralink=tuple(name_list(request.extralink)),
        canfail=tuple(name_list(request.canfail)),
    )
