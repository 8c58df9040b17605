"""Nobody rises: who may manage whom, as tables over the pages, services and commands."""

from contextlib import suppress
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from knox.models import AuthToken

from eduportal.accounts import authority
from eduportal.accounts.models import Authenticator, Membership, User
from eduportal.accounts.roles import GIVES, SCHOOL_ROLES, Role
from eduportal.accounts.services import managing
from eduportal.accounts.services.creating import NewAccount, create_accounts
from eduportal.core.revisions import revision_of
from tests.factories import AuthenticatorFactory, MembershipFactory, UserFactory
from tests.world import MACHINE, OTHER_TEACHER, PERSONAS, ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted")
# Whom each persona manages; who is not named manages nobody.
BELOW_VICE_HEAD = {"teacher", "homeroom", "clerk"}
MANAGED = {
    "vice_head": BELOW_VICE_HEAD,
    "head": BELOW_VICE_HEAD | {"vice_head"},
    "department_admin": {*PERSONAS} - {"department_admin"},
}
SUPERUSER = "superuser"


@pytest.fixture
def province(world: World) -> World:
    """The world with a superuser."""
    world.users[SUPERUSER] = UserFactory(username=SUPERUSER, superuser=True)
    MembershipFactory(user=world.users[SUPERUSER], role=Role.DEPARTMENT_ADMIN, school=None)
    return world


def names(accounts) -> set[str]:
    return set(accounts.values_list("username", flat=True))


def test_whom_each_role_manages(province: World) -> None:
    for actor in PERSONAS:
        managed = names(authority.managed_by(province.users[actor]))
        assert managed == MANAGED.get(actor, set()), actor


def test_a_superuser_manages_everybody_but_himself(province: World) -> None:
    managed = names(authority.managed_by(province.users[SUPERUSER]))

    assert managed == {*PERSONAS}


@pytest.mark.parametrize("actor", Role)
def test_no_role_gives_itself_or_one_that_gives_it(actor: Role) -> None:
    assert actor not in GIVES[actor]
    for given in GIVES[actor]:
        assert GIVES[given] < GIVES[actor]


def test_which_roles_each_role_gives_and_where(province: World) -> None:
    own, foreign = province.school.pk, province.foreign_school.pk
    for actor, given in product(PERSONAS, Role):
        user = province.users[actor]
        role = Role.TEACHER if actor == OTHER_TEACHER else Role(actor)
        is_given = given in GIVES[role]
        everywhere = is_given and role not in SCHOOL_ROLES
        assert authority.may_give(user, role=given, school_id=own) == is_given, (actor, given)
        assert authority.may_give(user, role=given, school_id=foreign) == everywhere, actor


def test_an_ended_role_gives_nothing(province: World) -> None:
    head = province.users["head"]
    head.memberships.all().delete()
    MembershipFactory(user=head, role=Role.HEAD, school=province.school, ended=True)

    assert names(authority.managed_by(head)) == set()
    assert not authority.may_give(head, role=Role.TEACHER, school_id=province.school.pk)


def test_a_second_role_above_or_elsewhere_takes_an_account_out_of_reach(province: World) -> None:
    teacher, clerk = province.users["teacher"], province.users["clerk"]
    MembershipFactory(user=teacher, role=Role.TEACHER, school=province.foreign_school)
    MembershipFactory(user=clerk, role=Role.AUDITOR, school=None, future=True)

    assert names(authority.managed_by(province.users["head"])) == {"homeroom", "vice_head"}


def test_a_superusers_account_is_out_of_reach(province: World) -> None:
    teacher = province.users["teacher"]
    User.objects.filter(pk=teacher.pk).update(is_superuser=True)

    for actor in ("head", "department_admin"):
        assert not authority.managed_by(province.users[actor]).contains(teacher)
        assert not authority.memberships_managed_by(province.users[actor]).filter(user=teacher)


# --- services: each actor, each target, each step ---


STEPS = ["close", "open", "mail", "print", "unlock", "give", "end"]


def steps(world: World, actor: User, target: User):
    school = world.school
    membership = target.memberships.all()[0]
    return {
        "close": lambda: managing.set_open(actor=actor, account=target, is_open=False),
        "open": lambda: managing.set_open(actor=actor, account=target, is_open=True),
        "mail": lambda: managing.renew_access(
            actor=actor, accounts=[target], origin="https://a", by_mail=True
        ),
        "print": lambda: managing.renew_access(actor=actor, accounts=[target], origin="https://a"),
        "unlock": lambda: managing.unlock(actor=actor, account=target),
        "give": lambda: managing.give_role(
            actor=actor, account=target, school=school, role=Role.CLERK
        ),
        "end": lambda: managing.end_membership(actor=actor, membership=membership),
    }


@pytest.mark.parametrize("actor", ["teacher", "clerk", "vice_head", "head", "auditor", "machine"])
def test_services_refuse_whom_the_actor_does_not_manage(province: World, actor: str) -> None:
    managed = MANAGED.get(actor, set())
    # The clerk has the role that is given here.
    expected = dict.fromkeys(STEPS, managed) | {"give": managed - {"clerk"}}
    done: dict[str, set[str]] = {step: set() for step in STEPS}
    for step, target in product(STEPS, [*PERSONAS, SUPERUSER]):
        with suppress(managing.NotYours, ValidationError), transaction.atomic():
            steps(province, province.users[actor], province.users[target])[step]()
            done[step].add(target)
            transaction.set_rollback(True)

    assert done == expected


@pytest.mark.parametrize("actor", ["teacher", "vice_head", "head"])
def test_services_give_only_roles_below_and_only_here(province: World, actor: str) -> None:
    made = set()
    for school, role in product((province.school, province.neighbour_school), Role):
        account = NewAccount("Mới", f"{role}.{school.pk}", role, "moi@example.vn")
        with suppress(managing.NotYours):
            create_accounts(
                actor=province.users[actor], school=school, wanted=[account], origin="https://a"
            )
            made.add((school, role))

    assert made == {(province.school, role) for role in GIVES[Role(actor)]}


# --- the pages of the Department's administrator: every account by its number ---


def page_of(user: User) -> str:
    return f"/accounts/people/{user.pk}/"


def step(client: Client, user: User, name: str, **more: object) -> int:
    """The step, sent from a page as it is now."""
    stored = User.objects.get(pk=user.pk)
    form = {"step": name, "revision": revision_of(stored, (Membership,)), **more}
    return client.post(page_of(user), form).status_code


@pytest.mark.parametrize("actor", ["head", "auditor", "department_officer", "department_admin"])
def test_accounts_are_changed_by_those_alone_who_manage_them(
    province: World, client_of: ClientOf, actor: str
) -> None:
    client = client_of(actor)
    changed, closed = set(), set()
    fields = {"full_name": "Tên Khác", "email": "ke.gian@example.vn"}
    for target in [*PERSONAS, SUPERUSER]:
        user = User.objects.get(username=target)
        step(client, user, "correct", username=user.username, **fields)
        after = User.objects.get(username=target)
        changed |= {target} if after.email == "ke.gian@example.vn" else set()
        step(client, user, "close")
        closed |= set() if User.objects.get(username=target).is_active else {target}

    expected = MANAGED["department_admin"] if actor == "department_admin" else set()
    assert changed == closed == expected


def test_roles_are_given_only_to_whom_and_which_one_may(
    province: World, client_of: ClientOf
) -> None:
    client, given = client_of("department_admin"), set()
    for target in ("teacher", "clerk", "department_admin", SUPERUSER):
        for role in Role:
            place = {"school": province.foreign_school.code} if role in SCHOOL_ROLES else {}
            if role == Role.COMMUNE_OFFICER:
                place = {"unit": province.communes[1].pk}
            before = Membership.objects.count()
            step(client, province.users[target], "give", role=role, **place)
            if Membership.objects.count() > before:
                given.add((target, role))

    assert {role for _target, role in given} == set(GIVES[Role.DEPARTMENT_ADMIN])
    assert {target for target, _role in given} == {"teacher", "clerk"}


@pytest.mark.parametrize(("actor", "is_given"), [("head", False), ("department_admin", True)])
def test_the_department_alone_lets_a_clerk_bring_in_marks(
    province: World, client_of: ClientOf, actor: str, is_given: bool
) -> None:
    clerk = province.users["clerk"]
    [own] = clerk.memberships.all()

    step(client_of(actor), clerk, "marks", membership=own.pk)

    assert clerk.memberships.get().imports_marks == is_given


def test_a_superuser_gives_himself_no_role(province: World, client_of: ClientOf) -> None:
    himself = province.users[SUPERUSER]

    assert step(client_of(SUPERUSER), himself, "give", role=Role.AUDITOR) == 404

    assert [each.role for each in himself.memberships.all()] == [Role.DEPARTMENT_ADMIN]


def test_no_page_makes_a_superuser(province: World, client_of: ClientOf) -> None:
    user = province.users["clerk"]
    fields = {"username": "clerk", "full_name": "Tên Khác", "is_superuser": "on", "is_demo": "on"}

    assert step(client_of("department_admin"), user, "correct", **fields) == 302

    user.refresh_from_db()
    assert user.full_name == "Tên Khác"
    assert not (user.is_superuser or user.is_demo)


def test_second_factors_and_tokens_follow_their_account(
    province: World, client_of: ClientOf
) -> None:
    client = client_of("department_admin")
    for persona, is_reached in ((SUPERUSER, False), ("clerk", True)):
        user = province.users[persona]
        AuthenticatorFactory(user=user)
        AuthToken.objects.create(user)
        step(client, user, "factors")
        step(client, user, "tokens")

        assert Authenticator.objects.filter(user=user).exists() != is_reached
        assert AuthToken.objects.filter(user=user).exists() != is_reached


# --- commands ---


def test_the_command_makes_tokens_for_machines_only(world: World) -> None:
    call_command("create_machine_token", MACHINE)
    for persona in set(PERSONAS) - {MACHINE}:
        with pytest.raises(CommandError):
            call_command("create_machine_token", persona)


def test_a_demo_machine_gets_no_token_and_its_old_one_opens_nothing(
    client_of: ClientOf, world: World
) -> None:
    client = client_of(MACHINE)
    User.objects.filter(username=MACHINE).update(is_demo=True)

    assert client.get("/api/v1/schools/").status_code == 401
    with pytest.raises(CommandError):
        call_command("create_machine_token", MACHINE)


@pytest.mark.parametrize("end", ["closed", "role ended"])
def test_a_token_ends_with_its_account(client_of: ClientOf, world: World, end: str) -> None:
    client = client_of(MACHINE)
    assert client.get("/api/v1/schools/").status_code == 200
    if end == "closed":
        User.objects.filter(username=MACHINE).update(is_active=False)
    else:
        Membership.objects.filter(user__username=MACHINE).delete()

    assert client.get("/api/v1/schools/").status_code == 401
