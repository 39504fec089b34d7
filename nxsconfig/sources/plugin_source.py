"""The source that a user's class is (writer §14.1)."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from nxsconfig.errors import DefinitionError, SourceError
from nxsconfig.sources.plugins import Plugins
from nxsconfig.sources.port import Ask
from nxsconfig.sources.reading.alone import OwnLane
from nxsconfig.sources.specs import SourceSpec
from nxsconfig.sources.values import Point, Reading, reading_of, typed

ENCODED = "DevEncoded"

_TYPES = {"DevString": "str", "DevBoolean": "bool", "DevDouble": "float", "DevFloat": "float"}
"""Of the elements by Tango type; all others are integers."""


class PluginSource:
    """One object of a user's class; one thread at a time asks it.

    Args:
        spec: its datasource, whose whole text `setup` gets.
        plugins: where its class is.
        ask: reads it alone.
        patience: longest wait of a point in seconds.
        is_input: an input of a script is made without arguments.

    Raises:
        DefinitionError: the class can't be made or refuses its text.
    """

    def __init__(self, spec: SourceSpec, plugins: Plugins, ask: Ask, *, patience: float, is_input: bool) -> None:
        self._plugins = plugins
        self._ask = ask
        made: Any = _made(plugins.get(spec.kind), plugins, spec.name, is_input=is_input)
        self._object = made
        _call(DefinitionError, f"the data source {spec.kind}", self._set_up, spec.xml)
        self.is_valid = is_input or bool(_call(DefinitionError, f"the data source {spec.kind}", made.isValid))
        """False: it is never asked.

        # compat: nxswriter 3.25: asked once, when the entry is opened; inputs of scripts aren't
        """
        self.label = str(self._object)
        self.lane = OwnLane(f"the data source {spec.kind} {spec.name}", patience, self._get)

    def at_hand(self, point: Point) -> Reading | None:  # noqa: ARG002  the port's signature
        """Nothing: a plug-in is always asked."""
        return None

    def read(self, point: Point) -> Reading | None:
        """See Source."""
        return self._ask(self, point).take()

    def _set_up(self, xml: str) -> None:
        self._object.setup(xml)
        for name, pool in (("setDecoders", self._plugins.decoder_pool), ("setDataSources", self._plugins)):
            if hasattr(self._object, name):
                getattr(self._object, name)(pool)

    def _get(self, point: Point) -> Reading | None:
        data = _call(SourceError, self.lane.name, self._data, point)
        if not isinstance(data, Mapping) or data.get("value") is None:
            return None
        value = data["value"]
        if data.get("tangoDType") == ENCODED:
            return self._plugins.decoders.decode(str(data.get("encoding") or ""), value)
        type_name = _TYPES.get(str(data.get("tangoDType")), "int")
        shape = data.get("shape")
        is_column = isinstance(shape, list | tuple) and len(shape) == 2 and shape[1] == 0
        reading = _call(SourceError, self.lane.name, reading_of, value)
        return typed(cast("Reading | None", reading), type_name, is_column=is_column)

    def _data(self, point: Point) -> object:
        if hasattr(self._object, "setJSON"):
            self._object.setJSON({"data": dict(point.data)} if point.shared is None else point.shared, point.local)
        return self._object.getData()


def _made(kind: Any, plugins: Plugins, name: str, *, is_input: bool) -> object:  # noqa: ANN401  a class of the user
    if is_input:
        return _call(DefinitionError, f"the data source {kind}", kind)
    try:
        return kind(streams=plugins.streams, name=name)
    except Exception:  # noqa: BLE001  a process border; older plug-ins take no name
        return _call(DefinitionError, f"the data source {kind}", lambda: kind(streams=plugins.streams))


def _call(raised: type[Exception], what: str, ask: Callable[..., object], *args: object) -> object:
    """Call what a user has written; whatever it raises is an error of ours."""
    try:
        return ask(*args)
    except Exception as err:
        if isinstance(err, raised):
            raise
        raise raised(f"{what}: {type(err).__name__}: {err}") from err
