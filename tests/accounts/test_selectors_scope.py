"""What a user may see and do, from the memberships in force."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from eduportal.accounts.models import Membership
from eduportal.accounts.roles import ACTIONS, Role
from eduportal.accounts.selectors import scope_for
from eduportal.scoping.actions import Action
from tests.factories import AdminUnitFactory, MembershipFactory, SchoolFactory, UserFactory
from tests.world import World


def test_a_teacher_sees_the_school_and_writes_where_assigned(world: World) -> None:
    scope = scope_for(world.users["teacher"])

    assert scope.school_ids == {world.school.pk}
    assert scope.can(Action.WRITE_OWN_MARKS, world.school.pk)
    assert not scope.can(Action.WRITE_OWN_MARKS, world.neighbour_school.pk)
    assert not scope.can(Action.READ_MARKS, world.school.pk)


def test_a_commune_officer_sees_the_schools_that_stand_in_the_commune_now(
    world: World, db_everywhere: None
) -> None:
    assert scope_for(world.users["commune_officer"]).school_ids == {
        world.school.pk,
        world.neighbour_school.pk,
    }

    world.neighbour_school.unit = world.communes[1]
    world.neighbour_school.save()

    scope = scope_for(world.users["commune_officer"])
    assert scope.school_ids == {world.school.pk}
    assert scope.can(Action.SEE_DASHBOARD, world.school.pk)
    assert not scope.can(Action.SEE_DASHBOARD, world.neighbour_school.pk)


def test_the_department_sees_every_school(world: World) -> None:
    scope = scope_for(world.users["department_officer"])

    assert scope.is_everywhere
    assert scope.can(Action.SEE_DASHBOARD, world.foreign_school.pk)
    assert not scope.can(Action.IMPORT)


def test_a_user_without_a_role_in_force_sees_nothing(db_everywhere: None) -> None:
    user = UserFactory()
    MembershipFactory(user=user, ended=True)
    MembershipFactory(user=user, future=True)

    scope = scope_for(user)

    assert scope.school_ids == frozenset()
    assert not any(scope.can_somewhere(action) for action in Action)


def test_roles_at_two_schools_do_not_mix(db_everywhere: None) -> None:
    user = UserFactory()
    teaches, heads = SchoolFactory(), SchoolFactory()
    MembershipFactory(user=user, school=teaches)
    MembershipFactory(user=user, school=heads, role=Role.HEAD)

    scope = scope_for(user)

    assert scope.school_ids == {teaches.pk, heads.pk}
    assert scope.can(Action.SEAL_MARKS, heads.pk)
    assert not scope.can(Action.SEAL_MARKS, teaches.pk)
    assert scope.can(Action.WRITE_OWN_MARKS, teaches.pk)
    assert not scope.can(Action.WRITE_OWN_MARKS, heads.pk)


def test_a_school_role_beside_a_role_everywhere_keeps_its_own_place(db_everywhere: None) -> None:
    user = UserFactory()
    school, other = SchoolFactory(), SchoolFactory()
    MembershipFactory(user=user, everywhere=True)
    MembershipFactory(user=user, school=school, role=Role.HEAD)

    scope = scope_for(user)

    assert scope.is_everywhere
    assert scope.can(Action.SEAL_MARKS, school.pk)
    assert not scope.can(Action.SEAL_MARKS, other.pk)
    assert scope.can(Action.SEE_DASHBOARD, other.pk)


def test_the_scope_costs_two_queries_at_most(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        scope_for(world.users["auditor"])


def test_an_auditor_reads_everything_and_takes_nothing_away() -> None:
    given = ACTIONS[Role.AUDITOR]

    assert Action.READ_MARKS in given
    assert not given & {Action.EXPORT, Action.IMPORT, Action.APPROVE_MARKS, Action.ADMINISTER}


def test_only_teachers_enter_marks_and_only_heads_seal_them() -> None:
    writers = {role for role, given in ACTIONS.items() if Action.WRITE_OWN_MARKS in given}
    sealers = {role for role, given in ACTIONS.items() if Action.SEAL_MARKS in given}

    assert writers == {Role.TEACHER, Role.HOMEROOM}
    assert sealers == {Role.HEAD}


@pytest.mark.parametrize(
    ("role", "at_school", "at_unit"),
    [
        (Role.TEACHER, False, False),
        (Role.TEACHER, True, True),
        (Role.COMMUNE_OFFICER, True, False),
        (Role.COMMUNE_OFFICER, False, False),
        (Role.AUDITOR, True, False),
        (Role.MACHINE, False, True),
    ],
)
def test_the_database_refuses_a_role_in_the_wrong_place(
    db_everywhere: None, role: Role, at_school: bool, at_unit: bool
) -> None:
    membership = Membership(
        user=UserFactory(),
        role=role,
        school=SchoolFactory() if at_school else None,
        unit=AdminUnitFactory() if at_unit else None,
    )

    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="A school role needs a school"),
    ):
        membership.validate_constraints()
    with pytest.raises(IntegrityError, match="membership_role_fits_place"), transaction.atomic():
        membership.save()
