"""Groups of a big text that are folded to a short mark, and unfolded one after the other while they are worked on.

A tree of some ten thousand elements doesn't fit into the processor's caches: every pass over it, also the one that
frees it, then costs several times as much an element. Folded, only the outer groups are a tree; an inner one becomes
elements when the merge gets to it, and text again when the merge leaves it.

    <group name="scan">                   <group name="scan">
      <group name="slit1">…fields…    ─►    <group name="slit1">MARK1;
      <group name="slit2">…fields…          <group name="slit2">MARK2;
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nxsconfig.dialect.xml import MAX_CHARACTERS, Element, parse
from nxsconfig.errors import XMLError
from nxsconfig.merge.printing import Printer, printer_below

FOLDED_FROM = 600_000
"""Shortest text, in characters, whose groups are folded: smaller trees fit into the caches."""

SMALLEST, LARGEST = 400, 32_000
"""Characters of a group that is folded: below it costs more than it saves."""

TOGETHER = 32
"""Groups that are parsed together."""

MARK = "nxsconfig-fold"

_NAME = re.compile(r"group(?=[\s/>])")
_REST_OF_TAG = re.compile(r"""(?:[^"'<>]+|"[^"<]*"|'[^'<]*')*+>""")
_MARKED = re.compile(rf"{MARK}(\d+);")
_UNUSUAL = (("!", "<!"), ("?", "<?"), ("xmlns", "xmlns"), (MARK, MARK))  # with a rare part, which is looked for faster


@dataclass(frozen=True)
class _Span:
    """Where a group stands in a text: its content is from `inner` to `inner_end`."""

    start: int
    inner: int
    inner_end: int


class Folds:
    """The folded groups of one text. `text`: what is left of it, with marks; `folded`: groups of the tree of that.

    A XMLError of any call means that the text has to be merged as a whole, which gives the error that it really has.
    """

    def __init__(self, text: str) -> None:
        self._inner: list[str] = []
        self._parsed: dict[int, Element] = {}  # by number: contents, each under a parent that is nothing of its own
        self._depth = 1  # of the parents of folded groups
        self._prints: dict[Element, Printer] = {}  # by parent of folded groups
        self._indented: set[int] = set()  # numbers of contents with blanks that are not theirs
        self.folded: set[Element] = set()
        self.text = "".join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        at = 0
        for span in _spans(text):
            yield text[at : span.inner]
            yield f"{MARK}{len(self._inner)};"
            self._inner.append(text[span.inner : span.inner_end])
            at = span.inner_end
        yield text[at:]

    def parse(self) -> Element:
        """The tree of `text`."""
        root = parse(self.text)
        self.folded = {group for group in root.iter("group") if (group.text or "").startswith(MARK)}
        parents = {parent for group in self.folded if (parent := group.getparent()) is not None}
        self._depth = max((1 + len(list(parent.iterancestors())) for parent in parents), default=1)
        return root

    def start(self) -> None:
        """Begin a walk: from here on the texts of elements that the walk has reached don't change."""
        self._prints.clear()

    def unfold(self, group: Element) -> int:
        """Give a folded group its children back; returns its number."""
        number = int((group.text or "")[len(MARK) : -1])
        if number in self._indented:
            raise XMLError("a group that is ready to be printed has to be merged again")
        if number not in self._parsed:
            self._parse(number)
        content = self._parsed.pop(number)
        group.text = content.text
        group.extend(content[:])  # type: ignore[index]  # stubs know no slices
        self.folded.remove(group)
        return number

    def _parse(self, number: int) -> None:
        """Parse some contents, at least as deep as they stand in the whole, so that too much depth is found."""
        numbers = range(number, min(number + TOGETHER, len(self._inner)))
        contents = "".join(f"<{MARK}>{self._inner[one]}</{MARK}>" for one in numbers)
        root = parse(f"{'<in>' * self._depth}{contents}{'</in>' * self._depth}")
        for _ in range(self._depth - 1):
            root = root[0]
        self._parsed.update(zip(numbers, root, strict=True))

    def fold(self, group: Element, number: int) -> None:
        """Make the content of a group text again, as it is going to be printed, unless that can't be told yet."""
        parent = group.getparent()
        if not len(group) or parent is None:
            return
        if parent not in self._prints:
            self._prints[parent] = printer_below(parent)
        content = self._prints[parent](group)
        if content is not None:
            self._inner[number] = content
            if parent.text is None:
                self._indented.add(number)
            group.text = f"{MARK}{number};"
            self.folded.add(group)

    def whole(self, text: str) -> str:
        """A text with the contents for the marks."""
        return _MARKED.sub(lambda mark: self._inner[int(mark[1])], text)


def is_big(text: str) -> bool:
    """Whether folding a text is worth while."""
    return len(text) >= FOLDED_FROM


def foldable(text: str) -> bool:
    """Whether folding a text is worth while, and its groups are found by their tags alone."""
    unusual = any(part in text and mark in text for part, mark in _UNUSUAL)
    return is_big(text) and len(text) <= MAX_CHARACTERS and not unusual


def _spans(text: str) -> list[_Span]:
    """The groups to fold, in order: below the entry, not in each other, as big as allowed."""
    found: list[_Span] = []
    for span in _inner_groups(text):
        if SMALLEST <= span.inner_end - span.start <= LARGEST:
            while found and found[-1].start > span.start:
                found.pop()
            found.append(span)
    return found


def _inner_groups(text: str) -> Iterator[_Span]:
    """Groups inside other groups, in the order of their ends."""
    opened: list[tuple[int, int]] = []
    for name in _NAME.finditer(text):
        start = name.start() - 1
        if text[start] == "<":
            tag = _REST_OF_TAG.match(text, name.end())
            if tag is None:
                raise XMLError("a tag doesn't end")
            if text[tag.end() - 2] != "/":
                opened.append((start, tag.end()))
        elif text[start] == "/" and text[start - 1] == "<":
            if not opened:
                raise XMLError("a group ends that didn't start")
            begin = opened.pop()
            if opened:
                yield _Span(*begin, start - 1)
