"""The program nxsfromxml: a file from one configuration, without servers (writer §4)."""
