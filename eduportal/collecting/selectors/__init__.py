"""Reads of collections: what the portal knows, who has answered, and the sums."""
