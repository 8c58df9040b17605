"""Pages of data quality."""
