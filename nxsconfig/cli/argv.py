"""Command lines the way Python's argparse reads them, put in the form that click reads (cli-config §1.2).

Existing scripts rely on unique prefixes of long options, on options after positionals and on bundles such as ``-dn``.
`Reader` turns such a line into ``--option`` and ``--option=value`` words, ``--`` and the positionals; click goes on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from click import UsageError

_NUMBER = re.compile(r"-\d+$|-\d*\.\d+$")

HELP = "--help"


@dataclass(frozen=True)
class Switch:
    """One option: its spellings (the long one last), whether a value follows, whether existing scripts know it.

    A prefix means an established option as long as it fits only one of those, whatever newer ones are called.
    takes_many: all words up to the next option are its values.
    """

    names: tuple[str, ...]
    takes_value: bool
    established: bool = True
    takes_many: bool = False

    @property
    def label(self) -> str:
        """``-s/--server``: how messages call it."""
        return "/".join(self.names)


@dataclass
class _Line:
    """What has been understood so far."""

    options: list[str] = field(default_factory=list)
    positionals: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class Reader:
    """Reads the arguments of one sub-command. `positionals` is how many it takes, None for any number."""

    def __init__(self, switches: Sequence[Switch], positionals: int | None) -> None:
        self._switches = switches
        self._by_name = {name: switch for switch in switches for name in switch.names}
        self._positionals = positionals

    def normalise(self, args: Sequence[str]) -> list[str]:
        """The arguments for click. Raises UsageError with argparse's words; only ``--help`` when help is asked for."""
        line, rest = _Line(), list(args)
        while rest:
            word = rest.pop(0)
            if word == "--":
                line.positionals += rest
                break
            if not self._is_option(word):
                line.positionals.append(word)
            elif self._option(word, rest, line):
                return [HELP]
        self._refuse_surplus(line)
        return [*line.options, "--", *line.positionals]

    def _option(self, word: str, rest: list[str], line: _Line) -> bool:
        """Understand one word and its value; True when it asks for help."""
        found = self._find(word)
        if found is None:
            line.unknown.append(word)
            return False
        switch, value = found
        while not switch.takes_value:
            if switch.names[-1] == HELP:
                return True
            line.options.append(switch.names[-1])
            if not value:
                return False
            switch, value = self._next_in_bundle(switch, value, word)
        line.options.append(f"{switch.names[-1]}={self._value(switch, value, rest)}")
        while switch.takes_many and rest and rest[0] != "--" and not self._is_option(rest[0]):
            line.options.append(f"{switch.names[-1]}={rest.pop(0)}")
        return False

    def _next_in_bundle(self, switch: Switch, letters: str, word: str) -> tuple[Switch, str | None]:
        following = None if word.startswith("--") else self._by_name.get(f"-{letters[0]}")
        if following is None:
            raise UsageError(f"argument {switch.label}: ignored explicit argument {letters!r}")
        return following, letters[1:] or None

    def _value(self, switch: Switch, value: str | None, rest: list[str]) -> str:
        if value is not None:
            return value
        if not rest or rest[0] == "--" or self._is_option(rest[0]):
            raise UsageError(f"argument {switch.label}: expected one argument")
        return rest.pop(0)

    def _is_option(self, word: str) -> bool:
        if not word.startswith("-") or word == "-":
            return False
        return self._find(word) is not None or not (_NUMBER.match(word) or " " in word)

    def _find(self, word: str) -> tuple[Switch, str | None] | None:
        """The option of a word and the value written with it."""
        if word in self._by_name:
            return self._by_name[word], None
        name, equals, value = word.partition("=")
        given = value if equals else None
        if name in self._by_name:
            return self._by_name[name], given
        if not word.startswith("--"):
            short = self._by_name.get(word[:2])
            return None if short is None else (short, word[2:])
        return self._find_prefix(name, given)

    def _find_prefix(self, name: str, given: str | None) -> tuple[Switch, str | None] | None:
        fitting = [switch for switch in self._switches if switch.names[-1].startswith(name)]
        fitting = [switch for switch in fitting if switch.established] or fitting
        if len(fitting) > 1:
            names = ", ".join(switch.names[-1] for switch in fitting)
            raise UsageError(f"ambiguous option: {name} could match {names}")
        return (fitting[0], given) if fitting else None

    def _refuse_surplus(self, line: _Line) -> None:
        surplus = [] if self._positionals is None else line.positionals[self._positionals :]
        if line.unknown or surplus:
            raise UsageError(f"unrecognized arguments: {' '.join([*line.unknown, *surplus])}")
