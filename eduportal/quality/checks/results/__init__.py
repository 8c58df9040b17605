"""Rules about results."""
