"""The three streams, looked up when they are needed so that callers may replace them.

stdout is data, stderr is talk; both and stdin are UTF-8 whatever the locale says. A stream may also be closed (None).
"""

import io
import os
import re
import sys
from collections.abc import Callable
from typing import TextIO

_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters that stand for no byte either: UTF-8 can't hold them."""


_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")


class Stop(Exception):
    """Not an error but the way out of a sub-command: a message on stderr (with its newline) and an exit code.

    `help_page`: the help of this sub-command follows on stdout.
    """

    def __init__(self, message: str, code: int = 255, help_page: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.help_page = help_page


def use_utf8() -> None:
    """Make the real streams UTF-8; what isn't text stays as the bytes it was."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = "backslashreplace" if stream is sys.stderr else "surrogateescape"
            stream.reconfigure(encoding="utf-8", errors=errors)


def visible(text: str, keep: str = "") -> str:
    """The text for a terminal: control characters, which could steer it, as escapes; those to keep as they are."""
    return _CONTROL.sub(
        lambda match: match[0] if match[0] in keep else match[0].encode("unicode_escape").decode(), text
    )


def has_control(text: str) -> bool:
    """Whether there is a line end, tab or another control character in the text."""
    return _CONTROL.search(text) is not None


def emit(text: str) -> None:
    """Print a result; one that shows nothing isn't printed at all."""
    if text.strip():
        say((visible(text, "\n\t") if on_terminal() else text) + "\n")


def say(text: str) -> None:
    """Write to stdout as it is."""
    _write(sys.stdout, text)


def talk(text: str) -> None:
    """Write to stderr."""
    _write(sys.stderr, visible(text, "\n\t") if talks_to_terminal() else text)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        stream.write(_HALF.sub(lambda match: f"\\u{ord(match.group()):04x}", text))


def flush() -> None:
    """Hand everything to the reader of stdout; raises BrokenPipeError when there is none any more."""
    if sys.stdout is not None:
        sys.stdout.flush()


def drop_output() -> None:
    """After the reader of stdout has gone: nothing more is written, not even at the interpreter's end."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def on_terminal() -> bool:
    """Is a person looking at stdout?"""
    return sys.stdout is not None and sys.stdout.isatty()


def talks_to_terminal() -> bool:
    """Is a person looking at stderr?"""
    return sys.stderr is not None and sys.stderr.isatty()


def piped_names() -> tuple[str, ...]:
    """Lines of stdin without blanks around them; nothing when a person sits there."""
    stdin = pipe()
    return tuple(line.strip() for line in stdin) if stdin else ()


def piped_text() -> str:
    """Everything in stdin; nothing when a person sits there."""
    stdin = pipe()
    return stdin.read() if stdin else ""


def pipe() -> TextIO | None:
    """stdin, if it is open and nobody types there."""
    stdin: TextIO | None = sys.stdin
    return None if stdin is None or stdin.closed or stdin.isatty() else stdin


def confirm(question: str, *, quiet: bool = False) -> bool:
    """Ask until the answer is yes (or empty) or no: on stdout, as scripts know it, or `quiet` on stderr.

    Raises Stop at the end of input.
    """
    shown = visible(question) if on_terminal() else question
    return _agreed(f"{shown} [Y/n] \n", talk if quiet else say, default=True)


def agreed(question: str) -> bool:
    """Ask on stderr, because stdout is for results; an empty answer is no. Raises Stop at the end of input."""
    return _agreed(f"{question} [y/N] \n", talk, default=False)


def _agreed(question: str, write: Callable[[str], None], *, default: bool) -> bool:
    write(question)
    while True:
        flush()
        answer = _answer().strip().lower()
        if answer in {"y", "ye", "yes"}:
            return True
        if answer in {"n", "no"}:
            return False
        if not answer:
            return default
        write("Please respond with 'yes' or 'no' (or 'y' or 'n').\n")


def _answer() -> str:
    stdin: TextIO | None = sys.stdin
    line = "" if stdin is None or stdin.closed else stdin.readline()
    if not line:
        raise Stop("Error: EOF when reading a line. Consider to use the --force option \n")
    return line
