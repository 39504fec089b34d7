"""Where a link points to: types in paths become names, other files are recognised (writer §11)."""

from nxsconfig.errors import DefinitionError
from nxsconfig.writer.plan import GroupNames, LinkTarget


def resolve(target: str, names: GroupNames) -> LinkTarget:
    """The target of a link.

    Args:
        target: ``/name/NXtype/name:NXtype/last`` in the own file, or ``file.nxs:/path``; types only in own paths.
        names: the groups of the whole definition.

    Raises:
        DefinitionError: a group is named by a word that nothing in the definition explains.
    """
    if ":/" in target:
        file, _, path = target.partition(":/")
        if ":/" in path:
            raise DefinitionError(f"the link target {target!r} names more than one file")
        return LinkTarget("/" + path.lstrip("/") if path.startswith("/") else path, file)
    if ".." in target.split("/"):
        return LinkTarget(target)
    return LinkTarget(_own_path(target, names))


def own_file(target: LinkTarget) -> LinkTarget:
    """The same path as a link inside the file; a path without leading slash gets one (writer §11, fixed)."""
    return LinkTarget(target.path if target.path.startswith("/") else f"/{target.path}")


def _own_path(target: str, names: GroupNames) -> str:
    parts = [part for part in target.split("/") if part]
    if not parts:
        return "/"
    here: GroupNames | None = names
    resolved: list[str] = []
    for part in parts[:-1]:
        name, here = _step(part, here, "/".join(["", *resolved, part]))
        resolved.append(name)
    return "/" + "/".join([*resolved, parts[-1]])


def _step(part: str, here: GroupNames | None, path: str) -> tuple[str, GroupNames | None]:
    name, colon, nxclass = part.partition(":")
    if colon:
        return name, _typed_child(here, name, nxclass)
    if here is None:
        raise DefinitionError(f"Link creation problem: {path} cannot be found")
    child = here.child(part)
    return (child.name, child) if child else (part, None)


def _typed_child(here: GroupNames | None, name: str, nxclass: str) -> GroupNames | None:
    """The group that ``name:type`` stands for; the name alone counts when nothing matches both."""
    if here is None:
        return None
    both = (child for child in here.children if child.name == name and child.nxclass == nxclass)
    return next(both, None) or next((child for child in here.children if child.name == name), None)
