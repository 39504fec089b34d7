"""Values of Tango devices: attributes, results of commands, properties."""
