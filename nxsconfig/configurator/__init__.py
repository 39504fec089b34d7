"""Use cases of the configuration server as plain typed calls: store, list, describe, assemble, cache."""
