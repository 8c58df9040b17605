"""The only writers of findings."""
