"""Reading many sources at one point: threads, time limits, and what to do about sources that are away."""
