"""Pages of signing in, of a user's own account, and of a school's accounts."""
