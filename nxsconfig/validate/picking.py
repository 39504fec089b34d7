"""Which rules count: numbers, or what they begin with."""

from collections.abc import Sequence
from typing import Any

from nxsconfig.errors import NonregisteredDBRecordError
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.rules import ALL, RuleSet


def picked(select: Sequence[str] = (), ignore: Sequence[str] = (), rules: RuleSet = ALL) -> RuleSet:
    """The rules that are selected (none named: all) and not ignored; ``NX5`` means all that begin so.

    Raises NonregisteredDBRecordError for a word that no rule begins with.
    """
    selected, ignored = tuple(map(_known, select)), tuple(map(_known, ignore))
    return rules.only(lambda number: (not selected or number.startswith(selected)) and not number.startswith(ignored))


def rule_of(number: str) -> Rule[Any]:
    """The rule of a number. Raises NonregisteredDBRecordError when there is none."""
    found = next((rule for rule in ALL.rules() if rule.number == number.upper()), None)
    if found is None:
        raise _unknown(number)
    return found


def _known(word: str) -> str:
    number = word.upper()
    if not number or not any(one.startswith(number) for one in ALL.numbers()):
        raise _unknown(word)
    return number


def _unknown(word: str) -> NonregisteredDBRecordError:
    return NonregisteredDBRecordError(f"there is no rule {word!r}: nxsconfig validate --rules lists the rules", word)
