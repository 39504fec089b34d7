"""The result tag and the inputs of a PYEVAL datasource (writer §14.5)."""

from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING

from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError
from nxsconfig.sources.script.commonblock import NATIVE_ROOT, ROOT

if TYPE_CHECKING:
    from nxsconfig.sources.specs import SourceSpec

DEFAULT_RESULT = "result"

FILE = "<PYEVAL script>"
"""The file name of scripts in tracebacks."""

COMMON_WORD = "commonblock"
"""A script that contains this word gets the dictionary that all scripts share."""


@dataclass(frozen=True, slots=True)
class ScriptSpec:
    """A script, compiled once with the definition.

    `result` is the name of the variable whose value counts, `inputs` are the specs of the sources that it uses.
    `code` is None for a script that Python doesn't understand; `problem` says why: it fails when it is read, and
    nothing else does.
    """

    script: str
    result: str
    inputs: "tuple[SourceSpec, ...]"
    code: CodeType | None
    problem: str = ""

    @property
    def label(self) -> str:
        """The source in error texts, as the peer words it."""
        return f" PYEVAL {self.script}"

    @property
    def is_common(self) -> bool:
        """True if it shares data with other scripts."""
        return COMMON_WORD in self.script

    @property
    def looks_into_file(self) -> bool:
        """True if it reaches for the open file."""
        return self.is_common and any(name in self.script for name in (ROOT, NATIVE_ROOT))


def script_of(element: Element, text: str) -> tuple[str, str]:
    """Script and result name of a PYEVAL datasource; `text` shows it in errors. Raises DefinitionError."""
    result = next(element.iterchildren("{*}result"), None)
    script = "" if result is None else "".join(str(part) for part in result.itertext()).strip()
    if result is None or not script:
        raise DefinitionError(f"a PYEVAL datasource needs <result>SCRIPT</result>; found {text}")
    # compat: nxswriter 3.25: a prefix `ds.` stays part of the name, so such a result is never set [pyeval-result-name]
    return script, result.get("name") or DEFAULT_RESULT


def input_elements(element: Element, script: str) -> list[Element]:
    """The datasources inside that the script names, those inside of them included (K). Raises DefinitionError."""
    found = []
    for source in element.iterdescendants("{*}datasource"):
        name = source.get("name")
        if not name or not source.get("type"):
            raise DefinitionError(
                f"the inputs of a PYEVAL datasource need a name and a type; found name={name!r}, "
                f"type={source.get('type')!r}"
            )
        if name in script:
            found.append(source)
    return found


def compiled(script: str) -> tuple[CodeType | None, str]:
    """The code of a script, or None and what is wrong with it."""
    try:
        return compile(script, FILE, "exec", dont_inherit=True), ""
    except (SyntaxError, ValueError) as err:
        return None, f"{type(err).__name__}: {err}"
