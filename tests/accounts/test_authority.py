"""Nobody rises: who may manage whom, as tables over the administration site, the pages, services
and commands."""

from contextlib import suppress
from itertools import product

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from knox.models import AuthToken

from eduportal.accounts import authority
from eduportal.accounts.admin_shown import revision_of
from eduportal.accounts.models import Authenticator, Membership, User
from eduportal.accounts.roles import GIVES, SCHOOL_ROLES, Role
from eduportal.accounts.services import managing
from eduportal.accounts.services.creating import NewAccount, create_accounts
from tests.factories import AuthenticatorFactory, MembershipFactory, UserFactory
from tests.world import MACHINE, OTHER_TEACHER, PERSONAS, ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted")
# Whom each persona manages; who is not named manages nobody. `department_admin` stands here
# without the superuser's mark that the world gives it.
BELOW_VICE_HEAD = {"teacher", "homeroom", "clerk"}
MANAGED = {
    "vice_head": BELOW_VICE_HEAD,
    "head": BELOW_VICE_HEAD | {"vice_head"},
    "department_admin": {*PERSONAS} - {"department_admin"},
}
SUPERUSER = "superuser"


@pytest.fixture
def province(world: World) -> World:
    """The world with a superuser, and a department administrator who is none."""
    administrator = world.users["department_admin"]
    administrator.is_superuser = administrator.is_staff = False
    administrator.save()
    world.users[SUPERUSER] = UserFactory(username=SUPERUSER, staff=True)
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


@pytest.mark.parametrize("mark", ["is_superuser", "is_staff", "group", "permission"])
def test_rights_in_the_administration_take_an_account_out_of_reach(
    province: World, mark: str
) -> None:
    teacher = province.users["teacher"]
    if mark == "group":
        teacher.groups.add(Group.objects.create(name="nhóm"))
    elif mark == "permission":
        teacher.user_permissions.add(Permission.objects.all()[0])
    else:
        User.objects.filter(pk=teacher.pk).update(**{mark: True})

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


# --- the administration site: staff with every permission on accounts, as an attacker has them ---


def staff_client(world: World, persona: str) -> Client:
    """A browser of the persona, let into the administration with every permission there is."""
    user = world.users[persona]
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.all())
    client = Client()
    client.force_login(user, "eduportal.accounts.backends.PortalBackend")
    return client


def account_fields(user: User) -> dict[str, str]:
    return {
        "username": user.username,
        "full_name": user.full_name,
        "email": "ke.gian@example.vn",
        "is_active": "on",
        # As if the page had been seen, which is what these tests are not about.
        "shown": revision_of(user, (Membership,)),
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }


@pytest.mark.parametrize("actor", ["head", "auditor", "department_officer", "department_admin"])
def test_staff_change_only_the_accounts_they_manage(province: World, actor: str) -> None:
    client = staff_client(province, actor)
    changed, passwords = set(), set()
    for target in [*PERSONAS, SUPERUSER]:
        user = User.objects.get(username=target)
        page = f"/admin/accounts/user/{user.pk}/"
        client.post(f"{page}change/", account_fields(user))
        new = {"password1": "mot-mat-khau-khac-7", "password2": "mot-mat-khau-khac-7"}
        client.post(f"{page}password/", new | {"usable_password": "true"})
        for action in ("delete", "history"):
            client.post(f"{page}{action}/", {"post": "yes"})
        after = User.objects.get(username=target)
        changed |= {target} if after.email == "ke.gian@example.vn" else set()
        passwords |= {target} if after.password != user.password else set()

    assert changed == passwords == MANAGED.get(actor, set()) - {actor}


@pytest.mark.parametrize("actor", ["head", "department_officer", "department_admin"])
def test_staff_give_roles_only_to_whom_and_which_they_may(province: World, actor: str) -> None:
    client = staff_client(province, actor)
    given = set()
    for target in ("teacher", "clerk", actor, SUPERUSER):
        for role in Role:
            everywhere = role not in SCHOOL_ROLES and role != Role.COMMUNE_OFFICER
            before = Membership.objects.count()
            client.post(
                "/admin/accounts/membership/add/",
                {
                    "user": province.users[target].pk,
                    "role": role,
                    "school": "" if everywhere else province.school.pk,
                    "starts_on": "2026-09-05",
                },
            )
            if Membership.objects.count() > before:
                given.add((target, role))

    places = {Role.COMMUNE_OFFICER}  # needs a commune, not a school
    assert {role for _target, role in given} == set(GIVES[Role(actor)]) - places
    assert {target for target, _role in given} <= {"teacher", "clerk"}


@pytest.mark.parametrize(("actor", "is_given"), [("head", False), ("department_admin", True)])
def test_the_department_alone_lets_a_clerk_bring_in_marks(
    province: World, actor: str, is_given: bool
) -> None:
    client, clerk = staff_client(province, actor), province.users["clerk"]
    [own] = clerk.memberships.all()
    fields = {"role": own.role, "school": own.school_id, "starts_on": "2025-09-05"}
    fields["imports_marks"] = "on"
    row = {f"memberships-0-{name}": value for name, value in fields.items()}
    row |= {"memberships-0-id": own.pk, "memberships-0-user": clerk.pk}
    row |= {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "1"}

    def is_clerk_given(page: str, form: dict[str, object]) -> bool:
        assert client.post(page, form).status_code == 302, "the form was saved"
        given = clerk.memberships.get().imports_marks
        clerk.memberships.update(imports_marks=False)
        return given

    inline = f"/admin/accounts/user/{clerk.pk}/change/"
    assert is_clerk_given(inline, account_fields(clerk) | row) == is_given
    page = f"/admin/accounts/membership/{own.pk}/change/"
    own.refresh_from_db()
    assert is_clerk_given(page, fields | {"shown": revision_of(own, ())}) == is_given


def test_a_superuser_gives_himself_no_role(world: World, client_of: ClientOf) -> None:
    himself = world.users["department_admin"]

    client_of("department_admin").post(
        "/admin/accounts/membership/add/",
        {"user": himself.pk, "role": Role.AUDITOR, "starts_on": "2026-09-05"},
    )

    assert [each.role for each in himself.memberships.all()] == [Role.DEPARTMENT_ADMIN]


def test_staff_neither_raise_accounts_nor_groups(province: World) -> None:
    group = Group.objects.create(name="nhóm")
    client = staff_client(province, "department_admin")
    user = province.users["clerk"]
    rights = {"is_staff": "on", "is_superuser": "on", "groups": group.pk}

    client.post(f"/admin/accounts/user/{user.pk}/change/", account_fields(user) | rights)
    answer = client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "khác"})

    user.refresh_from_db()
    assert user.email == "ke.gian@example.vn", "the form was saved"
    assert not (user.is_staff or user.is_superuser or user.groups.exists())
    assert answer.status_code == 403
    assert Group.objects.get().name == "nhóm"


def test_second_factors_and_tokens_follow_their_account(province: World) -> None:
    client = staff_client(province, "department_admin")
    for persona, is_reached in ((SUPERUSER, False), ("clerk", True)):
        user = province.users[persona]
        device = AuthenticatorFactory(user=user)
        token, _text = AuthToken.objects.create(user)
        client.post(f"/admin/accounts/authenticator/{device.pk}/delete/", {"post": "yes"})
        client.post(f"/admin/accounts/machinetoken/{token.pk}/delete/", {"post": "yes"})

        assert Authenticator.objects.filter(user=user).exists() != is_reached
        assert AuthToken.objects.filter(user=user).exists() != is_reached


def test_an_account_is_never_deleted(world: World, client_of: ClientOf) -> None:
    client = client_of("department_admin")
    clerk = world.users["clerk"]
    pages = [
        f"/admin/accounts/user/{clerk.pk}/delete/",
        f"/admin/accounts/membership/{clerk.memberships.get().pk}/delete/",
    ]

    assert [client.post(page, {"post": "yes"}).status_code for page in pages] == [403, 403]
    assert clerk.memberships.exists()


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
