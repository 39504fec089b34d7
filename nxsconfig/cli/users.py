"""usage: who uses a component or datasource."""

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import LABELS
from nxsconfig.cli.streams import emit, talk
from nxsconfig.cli.taking import opened, take
from nxsconfig.configurator.usage import usage_in


def usage(request: Request) -> None:
    """Print users, one a line with a tab between kind and name; also of an entry that isn't stored (any more)."""
    with opened(request) as session:
        holdings = take(session)
    kind, name = request.kind, request.name
    if name not in holdings.contents[kind]:
        talk(f"Warning: {LABELS[kind]} '{name}' is not stored\n")
    found = usage_in(holdings.contents, kind, name)
    if request.json:
        emit_json(
            {"kind": kind.value, "name": name, "components": list(found.components), "profiles": list(found.profiles)}
        )
    else:
        users = [f"component\t{user}" for user in found.components] + [f"profile\t{user}" for user in found.profiles]
        emit("\n".join(users))
