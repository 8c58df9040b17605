from collections.abc import Sequence

from django.db.backends.postgresql import base, operations

from tests import owner


class DatabaseOperations(operations.DatabaseOperations):
    def execute_sql_flush(self, sql_list: Sequence[str]) -> None:
        """Run what `flush` has put together, although triggers refuse it on some tables."""
        with owner.owner_cursor() as cursor:
            owner.empty(cursor, sql_list)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def close_if_unusable_or_obsolete(self) -> None:
        """A request inside the test's transaction (tests/browser/one_portal.py) goes on in it."""
        if not self.in_atomic_block:
            super().close_if_unusable_or_obsolete()
