"""What reading one source at one point led to."""

from dataclasses import dataclass

from nxsconfig.errors import SourceError
from nxsconfig.sources.values import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading, or None when there was none, or the error; and how long it took in seconds.

    Values that came in one call share its time; what is at hand without asking takes 0.
    """

    reading: Reading | None = None
    error: SourceError | None = None
    seconds: float = 0.0

    def take(self) -> Reading | None:
        """The reading; raises the error if there is one."""
        if self.error:
            raise self.error
        return self.reading
