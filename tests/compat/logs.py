"""A Tango device as far as its logs go."""

LEVELS = ["fatal", "error", "warn", "info", "debug"]


class Log:
    def __init__(self):
        self.texts = []

    def write(self, text):
        self.texts.append(text)


class Device:
    def __init__(self):
        for level in LEVELS:
            setattr(self, f"log_{level}", Log())

    @property
    def texts(self):
        """What was logged, by log; without the empty ones."""
        return {name: log.texts for name, log in vars(self).items() if log.texts}
