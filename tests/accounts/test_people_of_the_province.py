"""Every account of the node on the Department's pages: found, made, corrected, let in again."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from eduportal.accounts.models import (
    AccountChange,
    Authenticator,
    Mail,
    Membership,
    RecoveryCodes,
    User,
)
from eduportal.accounts.province import WithoutAccents
from eduportal.accounts.roles import Role
from eduportal.accounts.services.links import owner_of
from eduportal.core.text import search_key
from tests.factories import AuthenticatorFactory, MembershipFactory, UserFactory
from tests.query_counts import ask_counted
from tests.routes_reference import account_step, new_account
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LIST, NEW = reverse("accounts:people"), reverse("accounts:person-new")


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    client = client_of("department_admin")
    client.cookies["django_language"] = "en"
    return client


def page_of(user: User) -> str:
    return reverse("accounts:person", args=[user.pk])


def names(page) -> set[str]:
    return {user.username for user in page.context["page"]}


def test_the_list_begins_with_officials_and_machines(admin: Client, world: World) -> None:
    shown = names(admin.get(LIST))

    assert {"commune_officer", "department_officer", "auditor", "machine"} <= shown
    assert not shown & {"teacher", "head", "clerk"}
    assert {*world.users} == names(admin.get(LIST, {"show": "all"}))


@pytest.mark.parametrize(
    "text", ["dang huong", "HƯƠNG đặng", "ĐẶNG", "thi huo", "gv.huong", "dặng"]
)
def test_a_name_is_found_by_words_without_accents_in_any_order(
    admin: Client, world: World, text: str
) -> None:
    UserFactory(username="gv.huong", full_name="Đặng Thị Hương")

    found = names(admin.get(LIST, {"q": text}))

    assert found == {"gv.huong"}


@pytest.mark.parametrize("name", ["Đặng Thị Ơn", "NGUYỄN Văn Ấn", "Ừ", "Y-Ban Êban"])
def test_postgresql_takes_accents_off_as_the_portal_does(world: World, name: str) -> None:
    user = UserFactory(full_name=name)
    found = User.objects.annotate(plain=WithoutAccents("full_name")).get(pk=user.pk)

    assert found.plain == search_key(name)


def test_role_school_and_state_narrow_the_list(admin: Client, world: World) -> None:
    UserFactory(username="khong.vai.tro")
    User.objects.filter(username="clerk").update(is_active=False)

    assert names(admin.get(LIST, {"role": "head"})) == {"head"}
    at_school = names(admin.get(LIST, {"school": world.neighbour_school.code}))
    assert at_school == {"other_teacher"}
    assert names(admin.get(LIST, {"show": "roleless"})) == {"khong.vai.tro"}
    assert names(admin.get(LIST, {"show": "closed"})) == {"clerk"}


def test_the_list_is_sorted_paged_both_ways_and_taken_away(admin: Client, world: World) -> None:
    for number in range(60):
        MembershipFactory(user=UserFactory(full_name=f"An {number:02}"), school=world.school)
    everybody = {"show": "all", "sort": "-name"}
    first = admin.get(LIST, everybody).context["page"]
    second = admin.get(LIST, everybody | {"after": first.last}).context["page"]
    back = admin.get(LIST, everybody | {"before": second.first}).context["page"]
    assert len({user.pk for user in [*first, *second]}) == 50 + len(second)
    assert [user.pk for user in back] == [user.pk for user in first]
    assert second.object_list[-1].full_name == "An 00"
    seen = admin.get(LIST, {"show": "all", "sort": "-seen"}).context["page"].object_list[0]
    assert seen.last_login is not None

    book = admin.get(LIST, everybody | {"export": "xlsx"})

    rows = list(openpyxl.load_workbook(BytesIO(book.content)).active.values)
    assert len(rows) == 1 + first.total and rows[-1][0] == "An 00"


def test_the_roles_are_called_as_elsewhere(admin: Client) -> None:
    roles = dict(admin.get(NEW).context["form"].fields["role"].choices)
    assert roles["department_officer"] == "Cán bộ Sở"
    assert roles["teacher"] == "Giáo viên"


def test_a_head_gets_an_account_a_role_and_a_link(admin: Client, world: World) -> None:
    made = admin.post(NEW, new_account(world))

    head = User.objects.get(username="ht.moi")
    assert made["Location"] == page_of(head)
    membership = head.memberships.get()
    assert (membership.role, membership.school) == (Role.HEAD, world.foreign_school)
    assert not head.has_usable_password()
    assert Mail.objects.get(user=head).kind == "invitation"


def test_a_head_without_an_e_mail_address_gets_a_slip_and_a_new_one_when_it_is_lost(
    admin: Client, world: World
) -> None:
    page = admin.post(NEW, new_account(world) | {"email": ""})

    head = User.objects.get(username="ht.moi")
    [first] = page.context["slips"]
    assert first.account == head and first.code in page.content.decode()
    assert world.foreign_school.name in page.content.decode()
    assert page_of(head) in page.content.decode()
    assert not Mail.objects.filter(user=head).exists()
    shown = admin.get(page_of(head))
    assert 'value="slip"' in shown.content.decode()
    assert 'value="link"' not in shown.content.decode()

    again = admin.post(page_of(head), {"step": "slip", "revision": shown.context["revision"]})

    [second] = again.context["slips"]
    assert owner_of(second.code) == head and owner_of(first.code) is None


def test_an_officer_of_a_commune_gets_the_commune_and_a_machine_no_mail(
    admin: Client, world: World
) -> None:
    commune = world.communes[1]
    fields = new_account(world) | {"username": "cb.xa", "role": "commune_officer", "school": ""}
    admin.post(NEW, fields | {"unit": commune.pk})
    machine = {"username": "may.2", "role": "machine", "email": ""}
    admin.post(NEW, new_account(world) | machine)

    assert Membership.objects.get(user__username="cb.xa").unit == commune
    assert Membership.objects.get(user__username="may.2").school == world.foreign_school
    assert not Mail.objects.filter(user__username="may.2").exists()


def test_everything_wrong_with_a_new_account_is_said_at_once(admin: Client, world: World) -> None:
    fields = {"full_name": "", "username": "TEACHER", "email": "", "role": "head", "school": "x9"}

    errors = admin.post(NEW, fields).context["form"].errors

    assert set(errors) == {"full_name", "username", "school"}
    assert "Like it:" in errors["school"][0]
    assert not User.objects.filter(full_name="").exists()


@pytest.mark.parametrize(
    ("role", "place", "field"),
    [
        ("head", {}, "school"),
        ("commune_officer", {}, "unit"),
        ("auditor", {"school": "x"}, "school"),
        ("department_officer", {"unit": 0}, "unit"),
    ],
)
def test_role_and_place_have_to_fit(
    admin: Client, world: World, role: str, place: dict, field: str
) -> None:
    given = {"school": world.school.code} if "school" in place else {}
    given |= {"unit": world.communes[0].pk} if "unit" in place else {}
    fields = new_account(world) | {"role": role, "school": ""} | given

    assert field in admin.post(NEW, fields).context["form"].errors
    assert not User.objects.filter(username="ht.moi").exists()


def test_name_and_address_are_corrected_and_a_taken_name_refused(
    admin: Client, world: World
) -> None:
    clerk = world.users["clerk"]
    right = {"username": "vt.moi", "full_name": "Lê Thị Mới", "email": "vt@example.vn"}
    admin.post(page_of(clerk), right | account_step("correct", "clerk")(world))
    taken = right | {"username": "Teacher"}
    page = admin.post(page_of(clerk), taken | account_step("correct", "clerk")(world))

    stored = User.objects.get(pk=clerk.pk)
    assert (stored.username, stored.full_name, stored.email) == tuple(right.values())
    assert "already taken" in page.content.decode()


def test_a_person_who_lost_the_telephone_is_let_in_again_and_the_history_says_so(
    admin: Client, world: World
) -> None:
    head = world.users["head"]
    device = AuthenticatorFactory(user=head)
    text = admin.get(page_of(head)).content.decode()
    assert device.name in text and device.sealed_key not in text

    admin.post(page_of(head), account_step("factors", "head")(world))

    assert not Authenticator.objects.exists() and not RecoveryCodes.objects.exists()
    change = AccountChange.objects.filter(account=head).latest("pk")
    assert (change.what, change.actor) == ("factors_removed", world.users["department_admin"])
    assert "Second factors removed" in admin.get(page_of(head)).content.decode()


def test_a_role_is_given_ended_and_let_bring_in_marks(admin: Client, world: World) -> None:
    clerk = world.users["clerk"]
    own = clerk.memberships.get()
    admin.post(page_of(clerk), account_step("marks", "clerk", membership=own.pk)(world))
    own.refresh_from_db()
    assert own.imports_marks
    give = account_step("give", "clerk", role="teacher", school=world.neighbour_school.code)
    admin.post(page_of(clerk), give(world))
    admin.post(page_of(clerk), account_step("end", "clerk", membership=own.pk)(world))

    assert [each.school for each in Membership.objects.in_force().filter(user=clerk)] == [
        world.neighbour_school
    ]


def test_a_role_of_another_account_is_not_found(admin: Client, world: World) -> None:
    foreign = world.users["teacher"].memberships.get()
    form = account_step("end", "clerk", membership=foreign.pk)(world)

    assert admin.post(page_of(world.users["clerk"]), form).status_code == 404
    assert Membership.objects.filter(pk=foreign.pk, ends_on=None).exists()


def test_the_pages_cost_the_same_however_many_accounts_there_are(
    admin: Client, world: World
) -> None:
    address = f"{LIST}?show=all"
    ask_counted(admin, "accounts:people:department_admin", address)
    for _number in range(60):
        MembershipFactory(user=UserFactory(), school=world.school)

    page = ask_counted(admin, "accounts:people:department_admin", address)

    assert len(names(page)) == 50
    ask_counted(admin, "accounts:person:department_admin", page_of(world.users["head"]))
