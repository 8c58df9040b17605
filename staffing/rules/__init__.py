"""The circulars on staff as arithmetic: no framework, no tables."""
