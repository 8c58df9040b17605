"""Where leavers went (phân luồng sau THCS): vocabulary, matching of lists, rates. No Django."""
