"""The only writers of clean-ups, of requests for correction and of alerts."""
