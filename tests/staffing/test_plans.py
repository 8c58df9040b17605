"""Published plans: who sees a line, objections, decisions and what follows from them."""

import datetime
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.roles import Role
from eduportal.notices.models import Notice
from eduportal.privacy.models import Access
from staffing.choices import DecisionState, LineState, ScenarioState, ScenarioStep
from staffing.models import (
    Elsewhere,
    Guest,
    InputSnapshot,
    LineObjection,
    Post,
    Scenario,
    ScenarioLine,
    ScenarioPart,
    StaffChange,
    StaffDecision,
    StaffMember,
    StaffSubject,
)
from staffing.rules.scenario_steps import STEPS
from staffing.services import scenarios
from staffing.services.deciding import (
    carry_out_due,
    withdraw,
)
from staffing.services.errors import StaffRefused
from staffing.services.scenarios import carried_from, draft_scenario, take_step
from tests import factories
from tests.query_counts import ask_counted
from tests.routes_plans import decision_of, line_of
from tests.staffing.short import accepted, decide
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
TODAY = timezone.localdate


def test_every_state_of_a_plan_but_the_last_is_left_by_some_step_or_the_sweep() -> None:
    left = {state for state, _step in STEPS}
    assert left == {state.value for state in ScenarioState} - {"closed"}


@pytest.mark.parametrize(
    ("at", "sees"), [("schools[0]", True), ("schools[1]", True), ("schools[2]", False)]
)
def test_a_line_is_seen_by_its_two_schools_alone_and_only_once_published(
    world: World, at: str, sees: bool
) -> None:
    line = line_of(world, published=True)
    factories.StaffDecisionFactory(line=line)
    hidden = line_of(world, solved=True)
    school = world.schools[int(at[-2])]
    with scoping.schools([school.pk]):
        assert ScenarioLine.objects.filter(pk=line.pk).exists() is sees
        assert StaffDecision.objects.exists() is sees
        assert not ScenarioLine.objects.filter(pk=hidden.pk).exists()
        assert not ScenarioPart.objects.exists()
        assert not InputSnapshot.objects.exists()
        assert not Scenario.objects.filter(published_at=None).exists()
        # Nobody but the Department writes, whatever they see.
        assert not ScenarioLine.objects.filter(pk=hidden.pk).update(is_shown=True)
        if sees:
            with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
                ScenarioLine.objects.filter(pk=line.pk).update(state="declined")


def act(client: Any, line: ScenarioLine, step: str, **form: str) -> str:
    line.refresh_from_db()
    address = reverse("staffing:plan-line-step", args=[line.public_id])
    answer = client.post(address, {"step": step, "shown": str(line.revision), **form})
    assert answer.status_code in (200, 302), (step, answer.status_code)
    return str(answer.content.decode())


def test_objection_answer_and_a_decision_by_pages(world: World, client_of: ClientOf) -> None:
    line = line_of(world, published=True)
    teacher, head, officer = (client_of(each) for each in ("teacher", "head", "department_officer"))
    address = reverse("staffing:plan-line", args=[line.public_id])
    page = teacher.get(address).content.decode()
    assert "Vì sao là tôi?" in page
    assert "1 đồng nghiệp cùng môn không thuộc diện xét" in page
    act(teacher, line, "object", text="Con nhỏ, nhà xa")
    assert "Bạn đã kiến nghị" in act(teacher, line, "object", text="Lần hai")
    # What the person says is the Department's to read, not the head's.
    assert "Con nhỏ" not in head.get(address).content.decode()
    assert "Con nhỏ" in officer.get(address).content.decode()
    assert officer.post(
        reverse("staffing:plan-line-step", args=[line.public_id]), {"step": "accept", "shown": "1"}
    ).status_code == 404  # fmt: skip
    objection = str(LineObjection.objects.get().pk)
    act(officer, line, "answer", objection=objection, upheld="no", answer="Trường gần nhất")
    assert "Trường gần nhất" in teacher.get(address).content.decode()
    assert Notice.objects.filter(user=world.users["teacher"], kind="move_answered").exists()
    act(officer, line, "accept")
    wrong = {"kind": "sent", "number": "1/QĐ", "decided_by": "Sở", "signer": "A"}
    days = {"decided_on": "2026-11-05", "starts_on": "2026-11-01", "ends_on": "2026-12-01"}
    refused = act(officer, line, "decide", **wrong, **days)
    assert "Không được bắt đầu trước ngày quyết định" in refused
    assert "Để trống ngày cuối" in refused
    act(officer, line, "decide", **wrong, **days | {"starts_on": "2099-11-05", "ends_on": ""})
    made = StaffDecision.objects.get()
    paper = teacher.get(reverse("staffing:decision", args=[made.public_id])).content.decode()
    assert "1/QĐ" in paper
    assert made.state == DecisionState.SIGNED
    assert not Elsewhere.objects.exists()


def test_who_changes_places_is_one_exchange_and_a_decision_reminds_of_the_other(
    world: World, client_of: ClientOf
) -> None:
    line = line_of(world, published=True)
    back = factories.ScenarioLineFactory(
        scenario=line.scenario,
        part=line.part,
        ground="12",
        staff=factories.StaffMemberFactory(school=world.neighbour_school),
        staff_name="Nguyễn Thị Đổi",
        from_school=world.neighbour_school,
        to_school=world.school,
        subjects=line.subjects,
        is_shown=True,
    )
    ScenarioLine.objects.filter(pk=line.pk).update(ground="12")
    head, officer = client_of("head"), client_of("department_officer")
    for client, address in (
        (head, reverse("staffing:plan-line", args=[line.public_id])),
        (head, reverse("staffing:plan-lines")),
        (officer, reverse("staffing:plan", args=[line.scenario.public_id])),
    ):
        page = client.get(address).content.decode()
        assert reverse("staffing:plan-line", args=[back.public_id]) in page, address
    # The person sees nobody else's line.
    own = client_of("teacher").get(reverse("staffing:plan-line", args=[line.public_id]))
    assert "Nguyễn Thị Đổi" not in own.content.decode()
    line.refresh_from_db()
    address = reverse("staffing:plan-line-step", args=[line.public_id])
    answer = officer.post(address, {"step": "accept", "shown": str(line.revision)}, follow=True)
    told = [str(each) for each in answer.context["messages"]]
    assert any("Nguyễn Thị Đổi" in each for each in told), told
    back.refresh_from_db()
    act(officer, back, "decline", reason="Trường cần")
    assert (
        "Nguyễn Thị Đổi"
        not in head.get(reverse("staffing:plan-lines")).content.decode().split(line.staff_name)[1]
    )


def test_the_head_reads_in_the_history_what_was_wished_for_and_the_clerk_does_not(
    world: World, client_of: ClientOf
) -> None:
    staff, wished = world.staff["teacher"], world.neighbour_school
    head = client_of("head")
    page = head.get(reverse("staffing:wishes", args=[staff.public_id])).content.decode()
    offered = f"{wished.name} ({wished.code})"
    assert f'<option value="{offered}">' in page
    assert world.school.code not in page.partition("<datalist")[2].partition("</datalist>")[0]
    step = reverse("staffing:wishes-step", args=[staff.public_id])
    for shown in ("", str(wished.pk)):
        answer = head.post(step, {"step": "wishes", "shown": shown, "school-1": offered})
        assert answer.status_code == 302
    # The same wish again is no change.
    assert StaffChange.objects.filter(table="wish").count() == 1
    history = reverse("staffing:staff-history", args=[staff.public_id])
    assert wished.name in head.get(history).content.decode()
    assert wished.name not in client_of("clerk").get(history).content.decode()


def test_an_objection_that_is_upheld_lets_the_line_fall(world: World, client_of: ClientOf) -> None:
    line = line_of(world, published=True)
    act(client_of("head"), line, "object", text="Trường đang thiếu")
    said = {"objection": str(LineObjection.objects.get().pk), "upheld": "yes", "answer": "Đúng"}
    act(client_of("department_officer"), line, "answer", **said)
    line.refresh_from_db()
    assert (line.state, line.reason) == (LineState.DECLINED, "Đúng")


def test_lessons_at_a_second_school_are_recorded_at_both_and_end_when_withdrawn(
    world: World,
) -> None:
    line = accepted(world, "13", units=[["GDTC", 70], ["TOAN", 140]])
    made = decide(world, line, "shared", ends_on=TODAY() + datetime.timedelta(days=100))
    assert made.state == DecisionState.CARRIED_OUT, made.problem
    record = Elsewhere.objects.get(staff=line.staff)
    assert (record.kind, record.weekly_periods, record.decision) == ("two_schools", 6, "5/QĐ")
    assert Guest.objects.filter(school=world.neighbour_school).exists()
    withdraw(decision=made, shown=made.revision, number="6/QĐ", on=TODAY())
    assert not Elsewhere.objects.exists()
    assert not Guest.objects.exists()
    line.refresh_from_db()
    assert line.state == LineState.ACCEPTED


def test_a_transfer_waits_for_its_day_goes_and_comes_back(world: World) -> None:
    line = accepted(world, "12")
    staff = line.staff
    staff.ministry_code = "7900012345"
    staff.save()
    factories.StaffSubjectFactory(staff=staff)
    later = TODAY() + datetime.timedelta(days=3)
    made = decide(world, line, "transfer", starts_on=later)
    assert (made.state, carry_out_due()) == (DecisionState.SIGNED, 0)
    StaffDecision.objects.update(starts_on=TODAY())
    assert carry_out_due() == 1
    made.refresh_from_db()
    staff.refresh_from_db()
    arrived = StaffMember.objects.get(pk=made.arrived_id)
    assert (staff.status, staff.ministry_code) == ("left", None)
    assert (arrived.school, arrived.ministry_code) == (world.neighbour_school, "7900012345")
    assert Post.objects.in_force().filter(staff=arrived, decision="5/QĐ").exists()
    assert StaffSubject.objects.filter(staff=arrived).exists()
    assert carry_out_due() == 0
    withdraw(decision=made, shown=made.revision, number="6/QĐ", on=TODAY())
    staff.refresh_from_db()
    assert (staff.status, staff.ministry_code) == ("working", "7900012345")
    assert Post.objects.in_force().filter(staff=staff).exists()


def test_what_cannot_be_carried_out_says_why_and_can_be_tried_again(world: World) -> None:
    line = accepted(world, "11-2a")
    StaffMember.objects.filter(pk=line.staff_id).update(status="left")
    made = decide(world, line, "sent")
    assert made.state == DecisionState.SIGNED
    assert "đã rời trường" in made.problem
    StaffMember.objects.filter(pk=line.staff_id).update(status="working")
    assert carry_out_due() == 1


@pytest.mark.parametrize(
    ("ground", "kind", "has_end"),
    [("11-2e", "sent", False), ("11-2a", "secondment", False), ("12", "sent", False),
     ("13", "shared", False), ("12", "transfer", True)],
)  # fmt: skip
def test_kinds_and_days_that_do_not_follow_from_the_ground_are_refused(
    world: World, ground: str, kind: str, has_end: bool
) -> None:
    line = accepted(world, ground)
    days = {"ends_on": TODAY() + datetime.timedelta(days=9)} if has_end else {}
    with pytest.raises(StaffRefused):
        decide(world, line, kind, **days)


def test_what_was_said_of_lines_goes_along_to_the_next_plan(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = line_of(world, solved=True)
    staff, to = str(line.staff.public_id), f"{world.neighbour_school.public_id}:03"
    way = [f"{world.school.public_id}:03", to]
    officer = world.users["department_officer"]
    ScenarioLine.objects.update(mark="pinned")
    carried = carried_from(line.scenario)
    assert carried == {"pinned": [[staff, to]], "kept": [], "shown": [way]}
    ScenarioLine.objects.update(mark="refused")
    child = draft_scenario(
        name="2", year=world.year, options={}, user=officer, parent=line.scenario
    )
    assert child.options["kept"] == [staff]
    monkeypatch.setattr(scenarios, "require_sound", lambda plan: None)
    take_step(scenario=line.scenario, shown=1, step=ScenarioStep.PUBLISH)
    line.refresh_from_db()
    assert (line.state, line.is_shown) == (LineState.DECLINED, True)


def test_pages_cost_the_same_with_more_lines(world: World, client_of: ClientOf) -> None:
    line = line_of(world, published=True)
    made = decision_of(world)
    officer, head = client_of("department_officer"), client_of("head")
    addresses = [
        (officer, "plan", reverse("staffing:plan", args=[line.scenario.public_id])),
        (officer, "plan-list", reverse("staffing:plan-list")),
        (officer, "plan-line", reverse("staffing:plan-line", args=[line.public_id])),
        (head, "plan-lines", reverse("staffing:plan-lines")),
        (officer, "plan-new", f"{reverse('staffing:plan-new')}?from={line.scenario.public_id}"),
        (
            officer,
            "plan-compare",
            f"{reverse('staffing:plan-compare')}?plan={line.scenario.public_id}",
        ),
        (head, "decision", reverse("staffing:decision", args=[made.public_id])),
        (head, "wishes", reverse("staffing:wishes", args=[line.staff.public_id])),
    ]
    for more in range(2):
        for client, name, address in addresses:
            client.get(address)
            ask_counted(client, f"staffing:{name}", address)
        for _line in range(3 - 3 * more):
            staff = factories.StaffMemberFactory(school=world.school)
            factories.ScenarioLineFactory(
                part=line.part, staff=staff, to_school=world.neighbour_school
            )


def test_the_head_of_the_other_school_reads_the_line_and_the_look_is_written_down(
    world: World, client_of: ClientOf
) -> None:
    """The person's row is of a school that this head does not see."""
    line = line_of(world, published=True)
    made = factories.StaffDecisionFactory(line=line, kind="sent")
    user = world.users["other_teacher"]
    factories.MembershipFactory(user=user, role=Role.HEAD, school=world.neighbour_school)
    client = client_of("other_teacher")
    for address in (
        reverse("staffing:plan-lines"),
        reverse("staffing:plan-line", args=[line.public_id]),
        reverse("staffing:decision", args=[made.public_id]),
    ):
        page = client.get(address)
        assert line.staff_name in page.content.decode()
        assert Access.objects.filter(user=user, persons=[line.staff_id]).exists()
    assert "Kiến nghị" in client.get(
        reverse("staffing:plan-line", args=[line.public_id])
    ).content.decode()  # fmt: skip
