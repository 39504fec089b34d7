"""Where values come from: the client, Tango devices, databases, scripts, and classes of the user.

spec_of(element)            what a datasource asks for; compiled once with the definition
SharedSources(options)      what lives as long as a writer: plug-ins, the scripts' common block, connections
EntrySources(shared)        the sources of one entry and the threads that read them
  .open(spec)  -> Source    one source; `read(point)` asks it alone
  .batch(sources) -> Batch  many of them; `read(point)` asks all at once and gives an Outcome for each
"""

from nxsconfig.sources.client import ClientSource
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.entry import EntrySources
from nxsconfig.sources.options import ScriptPolicy, Scripts, SourceOptions, script_hash
from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.plugin_source import PluginSource
from nxsconfig.sources.port import Source
from nxsconfig.sources.reading.batch import Batch
from nxsconfig.sources.shared import SharedSources
from nxsconfig.sources.specs import SourceSpec, spec_of
from nxsconfig.sources.unknown import UnknownSource
from nxsconfig.sources.values import FINAL_COUNTER, INIT_COUNTER, MAX_RANK, Point, Reading, reading_of

__all__ = [
    "FINAL_COUNTER",
    "INIT_COUNTER",
    "MAX_RANK",
    "Batch",
    "ClientSource",
    "Decoders",
    "EntrySources",
    "Outcome",
    "PluginSource",
    "Point",
    "Reading",
    "ScriptPolicy",
    "Scripts",
    "SharedSources",
    "Source",
    "SourceOptions",
    "SourceSpec",
    "UnknownSource",
    "reading_of",
    "script_hash",
    "spec_of",
]
