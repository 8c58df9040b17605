"""Rules about students."""
