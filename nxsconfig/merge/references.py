r"""References in component and datasource texts (config-server §6.2).

    $components.NAME            another component joins
    $datasources.NAME           a stored datasource is put here
    $var.NAME, $var.NAME#'x'    a variable, with a default
    $var(NAME=VALUE)            gives a variable a value

Two name rules, both kept because stored components rely on them: a name that is *substituted* is the longest run of
word characters and dots, a name that is *listed* holds word characters only. So ``$var.detector.nxs`` is replaced by
the value of ``detector.nxs`` but listed as ``detector``.
"""

import re
from collections.abc import Callable

COMPONENT_MARK = "$components."
DATASOURCE_MARK = "$datasources."
VARIABLE_MARK = "$var."

COMPONENT = re.compile(r"\$components\.([\w.]+)")
DATASOURCE = re.compile(r"\$datasources\.([\w.]+)")
NAMELESS_DATASOURCE = re.compile(r"\$datasources\.(?![\w.])")
_DEFAULT = r"""(?:&quot;(?P<entity>[\s\S]*?)&quot;
          |\\&quot;(?P<escaped>[\s\S]*?)\\&quot;
          |"(?P<double>(?:[^"\\\n]|\\[^\n])*)"
          |'(?P<single>(?:[^'\\\n]|\\[^\n])*)')"""
VARIABLE = re.compile(rf"\$var\.(?P<name>[\w.]+)(?:\#{_DEFAULT})?", re.VERBOSE)
VARIABLE_REST = re.compile(rf"[\w.]*(?:\#{_DEFAULT})?", re.VERBOSE)
"""What may follow the beginning of a variable's name."""

VARIABLE_DEFAULT = re.compile(_DEFAULT, re.VERBOSE)
"""What may follow a variable's name and ``#``."""

_NUMBERED = re.compile(r"<!--(\d+)-->")
_COMMENT = re.compile(r"(<!\[CDATA\[[\s\S]*?\]\]>)|<!--[\s\S]*?-->")
_LISTED_COMPONENT = re.compile(r"\$components\.(\w+)")
_LISTED_DATASOURCE = re.compile(r"\$datasources\.(\w+)")
_LISTED_VARIABLE = re.compile(r"\$var\.(\w+)")
_VALUE = re.compile(r"\$var\([^\w=<>]*([\w=]+)")


def component_names(text: str) -> list[str]:
    """Names of the components that a text refers to, in order, with repeats."""
    return _LISTED_COMPONENT.findall(text) if COMPONENT_MARK in text else []


def datasource_names(text: str) -> list[str]:
    """Names of the datasources that a text refers to, in order, with repeats: word characters only."""
    return _LISTED_DATASOURCE.findall(text)


def datasource_records(text: str) -> list[str]:
    """Names under which the datasources of a text are looked up: dots included."""
    return DATASOURCE.findall(text)


def variable_names(text: str) -> list[str]:
    """Names of the variables that a text uses, in order, with repeats."""
    return _LISTED_VARIABLE.findall(text)


def variable_values(text: str) -> dict[str, str]:
    """Values that ``$var(NAME=VALUE)`` give, the last one of a name; runs of another form are ignored."""
    pairs = (run.split("=") for run in _VALUE.findall(text))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[0]}


def without_comments(text: str) -> str:
    """The text without its XML comments: what stands in them refers to nothing."""
    return _COMMENT.sub(lambda match: match[1] or "", text) if "<!--" in text else text


def outside_comments(text: str, work: Callable[[str], str]) -> str:
    """Work on a text whose comments come out as they were."""
    if "<!--" not in text:
        return work(text)
    comments: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        comments.append(match[0])
        return f"<!--{len(comments) - 1}-->"

    result = work(_COMMENT.sub(put_away, text))
    return _NUMBERED.sub(lambda match: comments[int(match[1])], result)
