"""Whether a word is probably another one, misspelled."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

_ALIKE = 0.85
_NEAR = 0.75
"""How alike words of a list have to be (difflib's ratio): one letter in four may differ."""

_NO_DIGITS = re.compile(r"\D")


def is_alike(one: str, other: str) -> bool:
    """Whether two words that aren't equal differ by a letter or two; other digits mean another thing."""
    if one == other or _NO_DIGITS.sub("", one) != _NO_DIGITS.sub("", other):
        return False
    return SequenceMatcher(None, one, other).ratio() > _ALIKE


@lru_cache(maxsize=4096)
def closest(word: str, words: Sequence[str]) -> str:
    """The most similar of several words; empty when none is."""
    near = [one for one in words if _may_be_near(word, one)]
    return next(iter(get_close_matches(word, near, 1, _NEAR)), "")


def _may_be_near(one: str, other: str) -> bool:
    """A quick look before difflib's slow one: letters that only one word has can't be the same in both."""
    mine, its = _letters(one), _letters(other)
    same = min(len(one) - (mine & ~its).bit_count(), len(other) - (its & ~mine).bit_count())
    return 2 * same >= _NEAR * (len(one) + len(other))


@lru_cache(maxsize=16384)
def _letters(word: str) -> int:
    """The letters of a word as bits; some share one, which only makes the quick look less sharp."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found
