"""Django's PostgreSQL, in which only the owner empties tables: the tests' role may not."""
