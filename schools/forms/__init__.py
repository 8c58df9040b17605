"""Forms of the register as the Department's administrator keeps it."""
