"""Who decides about a line: a commune between its own schools, the Department the rest; and whose
word a decision needs."""

import datetime
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from staffing.choices import DecisionState, LineState
from staffing.models import (
    Elsewhere,
    LineConsent,
    LineObjection,
    Post,
    ScenarioLine,
    StaffDecision,
)
from tests import factories
from tests.routes_plans import line_of
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
TODAY = timezone.localdate
WAITING = "Kiến nghị chưa trả lời"


def published(world: World, ground: str, *, of_commune: bool = False) -> ScenarioLine:
    line = line_of(world, published=True)
    line.ground = ground
    line.decided_by = world.communes[0].code if of_commune else "department"
    line.units = [["toan", 140]] if ground == "13" else []
    line.save()
    if not Post.objects.filter(staff=line.staff).exists():
        factories.PostFactory(staff=line.staff)
    return line


def act(client: Any, line: ScenarioLine, step: str, **form: str) -> Any:
    line.refresh_from_db()
    address = reverse("staffing:plan-line-step", args=[line.public_id])
    return client.post(address, {"step": step, "shown": str(line.revision), **form})


def decision_form(**other: str) -> dict[str, str]:
    today = TODAY().isoformat()
    later = (TODAY() + datetime.timedelta(days=90)).isoformat()
    return {
        "kind": "shared", "number": "7/QĐ-UBND", "decided_on": today, "decided_by": "UBND",
        "signer": "Chủ tịch", "starts_on": today, "ends_on": later, **other,
    }  # fmt: skip


def test_lessons_at_a_second_school_wait_for_the_word_of_all_three(
    world: World, client_of: ClientOf
) -> None:
    line = published(world, "13")
    officer, head, teacher = map(client_of, ("department_officer", "head", "teacher"))
    act(officer, line, "accept")
    refused = act(officer, line, "decide", **decision_form()).content.decode()
    assert "trường đang dạy, trường kia, giáo viên" in refused
    # Each says the own word; nobody that of another.
    assert act(head, line, "consent", side="from", opinion="Đồng ý").status_code == 302
    other_side = act(head, line, "consent", side="to", opinion="Đồng ý")
    assert (other_side.status_code, LineConsent.objects.count()) == (404, 1)
    assert act(teacher, line, "consent", side="person", opinion="Nhà gần").status_code == 302
    assert act(head, line, "take_back", side="person").status_code == 404
    assert "Nhà gần" not in act(head, line, "consent", side="from", opinion="x").content.decode()
    # What came on paper the Department records.
    paper = {"said_by": "Ông Tâm", "said_on": TODAY().isoformat(), "paper": "12/CV-THCS"}
    late = act(
        officer, line, "consent", side="to", opinion="Đồng ý", **paper | {"said_on": "2099-01-01"}
    )
    assert "không được sau hôm nay" in late.content.decode()
    act(officer, line, "consent", side="to", opinion="Đồng ý", **paper)
    word = LineConsent.objects.get(side="to")
    assert (word.said_by, word.paper, word.school) == ("Ông Tâm", "12/CV-THCS", line.to_school)
    assert act(teacher, line, "take_back", side="person").status_code == 302
    assert "giáo viên" in act(officer, line, "decide", **decision_form()).content.decode()
    act(teacher, line, "consent", side="person", opinion="Đồng ý")
    assert act(officer, line, "decide", **decision_form()).status_code == 302
    assert act(head, line, "take_back", side="from").status_code == 404
    made = StaffDecision.objects.get()
    page = officer.get(reverse("staffing:decision", args=[made.public_id])).content.decode()
    assert "12/CV-THCS" in page and "Nhà gần" not in page


def test_a_transfer_waits_for_both_schools_and_being_sent_for_nobody(
    world: World, client_of: ClientOf
) -> None:
    officer = client_of("department_officer")
    wish, sent = published(world, "12"), published(world, "11-2a")
    for line, needs in ((wish, True), (sent, False)):
        act(officer, line, "accept")
        page = officer.get(reverse("staffing:plan-line", args=[line.public_id])).content.decode()
        assert ("Thống nhất của hai trường" in page) is needs
        form = decision_form(kind="transfer" if needs else "sent", ends_on="")
        waits = "Trước khi quyết định" in act(officer, line, "decide", **form).content.decode()
        assert waits is needs


def test_a_commune_decides_between_its_schools_alone(world: World, client_of: ClientOf) -> None:
    line = published(world, "11-2e", of_commune=True)
    official, head = client_of("commune_officer"), client_of("head")
    act(head, line, "object", text="Trường đang thiếu")
    listed = official.get(reverse("staffing:plan-lines")).content.decode()
    assert line.staff_name in listed and WAITING in listed
    objection = str(LineObjection.objects.get().pk)
    act(official, line, "answer", objection=objection, upheld="no", answer="Trường kia thiếu hơn")
    assert act(official, line, "mark", mark="pinned").status_code == 404
    act(official, line, "accept")
    page = official.get(reverse("staffing:plan-line", args=[line.public_id])).content.decode()
    assert f"Ủy ban nhân dân {world.communes[0].full_name}" in page
    assert act(official, line, "decide", **decision_form(kind="sent")).status_code == 302
    made = StaffDecision.objects.get()
    assert made.state == DecisionState.CARRIED_OUT, made.problem
    assert Elsewhere.objects.filter(staff=line.staff, other_school=line.to_school).exists()
    address = reverse("staffing:decision-step", args=[made.public_id])
    back = {"step": "withdraw", "shown": made.revision, "number": "8/QĐ", "on": TODAY()}
    assert official.post(address, back).status_code == 302
    line.refresh_from_db()
    assert line.state == LineState.ACCEPTED


def test_a_commune_does_not_decide_what_is_the_departments(
    world: World, client_of: ClientOf
) -> None:
    line, official = published(world, "11-2e"), client_of("commune_officer")
    factories.LineObjectionFactory(line=line, text="Con nhỏ")
    page = official.get(reverse("staffing:plan-line", args=[line.public_id])).content.decode()
    assert "Con nhỏ" not in page
    assert WAITING not in official.get(reverse("staffing:plan-lines")).content.decode()
    for step in ("accept", "decline", "decide", "answer", "object"):
        assert act(official, line, step, reason="x").status_code == 404, step
    made = factories.StaffDecisionFactory(line=line)
    address = reverse("staffing:decision-step", args=[made.public_id])
    assert official.get(reverse("staffing:decision", args=[made.public_id])).status_code == 200
    assert official.post(address, {"step": "withdraw", "shown": 1}).status_code == 404


def write_state(line: ScenarioLine) -> bool:
    """Whether the database lets a line be changed; a change it does not see changes nothing."""
    try:
        with transaction.atomic():
            return bool(ScenarioLine.objects.filter(pk=line.pk).update(state="declined"))
    except ProgrammingError as error:
        assert "row-level" in str(error)
        return False


def record(line: ScenarioLine, **other: Any) -> bool:
    try:
        with transaction.atomic():
            factories.StaffDecisionFactory(line=line, **other)
    except ProgrammingError as error:
        assert "row-level" in str(error)
        return False
    return True


def test_the_database_lets_a_commune_write_its_own_lines_and_decisions_only(world: World) -> None:
    own, others = published(world, "11-2a", of_commune=True), published(world, "11-2a")
    hidden = line_of(world, solved=True)
    user, stranger = factories.UserFactory(), factories.StaffMemberFactory(school=world.school)
    ScenarioLine.objects.filter(pk=hidden.pk).update(decided_by=world.communes[0].code)
    both = [own.from_school_id, own.to_school_id]
    with scoping.schools(both[:1]):
        assert not write_state(own)
        assert not record(own, recorded_by=user)
    with scoping.schools(both):
        assert [write_state(each) for each in (own, others, hidden)] == [True, False, False]
        assert not record(others, recorded_by=user)
        # Neither another person under the line's name, nor another way.
        assert not record(own, recorded_by=user, staff=stranger)
        assert not record(own, recorded_by=user, from_school=own.to_school)
        assert record(own, recorded_by=user)
        assert not ScenarioLine.objects.filter(pk=own.pk)._raw_delete("default")
        assert not StaffDecision.objects.all()._raw_delete("default")
