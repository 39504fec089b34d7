"""What is away is asked in the background until it is back; points don't wait for it meanwhile."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from nxsconfig.errors import SourceUnavailableError

logger = logging.getLogger(__name__)

EAGER_SECONDS = 60.0
"""So long attempts follow each other as told; somebody may just be restarting a server."""

LATER_PAUSE = 10.0
"""The pause in seconds between later attempts."""

Probe = Callable[[], None]


class Availability:
    """Whether something can be asked now. Any thread may call.

    Args:
        name: for messages and for the name of the thread.
        retry_seconds: the pause between attempts during the first minute.
    """

    def __init__(self, name: str, retry_seconds: float) -> None:
        self._name = name
        self._retry_seconds = retry_seconds
        self._lock = threading.Lock()
        self._reason = ""
        self._since = ""
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def check(self) -> None:
        """Raises SourceUnavailableError while it is away."""
        if self._reason:
            raise SourceUnavailableError(
                f"{self._name} is away since {self._since} ({self._reason}); it is tried again in the background"
            )

    def lost(self, reason: str, probe: Probe) -> SourceUnavailableError:
        """It is away from now on, until `probe` (which raises SourceUnavailableError) succeeds. The error to raise."""
        with self._lock:
            if not self._reason and not self._stop.is_set():
                self._reason = reason
                self._since = datetime.now().astimezone().strftime("%H:%M:%S")
                logger.warning("%s can't be reached: %s", self._name, reason)
                name = f"nxsconfig-retry-{self._name}"
                self._thread = threading.Thread(target=self._retry, args=(probe,), name=name, daemon=True)
                self._thread.start()
        return SourceUnavailableError(f"{self._name} can't be reached: {reason}")

    def stop(self) -> None:
        """No further attempts; see `join`."""
        self._stop.set()

    def join(self, until: float) -> None:
        """Wait for an attempt under way, up to a moment of `time.monotonic`; one that hangs ends by itself later."""
        if self._thread:
            self._thread.join(max(0.0, until - time.monotonic()))

    def _retry(self, probe: Probe) -> None:
        eager_until = time.monotonic() + EAGER_SECONDS
        while not self._stop.wait(self._retry_seconds if time.monotonic() < eager_until else LATER_PAUSE):
            try:
                probe()
            except SourceUnavailableError as err:
                logger.debug("%s is still away: %s", self._name, err)
            else:
                logger.warning("%s is back", self._name)
                self._reason = ""
                return
