"""Plug-ins for the tests, beside those of the recorded cases."""

# ruff: noqa: N802  the methods have the names that plug-ins must have


class Seeing:
    """Gives what it was told."""

    def __init__(self, streams=None, name=None):
        self.made = (streams is not None, name)
        self.json = None

    def setup(self, xml):
        self.xml = xml

    def isValid(self):
        return True

    def setJSON(self, shared, local=None):
        self.json = (shared, local)

    def setDataSources(self, pool):
        self.pool = pool

    def getData(self):
        return {"value": [str(self.made), self.xml, str(self.json), str(self.pool.counter)]}


class Refusing(Seeing):
    """Takes no text."""

    def setup(self, _xml):
        raise ValueError("no ramp")


class Failing(Seeing):
    """Has no value."""

    def getData(self):
        raise OSError("the crate is off")


class Leaving(Seeing):
    """Wants to end the program."""

    def getData(self):
        raise SystemExit("enough")


class Away(Seeing):
    """Says that it is never to be asked."""

    def isValid(self):
        return False


class Column(Seeing):
    """A spectrum with the shape of the peers' sources; its text holds the values."""

    def getData(self):
        value = [int(word) for word in self.xml.partition("<v>")[2].partition("</v>")[0].split()]
        return {"rank": "SPECTRUM", "value": value, "tangoDType": "DevLong64", "shape": [len(value), 0]}


class Single(Seeing):
    """A number with the shape of the peers' sources."""

    def getData(self):
        return {"rank": "SCALAR", "value": 5, "tangoDType": "DevLong64", "shape": [1, 0]}
