"""What a command line works on: a store (`store`), or a configuration server of a Tango system (`server`)."""
