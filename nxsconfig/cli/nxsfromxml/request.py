"""What a command line of nxsfromxml asks for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """The options under their long names, as texts; `xml_config` is the configuration itself, `xml_file` its file."""

    xml_config: str = ""
    xml_file: str = ""
    parent: str = ""
    data: str = ""
    json_file: str = ""
    time: str = "1"
    nrecords: str = "1"
    verbose: bool = False
    append: bool = False
    no_nexus_logs: bool = False
    json: bool = False

    @property
    def seconds(self) -> float:
        """Between two points; of one point nothing is asked but a number. Raises ValueError."""
        seconds = float(self.time)
        if self.points > 1 and not 0 <= seconds < float("inf"):
            raise ValueError(f"the time must be a number of seconds, not {self.time!r}")
        return seconds

    @property
    def points(self) -> int:
        """How many are taken. Raises ValueError."""
        return int(self.nrecords)
