"""Values that scripts compute of other sources: the datasources of type PYEVAL."""
