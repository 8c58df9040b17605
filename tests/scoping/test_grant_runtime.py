"""The owner gives the runtime role what the models say, and takes away whatever else it has."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils import timezone

from eduportal.scoping import rights
from eduportal.scoping.rights import differences
from tests.owner import RUNTIME_ROLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]

ACCESS = """
select oid::text, relacl::text from pg_class
where relnamespace = current_schema()::regnamespace and relacl is not null
union all
select attrelid::text || '.' || attname, attacl::text from pg_attribute where attacl is not null
union all
select oid::text, proacl::text from pg_proc where pronamespace = current_schema()::regnamespace
union all
select nspname, nspacl::text from pg_namespace where nspname = current_schema()
union all
select datname, datacl::text from pg_database where datname = current_database()
order by 1
"""
CALLABLE = """
select oid::regprocedure::text from pg_proc
where pronamespace = current_schema()::regnamespace and pg_has_role(proowner, 'USAGE')
    and has_function_privilege(%s, oid, 'EXECUTE')
"""

# A partition has no policy of its own: whoever may read it reads every school.
PART = f"privacy_access_{timezone.localdate():%Y_%m}"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(role=connection.ops.quote_name(RUNTIME_ROLE)))


def access() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(ACCESS)
        return list(cursor.fetchall())


def callable_routines() -> set[str]:
    """The owner's routines that the runtime role may call."""
    with connection.cursor() as cursor:
        cursor.execute(CALLABLE, [RUNTIME_ROLE])
        return {name for (name,) in cursor.fetchall()}


def found() -> list[str]:
    """The rights that differ, as the check names them."""
    with connection.cursor() as cursor:
        return [f"{each.right} on {each.table}" for each in differences(cursor, RUNTIME_ROLE)]


def grant() -> str:
    out = StringIO()
    call_command("grant_runtime", RUNTIME_ROLE, stdout=out)
    return out.getvalue()


def test_granting_twice_is_the_same() -> None:
    grant()
    once = access()
    assert RUNTIME_ROLE in grant()
    assert access() == once


@pytest.mark.parametrize(
    ("by_hand", "right"),
    [
        ("grant truncate on students_student to {role}", "TRUNCATE on students_student"),
        ("grant delete on grades_markchange to public", "DELETE on grades_markchange"),
        ("grant update (hash) on exchange_package to {role}", "UPDATE (hash) on exchange_package"),
        ("grant insert on django_migrations to {role}", "INSERT on django_migrations"),
        ("grant insert (at) on privacy_access to {role}", "INSERT (at) on privacy_access"),
        ("revoke insert (role) on privacy_access from {role}", "INSERT (role) on privacy_access"),
        ("grant select on {part} to {role}", "SELECT on {part}"),
        ("revoke insert on grades_markchange from {role}", "INSERT on grades_markchange"),
    ],
)
def test_a_right_given_by_hand_is_found_and_put_right(by_hand: str, right: str) -> None:
    before = access()
    run(by_hand.replace("{part}", PART))
    assert found() == [right.replace("{part}", PART)]
    grant()
    assert found() == []
    assert access() == before


def test_creating_tables_is_taken_away_again() -> None:
    before = access()
    run("grant create on schema public to public")
    run("grant update on all sequences in schema public to {role}")
    grant()
    assert access() == before


@pytest.mark.parametrize(
    "by_hand", ["revoke execute {all} from {role}", "grant execute {all} to {role}"]
)
def test_just_the_functions_that_are_called_may_be_called(by_hand: str) -> None:
    before = callable_routines()
    run(by_hand.replace("{all}", "on all routines in schema public"))
    assert callable_routines() != before
    grant()
    assert callable_routines() == before


def test_a_new_model_that_says_nothing_gets_ordinary_rights(monkeypatch) -> None:
    with isolate_apps("eduportal.scoping") as isolated:

        class Novelty(models.Model):
            class Meta:
                app_label = "scoping"

            def __str__(self) -> str:
                return str(self.pk)

    known = rights.apps.get_models
    monkeypatch.setattr(rights, "apps", isolated)
    monkeypatch.setattr(
        isolated, "get_models", lambda **asked: [*known(**asked), Novelty], raising=True
    )
    with connection.schema_editor() as editor:
        editor.create_model(Novelty)
    assert found() == [f"{verb} on scoping_novelty" for verb in sorted(rights.ORDINARY)]
    grant()
    assert found() == []


def test_a_table_without_a_model_is_closed() -> None:
    run("create table left_over (id int)")
    run("grant all on left_over to {role}")
    grant()
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, 'left_over', 'SELECT')", [RUNTIME_ROLE])
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("nobody_of_this_name", "There is no database role nobody_of_this_name"),
        ("postgres", "must be an ordinary one"),
    ],
)
def test_a_role_that_does_not_exist_or_is_too_strong_is_refused(role: str, sentence: str) -> None:
    before = access()
    with pytest.raises(CommandError, match=sentence):
        call_command("grant_runtime", role)
    assert access() == before


def test_the_owner_is_no_runtime_role() -> None:
    with pytest.raises(CommandError, match="must be an ordinary one"):
        call_command("grant_runtime", connection.settings_dict["USER"])
