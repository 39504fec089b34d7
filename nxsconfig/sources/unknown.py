"""What stands for a kind nobody knows."""

from nxsconfig.sources.values import Point, Reading


class UnknownSource:
    """Never has a value (writer §14.1)."""

    label = "unknown DataSource"

    def read(self, point: Point) -> Reading | None:  # noqa: ARG002  the port's signature
        """Nothing, always."""
        return None
