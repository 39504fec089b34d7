"""Whether a word is probably another one, misspelled."""

import re
from difflib import SequenceMatcher

_ALIKE = 0.85
_NO_DIGITS = re.compile(r"\D")


def is_alike(one: str, other: str) -> bool:
    """Whether two words that aren't equal differ by a letter or two; other digits mean another thing."""
    if one == other or _NO_DIGITS.sub("", one) != _NO_DIGITS.sub("", other):
        return False
    return SequenceMatcher(None, one, other).ratio() > _ALIKE
