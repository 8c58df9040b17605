from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base, creation, operations

from tests import owner

FILLED_BY_MIGRATING = ("django_content_type", "auth_permission")


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "tests.postgresql.compiler"
    emptied: Sequence[str] = ()

    def sql_flush(self, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
        """No statement, and beside it the tables to empty: all but two that migrating has filled.

        After a statement Django would look whether those are whole: twice the cost of the rest.
        """
        self.emptied = [table for table in tables if table not in FILLED_BY_MIGRATING]
        return []

    def execute_sql_flush(self, sql_list: Sequence[str]) -> None:
        """Empty the tables that `sql_flush` has found, although some of them only grow."""
        owner.delete_rows(self.emptied)
        # Imported here: the apps are loaded after this module.
        from grades.services.default_regulations import ensure_default_sets

        ensure_default_sets()


class DatabaseCreation(creation.DatabaseCreation):
    def create_test_db(
        self,
        verbosity: int = 1,
        autoclobber: bool = False,
        serialize: bool = False,
        keepdb: bool = False,
    ) -> str:
        """A copy of what script/test has migrated (TEMPLATE in the settings)."""
        name: str = self._get_test_db_name()
        self._create_test_db(verbosity, autoclobber, keepdb)
        self.connection.close()
        self.connection.settings_dict["NAME"] = name
        return name


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations

    def close_if_unusable_or_obsolete(self) -> None:
        """A request inside the test's transaction (tests/browser/one_portal.py) goes on in it."""
        if not self.in_atomic_block:
            super().close_if_unusable_or_obsolete()
