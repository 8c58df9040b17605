"""Decisions on students without a level: who, which answers, what sealing makes of them."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from grades.choices import Answer, SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet, SealDecision, TermResult
from grades.rules.cells import CellCode
from grades.rules.levels import Level
from grades.selectors import revision_of_class
from grades.selectors.hanging import hanging_on_student
from grades.services import (
    ClassNotReady,
    Decided,
    DecisionsRefused,
    NotAllowed,
    ShownOtherwise,
    decide_students,
    move_sheet,
    seal_class,
)
from tests.factories import (
    ExemptionFactory,
    SchoolWindowFactory,
    SealDecisionFactory,
)
from tests.grades.conftest import (
    decide,
    ending,
    fill,
    give_levels,
    in_package,
    lack,
    scope_of,
    set_states,
    stand_under,
)
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
ABSENT, EXEMPT = CellCode.ABSENT, CellCode.EXEMPT


@pytest.fixture
def approved(world: World) -> World:
    """6A1 as give_levels makes it, every sheet approved."""
    give_levels(world)
    return world


def seal(world: World, revision: str = ""):
    return seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision or revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def result_of(record: MarkRecord) -> TermResult:
    return TermResult.objects.get(enrolment=record.enrolment)


# --- what is needed ---


def test_a_class_is_not_sealed_before_each_student_without_a_level_is_decided_on(
    approved: World,
) -> None:
    first, second = lack(approved, 0), lack(approved, 1)
    with pytest.raises(ClassNotReady) as refusal:
        seal(approved)
    students = [first.enrolment.student, second.enrolment.student]
    assert refusal.value.sheets == [each.full_name for each in students]
    decide(approved, students[:1])
    with pytest.raises(ClassNotReady) as refusal:
        seal(approved)
    assert refusal.value.sheets == [students[1].full_name]
    decide(approved, students[1:])
    assert seal(approved).records


def test_where_the_set_says_so_nobody_has_to_decide(approved: World) -> None:
    stand_under(approved, undecided="no_level")
    record = lack(approved)
    seal(approved)
    assert (result_of(record).learning, result_of(record).decision) == (None, None)


def test_where_no_student_of_the_class_can_get_a_level_nothing_is_decided_on_single_ones(
    world: World,
) -> None:
    fill(world.sheet, 80)
    fill(world.commented_sheet, CellCode.PASSED)
    set_states(MarkSheet.objects.filter(class_group=world.class_group), SheetState.APPROVED)
    assert not ending(world).gives_levels and len(ending(world).open) == 6
    with pytest.raises(DecisionsRefused):
        decide(world, [world.record.enrolment.student])
    assert seal(world).records


# --- the answers ---


@pytest.mark.parametrize(
    ("cells", "changes", "offered"),
    [
        ({"final": None}, {}, {"make_up", "zero", "none"}),
        ({"final": None}, {"zero_by_decision": False}, {"make_up", "none"}),
        ({"regular": [80, 80, 80, None]}, {}, {"none"}),
        ({"regular": [80, 80, 80, None]}, {"exempt_cell": "leave_out"}, {"leave_out", "none"}),
        ({"final": ABSENT}, {"absence_settles": False}, {"make_up", "zero", "none"}),
    ],
)
def test_the_set_and_what_is_missing_say_which_answers_there_are(
    approved: World, cells, changes, offered
) -> None:
    stand_under(approved, **changes)
    record = lack(approved, **cells)
    [student] = ending(approved).open
    assert student.stay == record.enrolment
    assert {each.value for each in student.offers} == offered
    refused = [each for each in Answer if each.value not in offered]
    for answer in refused:
        with pytest.raises(DecisionsRefused):
            decide(
                approved, [record.enrolment.student], answer, level=3 if answer == "level" else None
            )
    assert not SealDecision.objects.exists()


def test_what_was_not_asked_of_a_student_is_never_zero(approved: World) -> None:
    record = lack(approved, midterm=None, final=None)
    first_day = timezone.localdate() - datetime.timedelta(days=2)
    stay = record.enrolment
    stay.starts_on = first_day
    stay.save()
    close(approved, "midterm", first_day)
    decide(approved, [stay.student], Answer.ZERO)
    seal(approved)
    record.refresh_from_db()
    assert (record.midterm, record.final, record.average) == (None, 0, None)
    assert result_of(record).learning is None


def close(world: World, column: str, before: datetime.date) -> None:
    SchoolWindowFactory(
        school=world.school,
        term=world.term,
        column=column,
        opens_on=before - datetime.timedelta(days=20),
        closes_on=before - datetime.timedelta(days=1),
    )


def test_zero_fills_what_was_missed_and_the_level_follows(approved: World) -> None:
    record = lack(approved)
    student = record.enrolment.student
    [open_student] = ending(approved).open
    after = open_student.after[Answer.ZERO].level_by(None)
    decide(approved, [student], Answer.ZERO, reason="Không đến kiểm tra bù")
    assert ending(approved).levels[record.enrolment_id] == after
    package = seal(approved)
    record.refresh_from_db()
    # (4 · 8,0 + 2 · 8,0 + 3 · 0) / 9
    assert (record.final, record.average) == (0, 53)
    assert result_of(record).learning == after is not None
    assert in_package(package, record).average == 53
    [change] = MarkChange.objects.filter(record=record.pk, new__final=0)
    assert "Không đến kiểm tra bù" in change.reason


def test_a_cell_left_out_by_decision_leaves_an_average_of_the_rest(approved: World) -> None:
    stand_under(approved, exempt_cell="leave_out")
    record = lack(approved, regular=[90, 80, 80, None])
    decide(approved, [record.enrolment.student], Answer.LEAVE_OUT)
    package = seal(approved)
    record.refresh_from_db()
    assert record.regular == [90, 80, 80, EXEMPT] and record.average == 81
    assert in_package(package, record).average == 81
    assert result_of(record).learning == Level.GOOD


def test_a_student_assessed_in_too_few_subjects_gets_the_level_that_was_decided(
    approved: World,
) -> None:
    record = approved.record
    student = record.enrolment.student
    for sheet in MarkSheet.objects.filter(class_group=approved.class_group, form="scored")[:2]:
        ExemptionFactory(student=student, subject=sheet.subject, starts_on=approved.term.starts_on)
        sheet.records.filter(enrolment=record.enrolment).update(exempt=True, average=None)
    [open_student] = ending(approved).open
    assert set(open_student.offers) == {Answer.LEVEL, Answer.NONE} and open_student.lacks == []
    with pytest.raises(DecisionsRefused):
        decide(approved, [student], Answer.LEVEL)
    decide(approved, [student], Answer.LEVEL, Level.PASSED, "Biên bản ngày 08/01")
    seal(approved)
    result = result_of(record)
    assert result.learning == Level.PASSED and result.level_before_adjustment is None
    assert result.decision.reason == "Biên bản ngày 08/01"


def test_sealing_waits_for_a_make_up_test_until_the_mark_is_there(approved: World) -> None:
    record = lack(approved)
    decide(approved, [record.enrolment.student], Answer.MAKE_UP)
    with pytest.raises(ClassNotReady) as refusal:
        seal(approved)
    assert refusal.value.sheets == [record.enrolment.student.full_name]
    MarkRecord.objects.filter(pk=record.pk).update(final=70, average=77)
    seal(approved)
    assert result_of(record).learning == Level.FAIR or result_of(record).learning == Level.GOOD
    assert result_of(record).decision is None


def test_where_the_set_says_so_sealing_does_not_wait_for_a_make_up_test(approved: World) -> None:
    stand_under(approved, make_up_waits=False)
    record = lack(approved)
    decide(approved, [record.enrolment.student], Answer.MAKE_UP)
    seal(approved)
    assert result_of(record).learning is None
    assert result_of(record).decision.answer == Answer.MAKE_UP


# --- changed, overtaken, refused ---


def test_a_change_of_mind_is_another_row_and_the_newest_counts(approved: World) -> None:
    record = lack(approved)
    student = record.enrolment.student
    for answer in (Answer.MAKE_UP, Answer.NONE, Answer.ZERO):
        decide(approved, [student], answer)
    assert [each.answer for each in SealDecision.objects.order_by("pk")] == [
        "make_up",
        "none",
        "zero",
    ]
    assert ending(approved).open[0].answer is Answer.ZERO


def test_a_decision_about_something_else_than_is_missing_now_is_overtaken(
    approved: World,
) -> None:
    record = lack(approved)
    decide(approved, [record.enrolment.student], Answer.ZERO)
    lack(approved, 0, midterm=None)
    [student] = ending(approved).open
    assert student.decision is None and student.overtaken.answer == Answer.ZERO
    with pytest.raises(ClassNotReady):
        seal(approved)
    assert MarkRecord.objects.get(pk=record.pk).final is None


def test_a_decision_changed_after_the_page_was_opened_refuses_the_confirmation(
    approved: World, client_of: ClientOf
) -> None:
    record = lack(approved)
    student = record.enrolment.student
    decide(approved, [student], Answer.NONE)
    head = client_of("head")
    address = reverse(
        "grades:class-seal", args=[approved.class_group.public_id, approved.term.code]
    )
    shown = head.get(address).context["revision"]
    decide(approved, [student], Answer.ZERO)
    answer = head.post(
        address,
        {"revision": shown, "confirmation": "6A1", "without_conduct": "on"},
        follow=True,
    )
    assert not answer.context["is_sealed"]
    [message] = answer.context["messages"]
    assert "quyết định" in str(message)
    with pytest.raises(ShownOtherwise):
        seal(approved, shown)


def test_who_may_not_seal_decides_nothing(approved: World) -> None:
    record = lack(approved)
    with pytest.raises(NotAllowed):
        decide_students(
            class_group=approved.class_group,
            term=approved.term,
            decisions=[
                Decided(
                    record.enrolment.student_id,
                    Answer.NONE,
                    None,
                    "x",
                    "12/QĐ-THCS",
                    timezone.localdate(),
                )
            ],
            revision=revision_of_class(approved.class_group, approved.term),
            scope=scope_of(approved, "vice_head"),
            user=approved.users["vice_head"],
        )


def test_after_the_seal_nothing_is_decided_any_more(approved: World) -> None:
    record = lack(approved)
    decide(approved, [record.enrolment.student])
    seal(approved)
    with pytest.raises(ShownOtherwise):
        decide(approved, [record.enrolment.student], Answer.ZERO)


def test_repeating_the_seal_keeps_what_was_decided(approved: World) -> None:
    record = lack(approved)
    decide(approved, [record.enrolment.student], Answer.ZERO)
    package = seal(approved)
    before = result_of(record)
    assert seal(approved) == package
    assert (result_of(record).learning, result_of(record).decision) == (
        before.learning,
        before.decision,
    )


def test_nobody_is_decided_on_while_a_sheet_is_with_its_teacher(approved: World) -> None:
    record = lack(approved)
    sheet = MarkSheet.objects.get(pk=approved.sheet.pk)
    move_sheet(
        sheet_id=sheet.pk,
        step="return",
        revision=str(sheet.revision),
        scope=scope_of(approved, "head"),
        user_id=approved.users["head"].pk,
        reason="Kiểm tra bù",
        until=timezone.localdate() + datetime.timedelta(days=2),
    )
    with pytest.raises(ClassNotReady):
        decide(approved, [record.enrolment.student])


# --- the page ---


def address_of(world: World, name: str = "class-decide") -> str:
    return reverse(f"grades:{name}", args=[world.class_group.public_id, world.term.code])


def form_for(world: World, **values: object) -> dict[str, object]:
    paper = {"number": "12/QĐ-THCS", "signed_on": f"{timezone.localdate()}"}
    return {"revision": revision_of_class(world.class_group, world.term), **paper, **values}


def test_the_page_asks_about_each_student_and_records_what_is_chosen(
    approved: World, client_of: ClientOf
) -> None:
    first, second = (lack(approved, number).enrolment.student for number in (0, 1))
    head = client_of("head")
    page = head.get(address_of(approved, "class-seal"))
    [group] = page.context["decisions"].groups
    assert [each.student.stay.student for each in group.questions] == [first, second]
    assert page.context["undecided"] == [first.full_name, second.full_name]
    assert "hoản 5 Điều 7 Thông tư 22/2021/TT-BGDĐT" in page.content.decode()
    form = form_for(
        approved,
        **{f"{first.public_id}-answer": "zero", f"{first.public_id}-reason": "Không đến"},
        **{f"{group.all.form.prefix}-answer": "none", f"{group.all.form.prefix}-reason": "Ốm"},
    )
    answer = head.post(address_of(approved), form, follow=True)
    assert answer.context["undecided"] == []
    found = dict(SealDecision.objects.values_list("student", "answer"))
    assert found == {first.pk: "zero", second.pk: "none"}
    assert [each.student for each in answer.context["decided"]] == [second, first]
    # Sent again, nothing is new.
    again = head.post(address_of(approved), form | form_for(approved), follow=True)
    assert again.status_code == 200 and SealDecision.objects.count() == 2


def test_what_is_refused_stays_typed_and_nothing_is_recorded(
    approved: World, client_of: ClientOf
) -> None:
    first, second = (lack(approved, number).enrolment.student for number in (0, 1))
    typed = {
        f"{first.public_id}-answer": "zero",
        f"{first.public_id}-reason": "Không đến kiểm tra bù",
        f"{second.public_id}-answer": "none",
    }
    head = client_of("head")
    page = head.post(address_of(approved), form_for(approved, **typed))
    assert page.status_code == 200 and not SealDecision.objects.exists()
    assert page.context["problems"] and "Không đến kiểm tra bù" in page.content.decode()
    # The same after somebody else has changed something meanwhile.
    stale = typed | {f"{second.public_id}-reason": "Ốm", "revision": "0" * 12}
    page = head.post(address_of(approved), stale)
    assert not SealDecision.objects.exists() and "Không đến kiểm tra bù" in page.content.decode()
    assert page.context["revision"] != "0" * 12


def test_a_reason_of_which_nothing_can_be_seen_is_none(
    approved: World, client_of: ClientOf
) -> None:
    student = lack(approved).enrolment.student
    for reason in ("", "\u200b", " \u200b\u2060 "):
        typed = {f"{student.public_id}-answer": "none", f"{student.public_id}-reason": reason}
        page = client_of("head").post(address_of(approved), form_for(approved, **typed))
        assert page.context["problems"], repr(reason)
    assert not SealDecision.objects.exists()


def test_who_decides_after_the_seal_reads_that_nothing_was_done(
    approved: World, client_of: ClientOf
) -> None:
    student = lack(approved).enrolment.student
    decide(approved, [student])
    seal(approved)
    typed = {f"{student.public_id}-answer": "zero", f"{student.public_id}-reason": "Ốm"}
    page = client_of("head").post(address_of(approved), form_for(approved, **typed))
    assert page.context["problems"]
    assert page.context["problems"][0] in page.content.decode()
    assert SealDecision.objects.count() == 1


def test_decisions_stand_on_the_pages_of_class_and_student(
    approved: World, client_of: ClientOf
) -> None:
    record = lack(approved)
    student = record.enrolment.student
    decide(approved, [student], reason="Nghỉ học từ tháng mười")
    head = client_of("head")
    student_page = reverse("grades:student", args=[student.public_id])
    class_page = reverse("grades:class-detail", args=[approved.class_group.public_id])
    assert "Nghỉ học từ tháng mười" in head.get(student_page).content.decode()
    seal(approved)
    for address in (student_page, class_page, address_of(approved, "class-seal")):
        assert "Nghỉ học từ tháng mười" in head.get(address).content.decode(), address
    results = re.sub(r"\s+", " ", head.get(student_page).content.decode())
    assert ">chưa có kết quả<" in results and ">đang nhập<" not in results


def test_the_page_costs_the_same_however_many_students_wait(
    approved: World, client_of: ClientOf
) -> None:
    head, key = client_of("head"), "grades:class-seal:head"
    lack(approved, 0)
    ask_counted(head, key, address_of(approved, "class-seal"))
    for number in (1, 2, 3):
        lack(approved, number)
    decide(approved, [approved.records[approved.sheet][1].enrolment.student])
    ask_counted(head, key, address_of(approved, "class-seal"))


def test_a_decision_keeps_a_student_from_being_removed(world: World) -> None:
    student = world.record.enrolment.student
    SealDecisionFactory(class_group=world.class_group, term=world.term, student=student)
    assert hanging_on_student(student)[SealDecision] == 1
