"""What rules look at: a text, all texts of a configuration, a selection of components merged, a finished file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar, cast

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.options import Options, json_object
from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import Element, parse
from nxsconfig.errors import NXSConfigError
from nxsconfig.h5 import Fault as DeadEnd
from nxsconfig.h5 import Node, find_faults, open_read
from nxsconfig.h5.outline import read_outline
from nxsconfig.merge import Merged
from nxsconfig.validate.nxdl import Definitions, Tree, pinned
from nxsconfig.validate.nxdl.from_configuration import tree_of_configuration
from nxsconfig.validate.nxdl.from_file import tree_of_file
from nxsconfig.validate.nxdl.matching import Match, matches
from nxsconfig.validate.objects import Objects
from nxsconfig.validate.twins import Twins
from nxsconfig.writer.compiler import Inspected, inspect

T = TypeVar("T")

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Text:
    """One entry on its own. file: where it stands, empty for entries of a store. unread: why there is no text in it."""

    kind: Kind
    name: str
    text: str
    file: str = ""
    unread: NXSConfigError | None = None

    @property
    def what(self) -> str:
        """How messages call it: ``component 'slits'``."""
        return f"{self.kind} {self.name!r}"

    @cached_property
    def _parsed(self) -> "Element | Mapping[str, object] | NXSConfigError":
        if self.unread is not None:
            return self.unread
        try:
            return json_object(self.text, self.what) if self.kind is Kind.SELECTION else parse(self.text, self.what)
        except NXSConfigError as err:
            return err

    @property
    def root(self) -> Element | None:
        """The tree of a component or datasource; None when the text is broken or a profile. Comments are not in it."""
        return self._parsed if isinstance(self._parsed, Element) else None

    @property
    def profile(self) -> Mapping[str, object] | None:
        """The object of a profile; None when the text is broken or no profile."""
        return self._parsed if isinstance(self._parsed, dict) else None

    @property
    def problem(self) -> NXSConfigError | None:
        """Why the text can't be read: WrongXMLError, XMLLimitError or WrongJSONError."""
        return self._parsed if isinstance(self._parsed, NXSConfigError) else None

    @cached_property
    def lines(self) -> list[str]:
        """Lines of the text without their ends, as XML has them: Python knows more ends of lines."""
        return _LINE_END.split(self.text)

    def twins(self, element: Element) -> list[Element]:
        """The elements of this component that can have become an element of the merged tree."""
        return [] if self._twins is None else self._twins.of(element)

    @cached_property
    def _twins(self) -> Twins | None:
        return None if self.root is None else Twins(self.root)


@dataclass(frozen=True)
class Library:
    """All texts that are there, and which components are mandatory (None: nothing is said about that).

    complete: there are no others anywhere. When single files are validated a reference may lead to what isn't here;
    then no rule may call it missing. definitions: the NeXus classes that count. strangers: files of the directory that
    aren't read.
    """

    texts: Mapping[tuple[Kind, str], Text]
    holdings: Holdings
    complete: bool = True
    definitions: Definitions = field(default_factory=pinned)
    strangers: tuple[str, ...] = ()
    worked_out: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: str, work: Callable[[], T]) -> T:
        """What a rule works out of the whole library, once for all configurations."""
        if key not in self.worked_out:
            self.worked_out[key] = work()
        return cast("T", self.worked_out[key])

    def of(self, kind: Kind) -> list[Text]:
        """Texts of a kind by name."""
        return [text for (its, _name), text in sorted(self.texts.items()) if its is kind]

    def get(self, kind: Kind, name: str) -> Text | None:
        """The text under a name."""
        return self.texts.get((kind, name))


@dataclass(frozen=True)
class Chosen:
    """Components that a scan would take together. profile: the selection that says so, empty for a list of names.

    The mandatory components and all dependencies join by themselves. application: the application definition that the
    entry has to follow, empty for what the entry says itself. whole: a scan would take nothing beside them; else no
    rule may call anything missing.
    """

    name: str
    components: tuple[str, ...]
    options: Options = field(default_factory=Options)
    profile: str = ""
    application: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Configuration:
    """A selection merged: `merged` is its tree with the origins of the nodes, `xml` the text that the writer gets.

    problem: why it can't be made (then `merged` is None and `xml` empty). library: the texts it was made of.
    """

    chosen: Chosen
    library: Library
    merged: Merged | None = None
    xml: str = ""
    problem: NXSConfigError | None = None

    @property
    def root(self) -> Element | None:
        """The merged `definition`; None when there is none."""
        return None if self.merged is None else self.merged.root

    @property
    def definitions(self) -> Definitions:
        """The NeXus classes that count."""
        return self.library.definitions

    @property
    def application(self) -> str:
        """The application definition that is asked for, empty when none is."""
        return self.chosen.application

    @cached_property
    def tree(self) -> Tree | None:
        """What will be in the file; None when there is no configuration."""
        return None if self.root is None else tree_of_configuration(self.root)

    @cached_property
    def matches(self) -> list[Match]:
        """What the NeXus definitions say about each object."""
        return [] if self.tree is None else matches(self.definitions, self.tree)

    @property
    def is_whole(self) -> bool:
        """Whether nothing can join it, so that what isn't there is missing."""
        return self.chosen.whole and self.library.complete

    @cached_property
    def objects(self) -> Objects | None:
        """What the configuration makes in the file; None when there is none."""
        return None if self.root is None else Objects(self.root)

    @cached_property
    def inspected(self) -> Inspected | None:
        """What the writer makes of it, and all that it refuses; None when there is none."""
        return None if self.root is None else inspect(self.root)


@dataclass(frozen=True)
class DataFile:
    """A finished NeXus file; rules read it through `nxsconfig.h5`.

    application: the application definition that its entries have to follow, empty for what they say themselves.
    """

    path: Path
    definitions: Definitions = field(default_factory=pinned)
    application: str = ""

    @property
    def is_whole(self) -> bool:
        """Nothing can join a finished file."""
        return True

    @cached_property
    def node(self) -> Node:
        """What is in the file, with the values of fields that hold one. Raises NexusFileError when it can't be read."""
        return read_outline(self.path)

    @cached_property
    def tree(self) -> Tree:
        """The same in the form that NeXus definitions are compared with."""
        return tree_of_file(self.node)

    @cached_property
    def dead_ends(self) -> tuple[DeadEnd, ...]:
        """What leads nowhere in the file. Raises NexusFileError when it can't be read."""
        with open_read(self.path) as file:
            return find_faults(file)

    @cached_property
    def matches(self) -> list[Match]:
        """What the NeXus definitions say about each object."""
        return matches(self.definitions, self.tree)


class Compared(Protocol):
    """What is compared with the NeXus definitions: a configuration or a file."""

    @property
    def definitions(self) -> Definitions:
        """The NeXus classes that count."""

    @property
    def application(self) -> str:
        """The application definition that is asked for, empty when none is."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing can join it, so that what isn't there is missing."""

    @property
    def tree(self) -> Tree | None:
        """What is or will be in the file."""

    @property
    def matches(self) -> list[Match]:
        """What the NeXus definitions say about each object."""
