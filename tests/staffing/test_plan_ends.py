"""Nothing about a line is left without an end: objections, decisions, people who come back."""

import datetime

import pytest
from django.utils import timezone

from eduportal.notices.models import Notice
from staffing.choices import LineState, ScenarioStep, StaffStatus
from staffing.models import LineObjection, Qualification, StaffDecision, StaffMember, StaffSubject
from staffing.services import deciding
from staffing.services.deciding import carry_out_due, withdraw
from staffing.services.errors import StaffRefused
from staffing.services.objecting import Objecting, decline_line, object_to_line
from staffing.services.scenarios import take_step
from tests import factories
from tests.staffing.short import accepted, decide
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
TODAY = timezone.localdate


def test_an_objection_holds_a_decision_up_and_is_answered_when_the_line_falls(world: World) -> None:
    line = accepted(world, "11-2a")
    teacher, officer = world.users["teacher"], world.users["department_officer"]
    made = object_to_line(line=line, who=Objecting(teacher, world.school, True), text="Nhà xa")
    with pytest.raises(StaffRefused, match="trả lời kiến nghị"):
        decide(world, line, "sent")
    decline_line(line=line, shown=line.revision, reason="Đúng là xa", user=officer)
    made.refresh_from_db()
    assert (made.is_upheld, made.answer) == (True, "Đúng là xa")
    assert Notice.objects.filter(user=teacher, kind="move_answered").exists()
    with pytest.raises(StaffRefused):
        object_to_line(line=line, who=Objecting(teacher, world.school, True), text="Lần nữa")
    assert LineObjection.objects.count() == 1


def test_a_decision_withdrawn_after_the_plan_is_closed_leaves_a_line_that_has_fallen(
    world: World,
) -> None:
    line = accepted(world, "11-2a")
    made = decide(world, line, "sent", starts_on=TODAY() + datetime.timedelta(days=9))
    take_step(scenario=line.scenario, shown=1, step=ScenarioStep.CLOSE)
    withdraw(decision=made, shown=made.revision, number="6/QĐ", on=TODAY())
    line.refresh_from_db()
    assert line.state == LineState.DECLINED


def test_a_decision_that_breaks_keeps_no_other_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = accepted(world, "11-2a"), accepted(world, "11-2a")
    later = TODAY() + datetime.timedelta(days=3)
    decisions = [decide(world, line, "sent", starts_on=later) for line in (first, second)]
    StaffDecision.objects.update(starts_on=TODAY())
    truly = deciding.send_over

    def broken(decision: StaffDecision) -> None:
        if decision.pk == decisions[0].pk:
            raise OverflowError
        truly(decision)

    monkeypatch.setattr(deciding, "send_over", broken)
    assert carry_out_due() == 1
    monkeypatch.undo()
    assert StaffDecision.objects.get(state="signed").pk == decisions[0].pk


def test_who_comes_back_to_an_earlier_school_goes_on_with_the_record_there(world: World) -> None:
    line = accepted(world, "11-2a")
    staff = line.staff
    staff.personal_number = "079099000001"
    staff.save()
    old = factories.StaffMemberFactory(
        school=world.neighbour_school, personal_number="079099000001", status=StaffStatus.LEFT
    )
    factories.QualificationFactory(staff=old)
    factories.QualificationFactory(staff=staff)
    factories.StaffSubjectFactory(staff=staff)
    made = decide(world, line, "sent")
    assert made.problem == ""
    assert made.arrived_id == old.pk
    old.refresh_from_db()
    assert old.status == StaffStatus.WORKING
    number = StaffMember.objects.filter(personal_number="079099000001")
    assert number.filter(school=world.neighbour_school).count() == 1
    assert StaffSubject.objects.filter(staff=old).exists()
    assert Qualification.objects.filter(staff=old).count() == 1
