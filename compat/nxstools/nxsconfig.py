"""The program nxsconfig, and its sub-commands as methods that return what it prints (cli-config §7)."""

import json
from collections.abc import Sequence

from nxsconfig.cli import describing, listing, servers, texts
from nxsconfig.cli.main import main
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import require
from nxsconfig.cli.sessions.connecting import connected, opened
from nxsconfig.cli.streams import Stop, emit, talk
from nxsconfig.db.records import Kind
from nxstools._printed import lines, printed, run

__all__ = ["ConfigServer", "main"]


class ConfigServer:
    """One configuration server. `char` is what stands between the words of a list: a line end, or a blank.

    A name that isn't stored leaves a message on stderr and an empty result. Methods raise NXSConfigError for what the
    server refuses.

    Raises:
        SystemExit: the server can't be reached; stderr says so. compat: nxstools 4.70.0: the exit code is 0.
    """

    def __init__(self, device: str, nonewline: bool = False) -> None:
        self.char = " " if nonewline else "\n"
        self._device = device
        try:
            with opened(Request(server=device)):
                pass
        except Stop as stop:
            talk(stop.message)
            raise SystemExit(stop.code) from None

    def listCmd(self, ds: bool, mandatory: bool = False, private: bool = False, profiles: bool = False) -> list[str]:
        """Names of components, or of datasources or profiles."""
        return lines(
            listing.list_names,
            Request(server=self._device, datasources=ds, mandatory=mandatory, private=private, profiles=profiles),
        )

    def sourcesCmd(self, components: Sequence[str], mandatory: bool = False) -> list[str]:
        """Names of the datasources of components, or of all merged."""
        return lines(listing.sources, Request(server=self._device, names=tuple(components), mandatory=mandatory))

    def componentsCmd(self, components: Sequence[str]) -> list[str]:
        """Components and everything they pull in."""
        return lines(listing.components, Request(server=self._device, names=tuple(components)))

    def variablesCmd(self, components: Sequence[str], mandatory: bool = False) -> list[str]:
        """Names of the variables of components, or of all merged."""
        return lines(listing.variables, Request(server=self._device, names=tuple(components), mandatory=mandatory))

    def recordCmd(self, ds: bool, name: Sequence[str]) -> list[str]:
        """Where a datasource, or those of a component, take their values from; the first of the names counts."""
        return lines(listing.records, Request(server=self._device, datasources=ds, name=next(iter(name), "")))

    def showCmd(
        self,
        ds: bool,
        args: Sequence[str],
        mandatory: bool = False,  # noqa: ARG002  compat: nxstools 4.70.0 takes it and does nothing with it
        profiles: bool = False,
        directory: str | None = None,
    ) -> list[str]:
        """Stored texts; with a directory they are written there and nothing is returned."""
        names = tuple(args)
        request = Request(
            server=self._device, datasources=ds, names=names, profiles=profiles, directory=directory, json=True
        )
        found = printed(texts.show, request)
        return [one["text"] for one in json.loads(found)] if found else []

    def deleteCmd(self, ds: bool, args: Sequence[str], ask: bool = True, profiles: bool = False) -> list[str]:
        """Delete; questions are asked on stdout and answered on stdin."""
        names = tuple(args)
        run(texts.delete, Request(server=self._device, datasources=ds, names=names, profiles=profiles, force=not ask))
        return []

    def uploadCmd(
        self,
        ds: bool,
        args: Sequence[str],
        force: bool = False,
        profiles: bool = False,
        directory: str = ".",
        mandatory: bool = False,
        external: str | None = None,
    ) -> list[str]:
        """Store from files. Raises OSError for one that can't be read."""
        request = Request(
            server=self._device,
            datasources=ds,
            names=tuple(args),
            force=force,
            profiles=profiles,
            directory=directory,
            mandatory=mandatory,
            external=external or "",
        )
        run(texts.upload, request)
        return []

    def getCmd(self, args: Sequence[str]) -> str:
        """The merged configuration of the named and the mandatory components."""
        found = printed(texts.get, Request(server=self._device, names=tuple(args), json=True))
        return str(json.loads(found)["xml"]) if found else ""

    def mergeCmd(self, args: Sequence[str]) -> str:
        """The named and the mandatory components merged as they are stored, references and variables included."""
        return printed(_merge, Request(server=self._device, names=tuple(args)))

    def describeCmd(
        self,
        ds: bool,
        args: Sequence[str],
        md: bool,
        pr: bool,
        headers: Sequence[str] | None = None,
        filters: Sequence[str] | None = None,
    ) -> list[str]:
        """Lines of the tables of fields, attributes and links (`md`: of all merged; `pr`: private), or datasources."""
        request = Request(
            server=self._device,
            datasources=ds,
            names=tuple(args),
            mandatory=md,
            private=pr,
            columns=",".join(headers or ()),
            filters=",".join(filters or ()),
        )
        return lines(describing.describe, request)

    def infoCmd(self, ds: bool, args: Sequence[str], md: bool, pr: bool, profiles: bool) -> list[str]:
        """Lines of the tables of datasources, or of profiles."""
        names = tuple(args)
        return lines(
            describing.info,
            Request(server=self._device, datasources=ds, names=names, mandatory=md, private=pr, profiles=profiles),
        )

    def geometryCmd(self, args: Sequence[str], md: bool, pr: bool) -> list[str]:
        """Lines of the tables of transformations."""
        return lines(describing.geometry, Request(server=self._device, names=tuple(args), mandatory=md, private=pr))

    def dataCmd(self, args: Sequence[str]) -> list[str]:
        """The values of the variables that the server keeps, after setting them if a text is given."""
        return [printed(servers.data, Request(server=self._device, text=next(iter(args), "")))]


def _merge(request: Request) -> None:
    with connected(request) as session:
        require(session, Kind.COMPONENT, request.names)
    with opened(request) as device:
        emit(device.text("Merge", list(request.names)))
