"""Arguments are UTF-8 whatever the locale says, as the streams are; the system gets the bytes back that it gave."""

import os


def as_text(arg: str) -> str:
    """An argument, decoded by Python in the encoding of the locale, as the UTF-8 text that it is."""
    return os.fsencode(arg).decode("utf-8", "surrogateescape")


def as_path(text: str) -> str:
    """The text as Python hands it to the system in this locale."""
    return os.fsdecode(text.encode("utf-8", "surrogateescape"))
