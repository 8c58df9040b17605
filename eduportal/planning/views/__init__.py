"""Pages of the school network."""
