"""NX13x: the scripts of PYEVAL datasources (writer §14.5)."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.dialect.xml import Element
from nxsconfig.merge.references import DATASOURCE
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Text

_PREFIX = "ds."
_DEFAULT_RESULT = "result"


@dataclass(frozen=True)
class _Script:
    """One script: its element, the datasource it belongs to, its text and the names of what goes in and out."""

    element: Element
    source: Element
    text: str
    result: str
    inputs: tuple[str, ...]


def script_syntax(text: Text) -> Iterator[Fault]:
    """Python understands the script of a PYEVAL datasource.

    A script that isn't Python fails at every point, and no value is recorded.

    Found::

        <result>ds.result = (1 +</result>

    Right::

        <result>ds.result = (1 + 2)</result>
    """
    for one in _scripts(text):
        try:
            ast.parse(one.text)
        except (SyntaxError, ValueError) as err:
            line = getattr(err, "lineno", None) or 0
            row = (one.text.splitlines() or [""])[min(line, len(one.text.splitlines())) - 1].strip() if line else ""
            told = err.msg if isinstance(err, SyntaxError) else str(err)
            message = f"the script isn't Python: {told}" + (f" in line {line}: {row[:60]!r}" if line else "")
            yield Fault(message, "correct the script", one.element, error=type(err).__name__)


def script_result(text: Text) -> Iterator[Fault]:
    """The script of a PYEVAL datasource sets its result.

    The value is taken from ``ds.`` and the name of the result tag (``result`` without a name). A prefix ``ds.`` in the
    tag's name stays part of it, so such a result is never set.

    Found::

        <result name="total">ds.result = ds.a + ds.b</result>

    Right::

        <result name="total">ds.total = ds.a + ds.b</result>
    """
    for one in _scripts(text):
        if one.result.startswith(_PREFIX):
            fix = f'write name="{one.result.removeprefix(_PREFIX)}"'
            yield Fault(f"the result is called {one.result!r}, which no script can set", fix, one.element)
            continue
        names = _names(one.text)
        if names is not None and not names.anything and one.result not in names.set:
            message = f"the script never sets ds.{one.result}: no value is recorded"
            yield Fault(message, f"assign the value to ds.{one.result}", one.element)


def script_inputs_used(text: Text) -> Iterator[Fault]:
    """The script of a PYEVAL datasource uses each of its inputs.

    An input whose name doesn't occur in the script is never read.

    Found::

        <result>ds.result = ds.energy</result> beside the datasources energy and gap

    Right::

        <result>ds.result = ds.energy * ds.gap</result> beside the datasources energy and gap
    """
    for one in _scripts(text):
        for name in one.inputs:
            if name.removeprefix(_PREFIX) not in one.text:
                yield Fault(f"the script never uses its input {name!r}", "use it, or take it out", one.element)


def script_inputs_there(text: Text) -> Iterator[Fault]:
    """What the script of a PYEVAL datasource reads from ``ds`` is one of its inputs.

    Otherwise the script fails at every point, and no value is recorded.

    Found::

        <result>ds.result = ds.enery</result> beside the datasource energy

    Right::

        <result>ds.result = ds.energy</result> beside the datasource energy
    """
    for one in _scripts(text):
        names = _names(one.text)
        if names is None or names.anything or _more_inputs(one.source):
            continue
        known = {*names.set, one.result, *one.inputs, *(name.removeprefix(_PREFIX) for name in one.inputs)}
        for name in sorted(names.got - known):
            there = ", ".join(repr(one) for one in one.inputs) or "none"
            yield Fault(f"the script reads ds.{name}, but the inputs are {there}", "correct the name", one.element)


@dataclass(frozen=True)
class _Names:
    """Attributes of ``ds`` that a script reads and sets. anything: ``ds`` itself is given away, so nobody knows."""

    got: frozenset[str]
    set: frozenset[str]
    anything: bool


def _names(text: str) -> _Names | None:
    """None for a script that isn't Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    got: set[str] = set()
    put: set[str] = set()
    of_attributes = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ds":
            of_attributes += 1
            (got if isinstance(node.ctx, ast.Load) else put).add(node.attr)
    all_of_them = sum(isinstance(node, ast.Name) and node.id == "ds" for node in ast.walk(tree))
    return _Names(frozenset(got), frozenset(put), all_of_them > of_attributes)


def _pyevals(text: Text) -> Iterator[Element]:
    if text.root is not None:
        yield from (one for one in text.root.iter("datasource") if one.get("type") == SourceKind.PYEVAL)


def _scripts(text: Text) -> Iterator[_Script]:
    """Scripts whose text is known as it is."""
    for source in _pyevals(text):
        result = source.find("result")
        words = "" if result is None else "".join(str(part) for part in result.itertext()).strip()
        if result is not None and words and "$" not in words:
            inner = [one.get("name") or "" for one in source.iterdescendants("datasource")]
            inputs = tuple(name for name in [*inner, *DATASOURCE.findall(_between(source))] if name)
            yield _Script(result, source, words, result.get("name") or _DEFAULT_RESULT, inputs)


def _more_inputs(source: Element) -> bool:
    """Whether something goes in that isn't known yet."""
    return "$" in DATASOURCE.sub("", _between(source))


def _between(source: Element) -> str:
    """The texts directly in a datasource, where references to others stand."""
    return " ".join([source.text or "", *(child.tail or "" for child in source)])


RULES = (
    Rule("NX132", Severity.ERROR, script_syntax),
    Rule("NX133", Severity.WARNING, script_result),
    Rule("NX134", Severity.INFO, script_inputs_used),
    Rule("NX135", Severity.WARNING, script_inputs_there),
)
