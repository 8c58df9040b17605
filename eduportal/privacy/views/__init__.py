"""The pages about personal data: the access log, retention, and what people ask for."""
