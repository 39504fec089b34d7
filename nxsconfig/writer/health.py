"""Whether a file can still be written, and what of it is safe."""

from collections.abc import Iterable

from nxsconfig.errors import NexusFileError


class Health:
    """After the first write or flush that failed, columns may differ behind the last good flush: nothing more is taken.

    `safe` is the number of points of the entry at that flush.
    """

    def __init__(self) -> None:
        self.problem = ""
        self.safe = 0

    def broken(self, name: str, problems: Iterable[NexusFileError]) -> NexusFileError:
        """Remember that a file can't be written; the error says what is safe. The first problem counts."""
        if not self.problem:
            safe = (
                f"points 1 to {self.safe} of the entry are safe" if self.safe else "no point of the entry is safe yet"
            )
            reasons = "\n".join(dict.fromkeys(str(problem) for problem in problems))
            self.problem = (
                f"{reasons}\n{name}: writing failed; {safe}, all others may be lost and no more are "
                "taken. Please see to the disk (space, quota, access), then record into a new file."
            )
        return NexusFileError(self.problem)

    def check(self) -> None:
        """Raise what broke the file, if anything did."""
        if self.problem:
            raise NexusFileError(self.problem)
