"""Data quality: rules over what is recorded, what they find, and what becomes of it."""
