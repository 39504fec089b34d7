"""The source that a script is (writer §14.5)."""

import builtins
import copy
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from nxsconfig.errors import ScriptRefusedError, SourceError
from nxsconfig.sources.options import ScriptPolicy, script_hash
from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.port import Ask, Lane, Source
from nxsconfig.sources.script.commonblock import COUNTER, CommonBlock
from nxsconfig.sources.script.spec import COMMON_WORD, FILE, ScriptSpec
from nxsconfig.sources.values import Point, Reading, reading_of


class Variables:
    """What a script sees as ``ds``: its inputs and its result as attributes."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.__dict__.update(values)


class ScriptHost:
    """What scripts share: the common block, the policy, and how one source is read alone."""

    def __init__(self, common: CommonBlock, policy: ScriptPolicy, ask: Ask) -> None:
        self.common = common
        self.policy = policy
        self.ask = ask


class PyEvalSource:
    """A script with its inputs.

    Args:
        spec: what to run.
        named: its inputs by name, in order; of inputs that are scripts, the inputs are read first, then the script
            runs.
        lane: its thread.
        host: what it shares with others.
    """

    def __init__(self, spec: ScriptSpec, named: Sequence[tuple[str, Source]], lane: Lane, host: ScriptHost) -> None:
        self.label = spec.label
        self.lane = lane
        self.needs_file = spec.looks_into_file or any(getattr(source, "needs_file", False) for _, source in named)
        self._spec = spec
        self._named = named
        self._host = host
        self.inputs: list[Source] = []
        for _, source in named:
            self.inputs += source.inputs if isinstance(source, PyEvalSource) else [source]

    def at_hand(self, point: Point) -> Reading | None:  # noqa: ARG002  the port's signature
        """Nothing: a script always runs."""
        return None

    def read(self, point: Point) -> Reading | None:
        """See Source."""
        return self._host.ask(self, point).take()

    def evaluate(self, point: Point, inputs: Mapping[int, Outcome]) -> Outcome:
        """See ScriptSource."""
        start = time.perf_counter()
        try:
            value = self._run(point, inputs)
            reading, error = _guarded(lambda: reading_of(value)), None
        except SourceError as err:
            reading, error = None, err
        return Outcome(reading, error, time.perf_counter() - start)

    def _run(self, point: Point, inputs: Mapping[int, Outcome]) -> object:
        self._check()
        values = {name: self._value(source, point, inputs) for name, source in self._named}
        variables = Variables({**values, self._spec.result: None})
        if not self._spec.is_common:
            self._execute({"ds": variables})
            return self._result(variables)
        common = self._host.common
        with common.lock:
            common.values[COUNTER] = point.counter
            self._execute({"ds": variables, COMMON_WORD: common.values})
            return _guarded(lambda: copy.deepcopy(self._result(variables)))

    def _result(self, variables: Variables) -> object:
        value = getattr(variables, self._spec.result, None)
        if value is None:
            raise SourceError(f"the script leaves ds.{self._spec.result} unset")
        return value

    def _check(self) -> None:
        if self._spec.code is None:
            raise SourceError(self._spec.problem)
        if not self._host.policy.allows(self._spec.script):
            raise ScriptRefusedError(
                f"this writer's policy ({self._host.policy.mode}) refuses the script; to allow it, enter its hash "
                f"{script_hash(self._spec.script)} into the list of allowed scripts"
            )

    def _value(self, source: Source, point: Point, inputs: Mapping[int, Outcome]) -> object:
        """What the script sees of an input; None when it has no value. Raises its SourceError."""
        if isinstance(source, PyEvalSource):
            reading = source.evaluate(point, inputs).take()
        else:
            reading = inputs[id(source)].take()
        if reading is None:
            return None
        value = reading.value if reading.native is None else reading.native
        if isinstance(value, np.ndarray) and not value.flags.writeable:
            return value.copy()
        return value

    def _execute(self, names: dict[str, object]) -> None:
        """Run the code. Globals and locals differ, so functions of the script see neither imports nor `ds` (K).

        # compat: nxswriter 3.25: [pyeval-scope]
        """
        assert self._spec.code
        code = self._spec.code
        known = {"__builtins__": builtins, "__name__": "nxsconfig_script"}
        _guarded(lambda: exec(code, known, names))  # noqa: S102  scripts are what PYEVAL is; the policy is the guard


T = TypeVar("T")


def _guarded(run: Callable[[], T]) -> T:
    """Do something with a script's own objects: whatever it raises is a SourceError."""
    try:
        return run()
    except SourceError:
        raise
    except (Exception, SystemExit, KeyboardInterrupt) as err:
        lines = [frame.lineno for frame in traceback.extract_tb(err.__traceback__) if frame.filename == FILE]
        where = f" (line {lines[0]} of the script)" if lines else ""
        raise SourceError(f"{type(err).__name__}: {err}{where}") from err
