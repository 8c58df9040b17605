"""Rules about staff."""
