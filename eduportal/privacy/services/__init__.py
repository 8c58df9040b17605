"""The only writers of clean-ups and of requests for correction."""
