"""What the running portal asks of PostgreSQL and must not get: history stays, tables stay."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from eduportal.exchange.models import OutboxEntry, Package
from eduportal.scoping.rights import rights_by_table
from schools.models import School
from tests.owner import RUNTIME_ROLE

APPEND_ONLY = [model for model in apps.get_models() if getattr(model, "append_only", False)]
# What issue and law ask to be kept, by name: a model that lost its mark is missed here.
HISTORY = {
    "grades.MarkChange", "grades.SheetStep", "exchange.Package", "exchange.Receipt",
    "exchange.OutboxEntry", "exchange.NodeKey", "exchange.Delivery", "privacy.Access",
    "exchange.Decision", "privacy.CleanUp", "accounts.SignIn", "accounts.AccountChange",
}  # fmt: skip


def refused(sql: str) -> bool:
    """Whether PostgreSQL refuses the statement for lack of a right, before any row is looked at."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql)
        except ProgrammingError as error:
            return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def test_the_history_is_known_to_be_history() -> None:
    assert HISTORY <= {model._meta.label for model in APPEND_ONLY}


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
def test_a_row_of_history_is_neither_changed_nor_deleted(db, model) -> None:
    table, mutable = model._meta.db_table, getattr(model, "mutable_columns", ())
    columns = {field.column: field.name in mutable for field in model._meta.concrete_fields}

    changeable = {
        column: not refused(f'update {table} set "{column}" = "{column}"') for column in columns
    }

    assert changeable == columns
    assert refused(f"delete from {table}")


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "privacy_access",
            "(role, school_id, kind, persons, door, route, request_id{}) values"
            " ('', 1, 'student', '{{1}}', 'browser', 'x', 'x'{})",
        ),
        ("accounts_signin", "(address, outcome{}) values ('192.0.2.7', 'right'{})"),
    ],
)
def test_the_moment_of_a_record_is_not_the_portals_to_choose(
    db_everywhere: None, table: str, columns: str
) -> None:
    insert = f"insert into {table} {columns}"

    assert not refused(insert.format("", ""))
    for column, value in (("at", "now()"), ("at", "default"), ("id", "1")):
        assert refused(insert.format(f", {column}", f", {value}")), (column, value)


def test_no_table_at_all_is_truncated(db) -> None:
    tables = connection.introspection.table_names()
    assert set(tables) == set(rights_by_table())
    assert [table for table in tables if not refused(f"truncate {table} cascade")] == []


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine (id int)",
        "create schema mine",
        "create function mine() returns int language sql as 'select 1'",
        "create index on grades_markrecord (remark)",
        "alter table grades_markrecord disable trigger user",
        "alter table grades_markrecord disable row level security",
        "alter table grades_markrecord add column mine int",
        "drop policy grades_markrecord_scope on grades_markrecord",
        "create trigger mine before insert on grades_markrecord for each row"
        " execute function grades_refuse_rewriting()",
        "drop table grades_markrecord cascade",
        "lock table grades_markchange in access exclusive mode",
        "select setval('grades_markrecord_id_seq', 1)",
        "insert into django_migrations (app, name, applied) values ('grades', '0099', now())",
    ],
)
def test_what_the_owner_made_stays_as_it_is(db, sql: str) -> None:
    assert refused(sql)


def test_seeding_is_left_to_the_owner(db, settings) -> None:
    settings.EDUPORTAL_DEMO = True
    with pytest.raises(CommandError, match="DATABASE_URL=.DATABASE_OWNER_URL manage.py seed_demo"):
        call_command("seed_demo", "--schools=1", "--as-of=2026-11-23", stdout=StringIO())


def test_the_tests_themselves_run_as_the_runtime_role(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == (RUNTIME_ROLE,)


def test_an_ordinary_table_is_read_and_written(db) -> None:
    table = School._meta.db_table
    assert not refused(f"update {table} set name = name")
    assert not refused(f"delete from {table}")


def test_of_a_package_only_its_state_and_the_count_of_a_parked_one_change() -> None:
    rights = rights_by_table()
    names = {"SELECT", "INSERT", "UPDATE (state)", "UPDATE (records)"}
    assert rights[Package._meta.db_table].names == names
    assert "UPDATE (state)" in rights[OutboxEntry._meta.db_table].names
