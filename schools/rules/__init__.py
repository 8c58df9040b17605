"""Conventions about the register, without a table."""
