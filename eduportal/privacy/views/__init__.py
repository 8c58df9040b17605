"""The pages about personal data: the access log, alerts, retention, and what people ask for."""
