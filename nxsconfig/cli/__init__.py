"""Command lines: each reads its arguments, calls one function of the rooms below and prints what comes back."""
