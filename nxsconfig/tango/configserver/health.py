"""Whether the store of a configuration server works, and what is in it."""

from nxsconfig.configurator import Kind
from nxsconfig.configurator.server import ConfigServer
from nxsconfig.db.settings import target_of
from nxsconfig.errors import NXSConfigError


def health(server: ConfigServer) -> dict[str, object]:
    """What can be told also when the store is away; never a password.

    Keys: open, engine, store, reachable, revision, components, datasources, problem.
    """
    return {"open": server.is_open, **_place(server), **_content(server)}


def _place(server: ConfigServer) -> dict[str, object]:
    try:
        target = target_of(server.settings)
    except NXSConfigError:
        return {"engine": None, "store": None}
    return {"engine": target.engine, "store": target.label}


def _content(server: ConfigServer) -> dict[str, object]:
    try:
        return {
            "reachable": True,
            "revision": server.revision(),
            "components": len(server.store.names(Kind.COMPONENT)),
            "datasources": len(server.store.names(Kind.DATASOURCE)),
            "problem": None,
        }
    except NXSConfigError as err:
        unknown = dict.fromkeys(("revision", "components", "datasources"))
        return {"reachable": False, **unknown, "problem": str(err)}
