"""The properties of the device (writer §2.1, and at the end what is ours)."""

import logging
from dataclasses import replace

from tango.server import device_property

from nxsconfig.sources import ScriptPolicy, Scripts, SourceOptions
from nxsconfig.tango.database import DatabaseDevice
from nxsconfig.writer.server import WriterServer

logger = logging.getLogger(__name__)


class WriterProperties(DatabaseDevice):
    """Which properties there are, and how they come into the writer."""

    NumberOfThreads = device_property(
        dtype=int, default_value=100, doc="most sources that are read at once; below 1: one thread for each"
    )
    MaxRecordRuntime = device_property(
        dtype=float,
        default_value=0.0,
        doc="seconds after which a point or opening an entry is logged as slow; 0: never",
    )
    MaxElementRuntime = device_property(dtype=float, default_value=0.0, doc="the same for each source")
    Writer = device_property(
        dtype=str,
        default_value="",
        doc="layer and its parameters: h5py, or h5py?swmr=true for files that can be followed",
    )
    MetadataOutput = device_property(
        dtype=str, default_value="", doc="comma list; file: the metadata of each entry go into a JSON file beside it"
    )
    DefaultCanFail = device_property(dtype=bool, default_value=True, doc="CanFail at Init and behind each entry")
    AddingLogs = device_property(dtype=bool, default_value=True, doc="definitions and failures go into nexus_logs")
    Scripts = device_property(
        dtype=str, default_value="allow", doc="which scripts of PYEVAL sources run: allow, listed, refuse"
    )
    ScriptHashes = device_property(dtype=(str,), default_value=[], doc="SHA-256 of the scripts that run when listed")
    TangoTimeout = device_property(
        dtype=float, default_value=3.0, doc="seconds that one call of a Tango device may take"
    )
    QueryTimeout = device_property(dtype=float, default_value=10.0, doc="seconds that one query of a database may take")
    SourceLimit = device_property(
        dtype=float, default_value=60.0, doc="longest that a point waits for any source, seconds"
    )
    StateDirectory = device_property(
        dtype=str,
        default_value="",
        doc="folder of this host in which the server notes its open file; empty: of its account",
    )

    def new_server_options(self) -> SourceOptions:
        """What is read at Init only."""
        return SourceOptions(
            tango_timeout=self.TangoTimeout,
            query_timeout=self.QueryTimeout,
            limit=self.SourceLimit,
            threads=self.NumberOfThreads,
            scripts=self._policy(),
        )

    def _policy(self) -> ScriptPolicy:
        """A word that is none refuses all scripts: it was meant to limit them."""
        hashes = frozenset(text.strip().lower() for text in self.ScriptHashes)
        try:
            return ScriptPolicy(Scripts(self.Scripts.strip().lower()), hashes)
        except ValueError:
            known = ", ".join(Scripts)
            logger.error("the property Scripts is %r, so no script runs; known are %s", self.Scripts, known)  # noqa: TRY400  the trace says no more
            return ScriptPolicy(Scripts.REFUSE)

    def apply_at_init(self, server: WriterServer) -> None:
        """Everything."""
        server.writer.default_can_fail = self.DefaultCanFail
        server.writer.logs = self.AddingLogs
        self.apply_at_entry(server)

    def apply_at_entry(self, server: WriterServer) -> None:
        """What counts from the next entry on."""
        shared = server.writer.shared
        shared.options = replace(shared.options, threads=self.NumberOfThreads)
        server.writer.layer = self.Writer
        server.writer.metadata = "file" in [word.strip() for word in self.MetadataOutput.split(",")]
        server.slow_step = self.MaxRecordRuntime
        server.slow_source = self.MaxElementRuntime
