"""What one command line asks for, whatever the sub-command."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from click import UsageError

if TYPE_CHECKING:
    from nxsconfig.db.records import Kind


@dataclass(frozen=True)
class Request:
    """All options and positionals of all sub-commands, under their long names; each sub-command looks at its own."""

    sub_command: str = ""
    names: tuple[str, ...] = ()
    name: str = ""
    text: str = ""
    server: str | None = None
    store: str | None = None
    datasources: bool = False
    profiles: bool = False
    mandatory: bool = False
    private: bool = False
    no_newlines: bool = False
    force: bool = False
    directory: str | None = None
    external: str = ""
    columns: str | None = None
    filters: str | None = None
    json: bool = False
    strict: bool = False
    variables: str = ""
    step: str = ""
    link: str = ""
    extralink: str = ""
    canfail: str = ""
    limit: int | None = None
    change: int | None = None
    older: int | None = None
    newer: int | None = None
    together: bool = False
    files: bool = False
    no_warnings: bool = False
    dry_run: bool = False
    sure: bool = False
    differences: bool = False
    deleting: bool = False
    expected: int | None = None
    pull: bool = False
    target: str | None = None
    dependencies: bool = False
    of_profiles: tuple[str, ...] = ()
    of_components: tuple[str, ...] = ()
    entry_kind: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    format: str = ""
    output: tuple[str, ...] = ()
    baseline: str | None = None
    write_baseline: str | None = None
    list_rules: bool = False
    explain: str = ""
    checked: bool = False
    application: str = ""
    definitions: str | None = None

    def check(self) -> None:
        """Refuse options that contradict each other, before any store is opened. Raises UsageError."""
        if self.datasources and self.profiles:
            raise UsageError("argument -d/--datasources and -r/--profiles cannot be selected simultaneously")
        if self.server is not None and self.store is not None:
            raise UsageError("argument --store: not allowed with argument -s/--server")

    def with_names(self, names: tuple[str, ...]) -> "Request":
        """The request with further names behind its own; one that takes a single name keeps its first."""
        return replace(self, names=self.names + names, name=self.name or next(iter(names), ""))

    @property
    def kind(self) -> "Kind":
        """Which sort of entry is meant."""
        from nxsconfig.db.records import Kind  # noqa: PLC0415  a help page must not wait for the store

        if self.datasources:
            return Kind.DATASOURCE
        return Kind.SELECTION if self.profiles else Kind.COMPONENT

    @property
    def columns_asked(self) -> list[str]:
        """Names of ``--columns``."""
        return self.columns.split(",") if self.columns else []

    @property
    def patterns(self) -> list[str]:
        """Shell patterns of ``--filters``."""
        return self.filters.split(",") if self.filters else []
