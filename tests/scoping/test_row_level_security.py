"""PostgreSQL hides and protects every row of a school outside the scope."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model

from eduportal import scoping
from eduportal.imports.traces import RowWritten
from eduportal.scoping.tables import scoped_tables, tables_of_two_schools
from schools.models import School
from students.models import Student
from tests import factories

# Memberships and deputations decide the scope, so the scope cannot hide them.
NOT_SCOPED = {"accounts.Membership", "accounts.Deputation"}


def has_school(model: type[Model]) -> bool:
    try:
        model._meta.get_field("school")
    except FieldDoesNotExist:
        return model is School
    return True


WITH_SCHOOL = [model for model in apps.get_models() if has_school(model)]
SCOPED = [model for model in WITH_SCHOOL if model._meta.label not in NOT_SCOPED]
# PostgreSQL refuses every change of the others, whatever the school (test_rights.py).
CHANGEABLE = [model for model in SCOPED if not getattr(model, "append_only", False)]


# Rows that are deleted in the end and never changed, whoever asks.
NEVER_UPDATED = {RowWritten}


def rows(sql: str, params: tuple[object, ...] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def changed(sql: str, *params: object) -> int:
    """How many rows the statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def column(model: type[Model]) -> str:
    return "id" if model is School else "school_id"


def count(model: type[Model], school: School) -> int:
    sql = f"select count(*) from {model._meta.db_table} where {column(model)} = %s"
    return rows(sql, (school.pk,))[0][0]


def test_every_table_with_a_school_has_a_policy_and_no_other_table_has(db: None) -> None:
    policies = {table for (table,) in rows("select tablename from pg_policies")}

    assert {model._meta.db_table for model in SCOPED} == set(scoped_tables())
    assert policies == {*scoped_tables(), *tables_of_two_schools()}


def test_the_policies_bind_the_owner_of_the_tables_too(db: None) -> None:
    names = [model._meta.db_table for model in SCOPED]
    found = rows(
        "select relname from pg_class where relname = any(%s)"
        " and relkind in ('r', 'p') and relrowsecurity and relforcerowsecurity",
        (names,),
    )

    assert {name for (name,) in found} == set(names)


def test_the_portals_role_cannot_step_over_the_policies(db: None) -> None:
    [found] = rows("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")

    assert found == (False, False)


def test_the_role_belongs_to_no_role_that_could(db: None) -> None:
    found = rows(
        "select rolname from pg_roles where (rolsuper or rolbypassrls)"
        " and pg_has_role(current_user, oid, 'member')"
    )

    assert found == []


def test_without_a_scope_there_are_no_rows(two_schools: tuple[School, School]) -> None:
    ours, theirs = two_schools
    assert all(count(model, school) for model in SCOPED for school in two_schools)

    with scoping.schools([]):
        seen = [model for model in SCOPED if count(model, ours) or count(model, theirs)]
        seen_by_orm = [model for model in SCOPED if model._default_manager.exists()]

    assert seen == seen_by_orm == []


def test_another_schools_rows_are_invisible(two_schools: tuple[School, School]) -> None:
    ours, _theirs = two_schools

    with scoping.schools([ours.pk]):
        owners = {
            model: set(model._default_manager.values_list(column(model), flat=True))
            for model in SCOPED
        }

    assert owners == dict.fromkeys(SCOPED, {ours.pk})


def test_another_schools_rows_are_neither_updated_nor_deleted(
    two_schools: tuple[School, School],
) -> None:
    ours, theirs = two_schools
    before = {model: count(model, theirs) for model in CHANGEABLE}
    touched = {}

    with scoping.schools([ours.pk]):
        for model in CHANGEABLE:
            table, key = model._meta.db_table, column(model)
            delete = f"delete from {table} where {key} = %s"
            touched[model] = changed(delete, theirs.pk)
            if model not in NEVER_UPDATED:
                update = f"update {table} set {key} = {key} where {key} = %s"
                touched[model] += changed(update, theirs.pk)

    assert touched == dict.fromkeys(CHANGEABLE, 0)
    assert {model: count(model, theirs) for model in CHANGEABLE} == before


def test_a_row_cannot_be_moved_to_another_school(two_schools: tuple[School, School]) -> None:
    ours, theirs = two_schools

    with scoping.schools([ours.pk]):
        for model in CHANGEABLE:
            if model is School:
                continue
            sql = f"update {model._meta.db_table} set school_id = %s where school_id = %s"
            # What is sealed is refused before the policy is asked.
            refused = "row-level security|is a sealed result|is append-only"
            with pytest.raises((ProgrammingError, IntegrityError), match=refused):
                with transaction.atomic():
                    changed(sql, theirs.pk, ours.pk)


def test_a_row_for_another_school_is_not_inserted(two_schools: tuple[School, School]) -> None:
    ours, theirs = two_schools

    with scoping.schools([ours.pk]):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            factories.StudentFactory(school=theirs)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Student.objects.bulk_create(
                [factories.StudentFactory.build(school=school) for school in (ours, theirs)]
            )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            factories.SchoolFactory()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            factories.PackageFactory(school=theirs)

    assert count(Student, theirs) == 1


def test_a_join_shows_no_more_than_its_tables(two_schools: tuple[School, School]) -> None:
    ours, _theirs = two_schools
    sql = """
        select distinct c.school_id
        from grades_markrecord r
        join students_enrolment e on e.id = r.enrolment_id
        join students_student s on s.id = e.student_id
        right join schools_classgroup c on c.id = e.class_group_id
    """
    with scoping.schools([ours.pk]):
        assert rows(sql) == [(ours.pk,)]


def test_an_open_table_joined_to_a_scoped_one_does_not_open_it(
    two_schools: tuple[School, School],
) -> None:
    ours, theirs = two_schools
    for school in two_schools:
        factories.MembershipFactory(school=school)
    sql = "select m.school_id, s.name from accounts_membership m left join schools_school s on "

    with scoping.schools([ours.pk]):
        found = dict(rows(sql + "s.id = m.school_id"))

    assert found == {ours.pk: ours.name, theirs.pk: None}


def test_a_scope_of_several_schools_shows_these_and_no_third(
    two_schools: tuple[School, School],
) -> None:
    third = factories.SchoolFactory()

    with scoping.schools([school.pk for school in two_schools]):
        seen = set(School.objects.all())

    assert seen == set(two_schools) and third not in seen
