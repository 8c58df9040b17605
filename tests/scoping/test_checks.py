"""The check of the database finds each way in which the schools would no longer be apart."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.core.checks import Tags, run_checks
from django.db import ProgrammingError, connection, transaction

from eduportal.scoping.checks import UnsafeDatabase, problems_of, require_safe_database
from eduportal.scoping.tables import scoped_tables, tables_of_two_schools
from eduportal.scoping.tasks import refuse_unsafe_database
from tests.owner import RUNTIME_ROLE, SUPERUSER, owner_cursor, superuser_address

SCOPE = (
    "(select current_setting('eduportal.scope', true)) = '*' or school_id = any('{1}'::bigint[])"
)


@pytest.fixture
def too_much(django_db_setup: None) -> Iterator[None]:
    """The runtime role may delete history and empty a table, for as long as the test lasts."""
    with owner_cursor() as cursor:
        cursor.execute(f"grant delete on grades_markchange to {RUNTIME_ROLE}")
        cursor.execute(f"grant truncate on schools_school to {RUNTIME_ROLE}")
        yield
        cursor.execute(f"revoke delete on grades_markchange from {RUNTIME_ROLE}")
        cursor.execute(f"revoke truncate on schools_school from {RUNTIME_ROLE}")


@pytest.fixture
def too_little(django_db_setup: None) -> Iterator[None]:
    with owner_cursor() as cursor:
        cursor.execute(f"revoke insert on students_student from {RUNTIME_ROLE}")
        yield
        cursor.execute(f"grant insert on students_student to {RUNTIME_ROLE}")


def test_the_database_of_the_tests_is_safe(db: None) -> None:
    assert problems_of() == []


def test_it_is_a_check_of_the_database_and_of_nothing_else(db: None, too_much: None) -> None:
    assert run_checks() == []
    assert [each.id for each in run_checks(databases=["default"])] == ["scoping.E005"]
    assert run_checks(tags=[Tags.database], databases=[]) == []


def test_a_right_too_many_is_named_with_its_remedy(db: None, too_much: None) -> None:
    [problem] = problems_of()
    assert problem.msg == (
        f"The database role {RUNTIME_ROLE} has rights it must not have: "
        "DELETE on grades_markchange, TRUNCATE on schools_school."
    )
    assert f"grant_runtime {RUNTIME_ROLE}" in problem.hint


def test_a_right_too_few_is_named_with_its_remedy(db: None, too_little: None) -> None:
    [problem] = problems_of()
    assert problem.msg == (
        f"The database role {RUNTIME_ROLE} lacks rights it needs: INSERT on students_student."
    )
    assert f"grant_runtime {RUNTIME_ROLE}" in problem.hint


def test_a_search_path_the_role_begins_with_is_named(db: None) -> None:
    """Any role may give itself one."""
    with connection.cursor() as cursor:
        cursor.execute("alter role current_user set search_path = pg_temp, public")
    [problem] = problems_of()
    assert problem.id == "scoping.E008"
    assert f"{RUNTIME_ROLE} begins with search_path set" in problem.msg


def test_the_role_cannot_give_itself_a_scope_to_begin_with(db: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("alter role current_user set eduportal.scope = '*'")


@pytest.fixture
def talkative(transactional_db: None) -> Iterator[None]:
    """In this database PostgreSQL writes the role's failing rows into its log."""
    role_here = f'alter role {RUNTIME_ROLE} in database "{connection.settings_dict["NAME"]}"'
    with closing(psycopg2.connect(superuser_address())) as administrator:
        administrator.autocommit = True
        cursor = administrator.cursor()
        cursor.execute(f"{role_here} set log_min_messages = warning")
        connection.close()
        yield
        cursor.execute(f"{role_here} reset log_min_messages")
        connection.close()


def test_a_server_log_that_would_hold_rows_is_named_with_the_statements(talkative: None) -> None:
    [problem] = problems_of()
    assert problem.id == "scoping.E009"
    assert "log_min_messages is warning" in problem.msg
    assert f"alter role {RUNTIME_ROLE} set log_min_messages = fatal" in str(problem.hint)


def test_the_role_cannot_make_the_server_log_its_statements(db: None) -> None:
    for command in ("set", "alter role current_user set"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"{command} log_min_error_statement = error")


@pytest.mark.django_db(transaction=True)
def test_pages_and_workers_refuse_with_every_sentence(too_much: None) -> None:
    with pytest.raises(UnsafeDatabase, match="TRUNCATE on schools_school.*grant_runtime"):
        require_safe_database()


@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_instead_of_starting(
    too_much: None, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SystemExit) as ended:
        refuse_unsafe_database()
    assert ended.value.code == 1
    assert "The worker does not start. The database role" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_they_refuse_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    with pytest.raises(UnsafeDatabase, match="cannot be checked"):
        require_safe_database()


def test_a_superuser_is_no_role_for_the_portal(as_superuser: None) -> None:
    assert problems_of()[0].msg.startswith(
        f"The database role {SUPERUSER} has SUPERUSER, BYPASSRLS, CREATEROLE, REPLICATION: "
    )


@pytest.mark.parametrize(
    ("attribute", "way"),
    [
        ("", f"may act as {SUPERUSER}, which has SUPERUSER, "),
        ("bypassrls", "has BYPASSRLS: "),
    ],
)
def test_a_role_that_may_become_a_superuser_is_none_either(
    as_superuser: None, attribute: str, way: str
) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"create role weak {attribute} in role {SUPERUSER}")
        cursor.execute("set local role weak")
        said = problems_of()[0].msg
        transaction.set_rollback(True)
    assert said.startswith(f"The database role weak {way}")


def changed(*statements: str) -> dict[str | None, str]:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
    return {problem.id: problem.msg for problem in problems_of()}


def test_the_owner_itself_is_no_role_for_the_portal(as_owner: None, db: None) -> None:
    told = changed()
    assert list(told) == ["scoping.E003"]
    assert f"{connection.settings_dict['USER']} owns, or may act as" in told["scoping.E003"]
    assert " more: it could switch off every guard." in told["scoping.E003"]


@pytest.mark.parametrize(
    "statements",
    [
        ["alter table {t} disable row level security"],
        ["alter table {t} no force row level security"],
        ["drop policy {t}_scope on {t}"],
        ["alter policy {t}_scope on {t} using (true)"],
        ["alter policy {t}_scope on {t} with check (true)"],
        ["create policy open on {t} using (true)"],
        [
            "drop policy {t}_scope on {t}",
            f"create policy p on {{t}} for select using ({SCOPE})",
        ],
    ],
)
@pytest.mark.parametrize("table", ["students_student", "grades_markrecord"])
def test_a_table_without_its_policy_is_named(
    as_owner: None, db: None, table: str, statements: list[str]
) -> None:
    told = changed(*(sql.replace("{t}", table) for sql in statements))
    assert told["scoping.E007"] == (
        f"Row-level security does not guard {table}: rows of every school are visible."
    )


def test_a_missing_table_asks_for_migrate(as_owner: None, db: None) -> None:
    told = changed("drop table grades_celloperation")
    assert told["scoping.E002"] == "The database lacks grades_celloperation."


@pytest.mark.parametrize(
    ("number", "more"), [(5, ": "), (6, " and 1 more: "), (7, " and 2 more: ")]
)
def test_more_than_five_tables_are_counted(
    as_owner: None, db: None, number: int, more: str
) -> None:
    tables = sorted(scoped_tables())[:number]
    told = changed(*(f"alter table {table} no force row level security" for table in tables))
    assert f"does not guard {', '.join(tables[:5])}{more}" in told["scoping.E007"]


@pytest.mark.parametrize("table", tables_of_two_schools())
def test_a_table_about_two_schools_without_its_policy_is_named(
    as_owner: None, db: None, table: str
) -> None:
    told = changed(f"drop policy {table}_scope on {table}")
    assert f"does not guard {table}: " in told["scoping.E007"]


@pytest.mark.parametrize("verb", ["select using (true)", "update using (true) with check (true)"])
@pytest.mark.parametrize("table", tables_of_two_schools())
def test_a_table_about_two_schools_with_a_policy_that_asks_nothing_is_named(
    as_owner: None, db: None, table: str, verb: str
) -> None:
    told = changed(f"create policy opened on {table} for {verb}")
    assert f"does not guard {table}: " in told["scoping.E007"]
