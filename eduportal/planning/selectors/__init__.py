"""Reads of what is counted, assumed and forecast."""
