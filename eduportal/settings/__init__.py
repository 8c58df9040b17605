"""Settings: base is shared, dev, test and prod differ only in what they must."""
