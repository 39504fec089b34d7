"""What nobody can miss in a configuration, because it may come during the scan or after it.

Other components may bring it, when the configuration isn't all that a scan takes. Scripts with the common block reach
the open file and put groups, fields and links into it. Collecting images after the scan makes a field beside each
collection with a field ``postrun``.
"""

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.dialect.xml import Element
from nxsconfig.sources.script.spec import COMMON_WORD
from nxsconfig.validate.subjects import Configuration
from nxsconfig.writer.plan import Path

_POSTRUN = "postrun"


def may_come_later(configuration: Configuration, path: Path) -> bool:
    """Whether a script or the collecting of images may make an object of this path, which the definition doesn't."""
    objects = configuration.objects
    if objects is None or not configuration.is_whole:
        return True
    nearest = path[:-1]
    while nearest and nearest not in objects.by_path:
        nearest = nearest[:-1]
    there = objects.by_path.get(nearest)
    return there is not None and (_has_script(there.element) or _is_collected(there.element))


def _has_script(group: Element) -> bool:
    scripts = (source for source in group.iter("datasource") if source.get("type") == SourceKind.PYEVAL)
    return any(COMMON_WORD in "".join(map(str, source.itertext())) for source in scripts)


def _is_collected(group: Element) -> bool:
    return any(field.get("name") == _POSTRUN for field in group.findall("group/field"))
