"""Pages of the mark book."""
