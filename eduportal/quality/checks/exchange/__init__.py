"""Rules about exchange."""
