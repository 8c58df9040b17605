"""Reads of data quality."""
