"""Sub-commands of nxsconfig, run for what they print."""

import io
from collections.abc import Callable
from contextlib import redirect_stdout

from nxsconfig.cli.request import Request
from nxsconfig.cli.streams import Stop, talk

Action = Callable[[Request], None]


def run(action: Action, request: Request) -> None:
    """Run it; what it would say on stderr is said. Raises SystemExit when the program would end with a failure."""
    try:
        action(request)
    except Stop as stop:
        talk(stop.message)
        if stop.code:
            raise SystemExit(stop.code) from None


def printed(action: Action, request: Request) -> str:
    """What it prints, without the last line end."""
    with redirect_stdout(io.StringIO()) as out:
        run(action, request)
    return out.getvalue().removesuffix("\n")


def lines(action: Action, request: Request) -> list[str]:
    """What it prints, line by line."""
    text = printed(action, request)
    return text.split("\n") if text else []
