"""The assessment circulars as arithmetic: pure functions, free of Django and of tables.

Marks are integers in tenths (85 is 8.5). `None` is a mark not entered yet; it is never zero.
"""
