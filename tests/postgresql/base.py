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
