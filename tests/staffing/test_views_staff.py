"""Pages of staff: from nobody to a teacher who sees the own sheets, by pages alone."""

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.core.looking import Kind
from staffing.models import Duty, Post, StaffMember
from staffing.selectors.staff import revision_of
from tests import factories
from tests.conftest import ClientOf
from tests.personal import logged
from tests.query_counts import ask_counted
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def english(client: Any) -> Any:
    client.cookies["django_language"] = "en"
    return client


def test_a_person_is_added_with_a_post_given_a_duty_and_linked_to_an_account(
    world: World, client_of: ClientOf
) -> None:
    clerk = english(client_of("clerk"))
    account = factories.MembershipFactory(school=world.school).user
    form = {"full_name": "Đặng Khánh Trúc", "main_subject": "TOAN", "user": ""}
    today = timezone.localdate()
    post = {"post-kind": "teacher", "post-fte": "1", "post-starts_on": today}

    page = clerk.post(reverse("staffing:staff-new"), form | post, follow=True)

    staff = StaffMember.objects.get(full_name="Đặng Khánh Trúc")
    assert page.redirect_chain == [(reverse("staffing:staff", args=[staff.public_id]), 302)]
    assert "sees no mark sheet" in page.content.decode()

    assert Post.objects.get(staff=staff).kind == "teacher"

    address = reverse("staffing:duty-add", args=[staff.public_id])
    duty = {"duty-kind": "group_head", "duty-starts_on": today, "shown": revision_of(staff)}
    clerk.post(address, duty)
    assert Duty.objects.get(staff=staff).weekly_periods == 3

    address = reverse("staffing:staff-edit", args=[staff.public_id])
    linked = form | {"user": account.pk, "status": "working", "shown": revision_of(staff)}
    page = clerk.post(address, linked, follow=True)
    staff.refresh_from_db()
    assert staff.user == account
    assert account.username in page.content.decode()


def test_what_is_wrong_is_said_with_the_form_as_it_was_sent(
    world: World, client_of: ClientOf
) -> None:
    clerk = english(client_of("clerk"))

    factories.PostFactory(
        staff=world.staff["head"], school=world.school, kind="head", starts_on="2020-09-01"
    )
    sent = {
        "full_name": "Đặng Khánh Trúc",
        "birth_date": "2099-01-01",
        "ministry_code": "9" * 21,
        "post-kind": "head",
        "post-fte": "1",
        "post-starts_on": "2026-09-01",
    }

    page = clerk.post(reverse("staffing:staff-new"), sent)

    # What the form finds and what the register says, the person's and the post's, together.
    text = page.content.decode()
    assert "lies in the future" in text and "is the head of the school" in text
    assert page.context["form"].errors.keys() == {"ministry_code"}
    assert 'value="Đặng Khánh Trúc"' in text
    assert not StaffMember.objects.filter(full_name="Đặng Khánh Trúc").exists()

    page = clerk.post(reverse("staffing:staff-new"), sent | {"post-fte": "7", "full_name": ""})
    assert page.context["form"].errors.keys() == {"full_name", "ministry_code"}
    assert page.context["post_form"].errors.keys() == {"fte"}
    assert "lies in the future" in page.content.decode()


def test_a_change_of_a_person_says_all_that_is_wrong_at_once(
    world: World, client_of: ClientOf
) -> None:
    clerk, staff = english(client_of("clerk")), world.staff["teacher"]
    sent = {
        "full_name": staff.full_name,
        "birth_date": "2099-01-01",
        "ministry_code": "9" * 21,
        "status": "left",
        "shown": revision_of(staff),
    }

    page = clerk.post(reverse("staffing:staff-edit", args=[staff.public_id]), sent)

    text = page.content.decode()
    assert "lies in the future" in text and "Give the last day" in text
    assert page.context["form"].errors.keys() == {"ministry_code"}


def test_a_post_of_the_form_must_be_possible_for_the_school(
    world: World, client_of: ClientOf
) -> None:
    clerk = english(client_of("clerk"))
    sent = {
        "full_name": "Đặng Khánh Trúc",
        "post-kind": "teacher",
        "post-fte": "1",
        "post-starts_on": "2026-09-01",
        "post-ends_on": "2026-08-01",
    }
    page = clerk.post(reverse("staffing:staff-new"), sent)
    assert "before the first" in page.content.decode()
    assert not StaffMember.objects.filter(full_name="Đặng Khánh Trúc").exists()


def test_the_list_is_searched_in_any_word_order_and_says_who_has_no_account(
    world: World, client_of: ClientOf
) -> None:
    factories.StaffMemberFactory(school=world.school, full_name="Đặng Khánh Trúc")
    clerk = english(client_of("clerk"))
    address = reverse("staffing:staff-list")

    found = clerk.get(address, {"q": "truc dang"}).content.decode()
    assert "Đặng Khánh Trúc" in found and "none yet: link" in found
    without = clerk.get(address, {"account": "none"}).context["page"]
    assert [each.full_name for each in without] == ["Đặng Khánh Trúc"]
    factories.PostFactory(staff=world.staff["head"], school=world.school, kind="head")
    heads = clerk.get(address, {"post": "head"}).context["page"]
    assert [each.pk for each in heads] == [world.staff["head"].pk]
    assert "Nobody found" in clerk.get(address, {"q": "zzz"}).content.decode()
    assert clerk.get(address, {"status": "nothing"}).status_code == 400


def test_the_list_is_sorted_by_what_the_address_asks(world: World, client_of: ClientOf) -> None:
    factories.StaffMemberFactory(
        school=world.school, full_name="Đặng Khánh Trúc", main_subject=world.subjects[0]
    )
    clerk, address = client_of("clerk"), reverse("staffing:staff-list")
    by_name = [each.sort_key for each in clerk.get(address, {"sort": "-name"}).context["page"]]
    assert by_name == sorted(by_name, reverse=True)
    by_subject = clerk.get(address, {"sort": "subject"}).context["page"].object_list
    assert by_subject[0].full_name == "Đặng Khánh Trúc"
    assert by_subject[-1].main_subject is None
    assert clerk.get(address, {"sort": "birth"}).status_code == 400


def test_a_page_of_staff_goes_on_after_its_last_person(world: World, client_of: ClientOf) -> None:
    for number in range(60):
        factories.StaffMemberFactory(school=world.school, full_name=f"Lê Hoa {number:02}")
    clerk, address = client_of("clerk"), reverse("staffing:staff-list")
    first = clerk.get(address, {"q": "hoa le"}).context["page"]
    factories.StaffMemberFactory(school=world.school, full_name="Lê Hoa 00")
    second = clerk.get(address, {"q": "hoa le", "after": first.last}).context["page"]
    later = [f"Lê Hoa {number:02}" for number in range(50, 60)]
    assert [each.full_name for each in second] == later


def test_the_staff_narrowed_down_can_be_had_as_a_file(world: World, client_of: ClientOf) -> None:
    staff = factories.StaffMemberFactory(
        school=world.school, full_name="=SUM(A1)", main_subject=world.subjects[0]
    )
    response = client_of("clerk").get(
        reverse("staffing:staff-list"), {"subject": world.subjects[0].code, "export": "xlsx"}
    )
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    rows = list(sheet.iter_rows())
    assert [row[0].value for row in rows] == ["Họ và tên", "=SUM(A1)"]
    assert rows[1][0].data_type == "s"
    assert logged(response)[Kind.STAFF] == {staff.pk}


def test_a_post_is_ended_and_one_of_another_person_is_not_found(
    world: World, client_of: ClientOf
) -> None:
    clerk = client_of("clerk")
    staff = world.staff["teacher"]
    post, foreign = factories.PostFactory(staff=staff), factories.PostFactory()
    address = reverse("staffing:row-change", args=[staff.public_id])
    form = {"what": "post", "step": "end", "on": timezone.localdate()}

    clerk.post(address, form | {"row": post.pk, "shown": revision_of(staff)})
    post.refresh_from_db()
    assert post.ends_on == timezone.localdate()
    answer = clerk.post(address, form | {"row": foreign.pk, "shown": revision_of(staff)})
    assert answer.status_code == 404
    form |= {"row": post.pk, "shown": revision_of(staff), "step": "remove"}
    clerk.post(address, form)
    assert not Post.objects.filter(pk=post.pk).exists()
    assert clerk.post(address, form | {"step": "sing"}).status_code in (400, 404)


def test_who_keeps_two_registers_chooses_the_school(world: World, client_of: ClientOf) -> None:
    factories.MembershipFactory(
        user=world.users["clerk"], role="clerk", school=world.neighbour_school
    )
    clerk = client_of("clerk")

    for name in ("staff-list", "staff-new", "assignments", "substitutes", "copy"):
        page = clerk.get(reverse(f"staffing:{name}"), {"school": world.neighbour_school.code})
        assert page.context["school"] == world.neighbour_school, name


@pytest.mark.parametrize("name", ["staff-list", "assignments"])
def test_a_page_costs_the_same_however_many_people_it_shows(
    world: World, client_of: ClientOf, name: str
) -> None:
    client = client_of("clerk")
    for _turn in range(2):
        for staff in factories.StaffMemberFactory.create_batch(3, school=world.school):
            factories.PostFactory(staff=staff)
            group = factories.ClassGroupFactory(
                school=world.school,
                school_year=world.year,
                grade_level=world.class_group.grade_level,
            )
            factories.TeachingAssignmentFactory(
                class_group=group, staff=staff, subject=world.subjects[0]
            )
        answer = ask_counted(client, f"staffing:{name}:clerk", reverse(f"staffing:{name}"))
        assert answer.status_code == 200
