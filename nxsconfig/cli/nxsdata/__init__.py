"""The program nxsdata: steps of a data writer in the Tango system, one at a time (cli-config §5)."""
