"""Rules about marks."""
