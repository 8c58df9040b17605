"""Rules about assignments."""
