"""What a writer server remembers between calls, without Tango: `WriterServer` (writer §2.3).

```
 steps of clients ─► WriterServer ─► DataWriter ─► file
                        │  state, errors; one step at a time, at once or in the background
                        └─► Runner: the thread of the background
```
The Tango device is an adapter over it.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from nxsconfig.errors import NexusFileError, NXSConfigError, ServerStateError
from nxsconfig.sources import SourceOptions
from nxsconfig.writer.control import DataWriter
from nxsconfig.writer.entry import Entry
from nxsconfig.writer.runner import Runner
from nxsconfig.writer.states import OPEN_FILE, RECORD, RECOVER, State, Step
from nxsconfig.writer.targets import split_target

logger = logging.getLogger(__name__)

MAX_ERRORS = 1000
"""The latest ones are kept."""


class WriterServer:
    """One writer with states: takes one step at a time, from any thread.

    Args:
        sources: limits of sources, and which scripts may run.
        describe: the text of an error for the list of errors.
        changed: told every new state, by the thread that takes the step.

    Attributes:
        writer: holds the settings; they count from the next step that uses them.
        slow_step: seconds after which opening an entry or a record leaves a warning in the log; 0: never.
        slow_source: the same for each source of them.
    """

    def __init__(
        self,
        sources: SourceOptions | None = None,
        *,
        describe: Callable[[Exception], str] = str,
        changed: Callable[[State], None] | None = None,
    ) -> None:
        self.writer = DataWriter(sources)
        self.state = State.ON
        self.slow_step = 0.0
        self.slow_source = 0.0
        self._describe = describe
        self._changed = changed or _ignore
        self._errors: deque[str] = deque(maxlen=MAX_ERRORS)
        self._entry: Entry | None = None
        self._file = ""
        self._asked = ""
        self._begins = threading.Lock()
        """Guards the change between RUNNING and other states."""
        self._given_up = False
        self._runner = Runner("nxsconfig-writer")

    @property
    def errors(self) -> list[str]:
        """What failed since the file was opened: ``YYYY-MM-DD hh:mm:ss.ffffff:``, a new line, the text."""
        return list(self._errors)

    @property
    def entry(self) -> Entry | None:
        """The open entry, or the one that was open last."""
        session = self.writer.session
        return (session and session.entry) or self._entry

    @property
    def file(self) -> str:
        """Absolute name of the file in use, or of the one that was open last; "" before the first."""
        session = self.writer.session
        return session.progress.file if session else self._file

    @property
    def in_work(self) -> str:
        """Absolute name under which the open file was asked for; "" when none is open."""
        return self._asked if self.writer.session else ""

    def is_quick(self, step: Step) -> bool:
        """Whether a step is a record that waits for nothing, not even a flush."""
        entry, session = self._entry, self.writer.session
        return (
            step is RECORD
            and entry is not None
            and session is not None
            and not (entry.waits or self.slow_step > 0 or self.slow_source > 0)
            and session.progress.is_prompt
        )

    def run_quick(self, text: str) -> None:
        """RECORD where `is_quick`, for whoever lets nobody look meanwhile: the state isn't RUNNING. Raises as `run`."""
        if self.state is not State.EXTRACT:
            raise _not_allowed(RECORD, self.state)
        try:
            self.writer.record(text)
        except Exception as err:  # whatever it is, the state must say so; it is raised on
            self._fail(err)
            raise

    def run(self, step: Step, text: str = "") -> None:
        """Take a step. Raises ServerStateError when it isn't allowed now, and what makes it fail: then it is FAULT."""
        self._carry_out(step, text, self._begin(step))

    def start(
        self,
        step: Step,
        text: str = "",
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
        begun: Callable[[], None] = lambda: None,
    ) -> None:
        """Take a step in the background; the state is RUNNING until it has ended, what fails is in `errors`.

        `around` is entered by the thread of the background; `begun` is called when the state is RUNNING and nothing
        has been done. Raises ServerStateError when it isn't allowed now.
        """
        before = self._begin(step)
        begun()
        self._runner.submit(lambda: self._in_background(step, text, before, around))

    def recover(self, file: str, around: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """Finish, in the background, what a killed writer left in a file; what can't be finished is logged."""
        self.start(RECOVER, file, around)

    def interrupt(self, reason: str) -> None:
        """Let a reading of sources that is under way end now; what hasn't come counts as missing."""
        self.writer.shared.interrupt(reason)

    def close(self, limit: float) -> bool:
        """End what is under way and close the file without FINAL values; False if that took too long (seconds).

        A step that hangs is left alone with the file, and closes it should it ever end. Nobody is told its states any
        more.
        """
        self._runner.stop(limit, lambda: self.interrupt("the writer is initialised or stopped"))
        with self._begins:
            self._given_up = self.state is State.RUNNING
        if self._given_up:
            logger.error("%s: a step hangs and is given up; the file stays open meanwhile", self.writer.file_name)
        else:
            self._set(State.OFF)
            _close_file(self.writer)
        self._changed = _ignore
        return not self._given_up

    def _begin(self, step: Step) -> State:
        """The state before the step; it is RUNNING now."""
        with self._begins:
            before = self.state
            if before not in step.allowed:
                raise _not_allowed(step, before)
            self._set(State.RUNNING)
        if step is OPEN_FILE:
            self._errors.clear()
            self._asked = str(Path(split_target(self.writer.file_name)[0]).absolute())
        return before

    def _carry_out(self, step: Step, text: str, before: State) -> None:
        try:
            self._do(step, text, before)
        except Exception as err:  # whatever it is, the state must say so; it is raised on
            self._fail(err)
            raise
        self._end(State.FAULT if before is State.FAULT and not step.heals else step.then)

    def _fail(self, err: Exception) -> None:
        self._errors.append(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S.%f}:\n{self._describe(err)}")
        self._end(State.FAULT)

    def _do(self, step: Step, text: str, before: State) -> None:
        began = time.monotonic()
        self._file = self.file
        try:
            step.does(self.writer, text, before is State.EXTRACT)
        finally:
            self._entry = self.entry
            self._warn_of_slowness(step, time.monotonic() - began)

    def _in_background(
        self, step: Step, text: str, before: State, around: Callable[[], AbstractContextManager[None]]
    ) -> None:
        with around():
            try:
                self._carry_out(step, text, before)
            except NXSConfigError as err:
                logger.warning("%s: %s", step.name, err)

    def _set(self, state: State) -> None:
        self.state = state
        self._changed(state)

    def _end(self, state: State) -> None:
        """A step has ended; nobody else will close the file of one that was given up."""
        with self._begins:
            self._set(state)
        if self._given_up:
            _close_file(self.writer)

    def _warn_of_slowness(self, step: Step, seconds: float) -> None:
        if 0 < self.slow_step < seconds:
            logger.warning("%s took %.3f s, longer than %g s", step.name, seconds, self.slow_step)
        if self.slow_source > 0 and (entry := self.entry):
            for time_ in entry.times.longer_than(self.slow_source):
                logger.warning("%s: %s took %.3f s", step.name, time_.source, time_.last)


def _close_file(writer: DataWriter) -> None:
    """What goes wrong is for the log: nobody waits for the file any more."""
    try:
        writer.close_file()
    except NexusFileError as err:
        logger.error("%s", err)  # noqa: TRY400  the trace says nothing that the message doesn't


def _not_allowed(step: Step, state: State) -> ServerStateError:
    return ServerStateError(f"{step.name} is not allowed when the state is {state.name}")


def _ignore(_state: State) -> None:
    """Nobody wants to know."""
