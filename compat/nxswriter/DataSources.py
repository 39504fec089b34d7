"""What data sources of beamlines inherit from (writer §14.1)."""

__all__ = ["DataSource"]


class DataSource:
    """A source that has no values; classes named in the JSON record override its methods.

    `streams` has the methods fatal, error, warn, info, debug; `name` is that of the datasource element.
    """

    def __init__(self, streams: object | None = None, name: str | None = None) -> None:
        self._streams = streams
        self._name = name

    def setup(self, xml: str) -> None:
        """Take the text of the datasource element, once, before anything is asked."""

    def getData(self) -> dict[str, object] | None:
        """A dictionary of rank, value, tangoDType and shape; None when there is no value now."""
        return None

    def isValid(self) -> bool:
        """Whether it can be asked."""
        return True

    def __str__(self) -> str:
        return "unknown DataSource"
