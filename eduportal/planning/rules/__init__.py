"""Formulas of the school network, on plain mappings."""
