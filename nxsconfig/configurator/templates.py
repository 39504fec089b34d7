"""Components made from templates by renaming their datasources (config-server §6.7)."""

from collections.abc import Mapping
from typing import Protocol

from nxsconfig.configurator.ports import Store
from nxsconfig.db.records import Entry, Kind
from nxsconfig.dialect.grammar import SWITCHABLE, Mode
from nxsconfig.dialect.xml import document, parse
from nxsconfig.errors import NonregisteredDBRecordError
from nxsconfig.merge.references import DATASOURCE
from nxsconfig.merge.switches import switch_modes

PREFIX = "__template__"
"""In front of a component's name: the text it is made from."""

_DISABLED = {Mode.INIT: Mode.POSTRUN, Mode.FINAL: Mode.POSTRUN, Mode.STEP: Mode.POSTRUN}


class Components(Protocol):
    """What remaking needs of the configurator."""

    store: Store

    def component_datasources(self, name: str) -> list[str]:
        """Names of the datasources of one component."""
        ...


def remade(components: Components, component: str, names: Mapping[str, object], who: str) -> Entry:
    """A component anew from its template, which is made and stored from the component when there is none.

    Raises:
        NonregisteredDBRecordError: no such component, or a name in `names` that the template doesn't use. The template
            stays stored.
    """
    name = component.removeprefix(PREFIX)
    template = PREFIX + name
    text = _template_text(components.store, template, name, who)
    known = components.component_datasources(template) if names else []
    for datasource in names:
        if datasource not in known:
            raise NonregisteredDBRecordError(
                f"The datasource {datasource} absent in the component {template}", datasource
            )
    return Entry(Kind.COMPONENT, name, renamed(text, names))


def _template_text(store: Store, template: str, name: str, who: str) -> str:
    found = store.texts(Kind.COMPONENT, [template, name])
    if template in found:
        return found[template]
    if name not in found:
        raise NonregisteredDBRecordError(f"The component {name} not registered", name)
    store.store([Entry(Kind.COMPONENT, template, found[name])], who=who)
    return found[name]


def renamed(template: str, names: Mapping[str, object]) -> str:
    """The template with other datasources, all in one pass; an empty new name takes the datasource out.

    The strategies of fields and attributes whose datasource is taken out become POSTRUN; only then is the text
    serialised anew.
    """
    removed = frozenset(name for name, new in names.items() if not new)
    text = _disabled(template, removed) if removed else template
    return DATASOURCE.sub(lambda match: _reference(match[0], match[1], names), text)


def _reference(reference: str, name: str, names: Mapping[str, object]) -> str:
    if name not in names:
        return reference
    new = names[name]
    return f"$datasources.{new}" if new else ""


def _disabled(template: str, removed: frozenset[str]) -> str:
    root = parse(template, "the template")
    modes = {str(old): str(new) for old, new in _DISABLED.items()}
    changed = [switch_modes(element, removed, modes) for element in root.iter(*SWITCHABLE)]
    return document(root) if any(changed) else template
