"""A datasource element as data: compiled once with the definition, opened once an entry."""

import re
from dataclasses import dataclass

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError
from nxsconfig.sources.database.spec import QuerySpec, query_spec
from nxsconfig.sources.script.spec import ScriptSpec, compiled, input_elements, script_of
from nxsconfig.sources.tango.spec import TangoSpec, tango_spec

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_QUOTED = _MARKUP | str.maketrans({'"': "&quot;", "'": "&apos;"})
_SPECIAL = re.compile("[&<>\"']")


Detail = TangoSpec | QuerySpec | ScriptSpec


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What a datasource element asks for.

    `kind` is the type as written ("" when missing), `xml` the element re-serialised as the attribute `nexdatas_source`
    keeps it, `record` the record name of a CLIENT source, `detail` what the other kinds ask for.
    """

    kind: str
    name: str
    xml: str
    record: str = ""
    detail: Detail | None = None

    @property
    def looks_into_file(self) -> bool:
        """True for a script that reaches for the open file, or that has such a one among its inputs."""
        script = self.detail if isinstance(self.detail, ScriptSpec) else None
        return script is not None and (script.looks_into_file or any(part.looks_into_file for part in script.inputs))


def spec_of(element: Element) -> SourceSpec:
    """The spec of a datasource element.

    Raises:
        DefinitionError: something without which the source can't be asked is missing.
    """
    kind = element.get("type", "")
    text = source_text(element)
    record = _record_name(element, text) if kind == SourceKind.CLIENT else ""
    return SourceSpec(kind, element.get("name", ""), text, record, _detail(kind, element, text))


def _detail(kind: str, element: Element, text: str) -> Detail | None:
    if kind == SourceKind.TANGO:
        return tango_spec(element, text)
    if kind == SourceKind.DB:
        return query_spec(element, text)
    if kind == SourceKind.PYEVAL:
        return _script_spec(element, text)
    return None


def _script_spec(element: Element, text: str) -> ScriptSpec:
    script, result = script_of(element, text)
    inputs = tuple(spec_of(source) for source in input_elements(element, script))
    return ScriptSpec(script, result, inputs, *compiled(script))


def source_text(element: Element) -> str:
    """The element as one text: double quotes, empty elements written in full, white space kept (writer §6)."""
    attributes = "".join([f' {name!s}="{_escaped(str(value), _QUOTED)}"' for name, value in element.attrib.items()])
    inner = _escaped(element.text or "", _MARKUP)
    for child in element:
        inner += source_text(child) + _escaped(child.tail or "", _MARKUP)
    tag = str(element.tag).rpartition("}")[2]
    return f"<{tag}{attributes}>{inner}</{tag}>"


def _escaped(text: str, marks: dict[int, str]) -> str:
    return text.translate(marks) if _SPECIAL.search(text) else text


def _record_name(element: Element, text: str) -> str:
    for record in element.iter("{*}record"):
        if name := record.get("name"):
            return name
    raise DefinitionError(f'a CLIENT datasource needs <record name="…"/>; found {text}')
