"""Forms, answers, checks and sums of collections; free of Django."""
