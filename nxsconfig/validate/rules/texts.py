"""NX10x: the text of an entry can be read, and is of the right sort."""

import re
from collections.abc import Iterator
from json import JSONDecodeError

from nxsconfig.db.records import Kind
from nxsconfig.dialect import schema
from nxsconfig.dialect.grammar import ROOT
from nxsconfig.errors import NXSConfigError, WrongXMLError
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Text

_VALUE = re.compile(
    r"Element '(field|attribute|vds|dimensions|dim|strategy|device)', "
    r"attribute '(type|rank|index|value|grows|rate|port)': .* is not a valid value"
)
"""Faults of values that the rules of NX12x and NX14x tell better."""


def well_formed(text: Text) -> Iterator[Fault]:
    """A component or datasource is one well-formed XML document, a profile one JSON object.

    Nothing else can be stored: the configuration server refuses such a text.

    Found::

        <definition><group type="NXentry"></definition>

    Right::

        <definition><group type="NXentry"/></definition>
    """
    problem = text.problem
    if problem is None:
        return
    line, column = _breaking(problem)
    fix = "correct the text at this place" if line else "store a text that can be read"
    yield Fault(str(problem), fix, line=line, column=column, error=type(problem).__name__)


def right_root(text: Text) -> Iterator[Fault]:
    """A component starts with <definition>.

    The server raises UndefinedTagError as soon as such a component is part of a configuration.

    Found::

        <group type="NXentry"/>

    Right::

        <definition><group type="NXentry"/></definition>
    """
    if text.kind is Kind.COMPONENT and text.root is not None and text.root.tag != ROOT:
        message = f"the root of {text.what} is <{text.root.tag}>, but has to be <{ROOT}>"
        yield Fault(message, f"put <{ROOT}>…</{ROOT}> around it", text.root, error="UndefinedTagError")


def language(text: Text) -> Iterator[Fault]:
    """The text is the language of components and datasources, as its XML Schema has it.

    The peers ignore elements and attributes that they don't know: what stands there has no effect.

    Found::

        <strategy mode="INIT" compresion="true"/>

    Right::

        <strategy mode="INIT" compression="true"/>
    """
    if text.root is None or (text.kind is Kind.COMPONENT and text.root.tag != ROOT):
        return
    for found in schema.check(text.root):
        if _VALUE.search(found.message):
            continue
        message = f"{found.path}: {found.message}" if found.path else found.message
        yield Fault(message, "take it out, or spell it as the language has it", line=found.line, column=found.column)


def _breaking(problem: NXSConfigError) -> tuple[int, int]:
    """Line and column where the parser of XML or JSON stopped; 0 when it is about the text as a whole."""
    if isinstance(problem, WrongXMLError):
        return problem.line, problem.column
    cause = problem.__cause__
    return (cause.lineno, cause.colno) if isinstance(cause, JSONDecodeError) else (0, 0)


RULES = (
    Rule("NX101", Severity.ERROR, well_formed),
    Rule("NX102", Severity.ERROR, right_root),
    Rule("NX103", Severity.WARNING, language),
)
