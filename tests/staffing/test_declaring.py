"""The yearly review: declare, check, object, decide, and the way back of each."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from eduportal.notices.models import Notice
from schools.choices import ManagingBody
from staffing.models import Declaration, DeclarationStep, StaffingReview
from staffing.rules.counted import Counted, Posts
from staffing.rules.declaring import (
    PAYROLL,
    STEPS,
    counted_lines,
    kept,
    read_lines,
    with_answers,
    with_declared,
)
from tests import factories
from tests.routes_staffing import as_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
FIGURES = Counted(
    norm=None,
    on_payroll=Fraction(19, 3),
    on_contract=Fraction(0),
    quota=None,
    unfilled=None,
    subjects={"toan": Posts(Fraction(1), Fraction(2)), "#shared": Posts()},
)


def test_a_line_differs_only_beyond_the_two_decimals_shown() -> None:
    lines = counted_lines(FIGURES, {6: 3})
    assert [line.code for line in lines] == ["#payroll", "#contract", "#classes:6", "toan"]
    assert lines[0].counted == Decimal("6.33")
    assert not any(line.differs for line in with_declared(lines, {PAYROLL: Decimal("6.33")}, {}))
    declared = with_declared(lines, {PAYROLL: Decimal("7")}, {PAYROLL: " một người mới "})
    assert [(line.differs, line.reason) for line in declared[:2]] == [
        (True, "một người mới"),
        (False, ""),
    ]
    answered = with_answers(declared, {PAYROLL: False, "toan": True}, {PAYROLL: "chưa"})
    assert [line.is_accepted for line in answered] == [False, None, None, None]
    assert read_lines(kept(answered)) == answered


def test_every_state_is_left_by_some_step() -> None:
    assert {state for state, _step in STEPS} >= set(STEPS.values())


@pytest.fixture
def review(world: World) -> StaffingReview:
    world.school.managing_body = ManagingBody.COMMUNE
    world.school.save()
    return factories.StaffingReviewFactory(school_year=world.year)


def step(client: Client, world: World, name: str, **form: str) -> str:
    found = Declaration.objects.filter(school=world.school).first()
    address = reverse("staffing:declaration-step", args=[world.school.public_id])
    body = {"step": name, "shown": str(found.revision if found else 0), **form}
    response = client.post(address, body)
    assert response.status_code in (200, 302), response.status_code
    return response.content.decode()


def state(world: World) -> str:
    return Declaration.objects.get(school=world.school).state


def one_more(world: World) -> dict[str, str]:
    return {**as_counted(world), f"declared-{PAYROLL}": "1,5"}


def test_a_difference_needs_a_reason_and_an_answer(
    world: World, review: StaffingReview, client_of: ClientOf
) -> None:
    head, officer = client_of("head"), client_of("commune_officer")
    refused = step(head, world, "declare", **one_more(world))
    assert "ghi lý do kê khai 1,50 trong khi phần mềm đếm được 0,00" in refused
    assert not Declaration.objects.exists()
    unread = step(head, world, "declare", **as_counted(world) | {f"declared-{PAYROLL}": "bảy"})
    assert unread.index("error-summary") < unread.index('id="declare"')
    step(head, world, "declare", **one_more(world), **{f"reason-{PAYROLL}": "QĐ 5"})
    assert state(world) == "declared"
    asked = step(officer, world, "check")
    assert "chấp nhận hay không" in asked and '<option value="yes">chấp nhận</option>' in asked
    no = {f"accepted-{PAYROLL}": "no"}
    assert "ghi lý do không chấp nhận" in step(officer, world, "check", **no)
    step(officer, world, "check", **no, **{f"answer-{PAYROLL}": "Chưa có quyết định"})
    assert state(world) == "returned"
    page = head.get(reverse("staffing:declaration", args=[world.school.public_id]))
    assert "Chưa có quyết định" in page.content.decode()
    assert Notice.objects.filter(user=world.users["head"], kind="staff_returned").exists()


def test_the_whole_way_with_an_objection_and_back(
    world: World, review: StaffingReview, client_of: ClientOf
) -> None:
    head, officer = client_of("head"), client_of("department_officer")
    step(head, world, "declare", **as_counted(world))
    step(officer, world, "check")
    assert state(world) == "checked"
    step(head, world, "object", text="")
    assert state(world) == "checked"
    step(head, world, "object", text="Thiếu một giáo viên")
    step(officer, world, "return", text="Đồng ý")
    assert state(world) == "returned"
    step(head, world, "declare", **as_counted(world))
    step(officer, world, "check")
    step(officer, world, "decide", decision="9/QĐ", decided_on="2026-11-01")
    assert state(world) == "decided"
    step(client_of("department_admin"), world, "reopen", text="Sai số liệu")
    assert state(world) == "returned"
    kinds = list(DeclarationStep.objects.values_list("kind", flat=True))
    assert kinds == ["declare", "check", "object", "return", "declare", "check", "decide", "reopen"]


def test_a_commune_decides_for_its_own_schools_only(
    world: World, review: StaffingReview, client_of: ClientOf
) -> None:
    world.school.managing_body = ManagingBody.DEPARTMENT
    world.school.save()
    step(client_of("head"), world, "declare", **as_counted(world))
    address = reverse("staffing:declaration-step", args=[world.school.public_id])
    body = {"step": "check", "shown": "1"}
    assert client_of("commune_officer").post(address, body).status_code == 404
    page = client_of("commune_officer").get(
        reverse("staffing:declaration", args=[world.school.public_id])
    )
    assert "cán bộ Sở đối chiếu" in page.content.decode()
    step(client_of("department_officer"), world, "check")
    assert state(world) == "checked"


def test_the_head_of_another_school_finds_nothing(
    world: World, review: StaffingReview, client_of: ClientOf
) -> None:
    address = reverse("staffing:declaration", args=[world.foreign_class.school.public_id])
    assert client_of("head").get(address).status_code == 404


def test_the_review_counts_the_schools_by_state(
    world: World, review: StaffingReview, client_of: ClientOf
) -> None:
    officer = client_of("department_officer")
    step(client_of("head"), world, "declare", **as_counted(world))
    shown = officer.get(reverse("staffing:review"), {"state": "declared"}).content.decode()
    assert world.school.name in shown
    shown = officer.get(reverse("staffing:review"), {"state": "nothing"}).content.decode()
    assert reverse("staffing:declaration", args=[world.school.public_id]) not in shown


def test_days_come_in_order(world: World, client_of: ClientOf) -> None:
    admin, address = client_of("department_admin"), reverse("staffing:review-set")
    days = {"declare_by": "2027-03-15", "check_by": "2027-04-15", "object_by": "2027-05-30"}
    form = {"basis": "1/KH", "shown": "0", **days, "decide_by": "2027-05-01"}
    assert "phải nối tiếp nhau" in admin.post(address, form).content.decode()
    assert admin.post(address, {**form, "decide_by": "2027-06-30"}).status_code == 302
    assert StaffingReview.objects.get().decide_by == datetime.date(2027, 6, 30)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffingReview.objects.update(check_by="2027-01-01")


def test_what_was_done_is_never_changed(world: World) -> None:
    made = factories.DeclarationStepFactory()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        DeclarationStep.objects.filter(pk=made.pk).update(text="x")
