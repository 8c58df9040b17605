"""New databases of the launcher's own server begin as copies of the one that was migrated."""

from collections.abc import Iterator

import pytest
from django.db import connection

from script.launcher.postgres import copy_to, new_ones
from tests.owner import create_database, drop_database, owner_address_of, owner_cursor


@pytest.fixture
def names(db: None) -> Iterator[list[str]]:
    """What to copy, and three others, of which one is absent."""
    own = connection.settings_dict["NAME"]
    names = [f"{own}_{each}" for each in ("first", "absent", "empty", "filled")]
    for name in (names[0], *names[2:]):
        create_database(name, "template0")
    yield names
    for name in names:
        drop_database(name)


def tables(name: str) -> list[str]:
    with owner_cursor(owner_address_of(name)) as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        return [table for (table,) in cursor.fetchall()]


def test_what_is_absent_or_empty_becomes_a_copy_and_what_holds_a_table_stays(
    names: list[str],
) -> None:
    for name, table in ((names[0], "migrated"), (names[3], "kept")):
        with owner_cursor(owner_address_of(name)) as cursor:
            cursor.execute(f"create table {table} ()")
    template, *others = [owner_address_of(name) for name in names]

    assert new_ones(others) == others[:2]
    copy_to(template, others[:2])

    assert new_ones(others) == []
    assert [tables(name) for name in names] == [["migrated"], ["migrated"], ["migrated"], ["kept"]]
