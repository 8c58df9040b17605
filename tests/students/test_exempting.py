"""A student is exempt from a subject by a decision, and every sheet says the same."""

import datetime
import random

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet, SheetStep
from grades.selectors import gaps_of, revision_of_class, sheet_page
from grades.selectors.days import days_of_sheet
from grades.services import open_sheets, save_cells, seal_class
from grades.services.errors import DaysRefused
from grades.services.windows import give_exception
from grades.services.writing import update_records
from schools.models import ClassGroup, Subject, Term
from students.models import Enrolment, Exemption, Student, Transfer
from students.selectors import is_exempt, papers_of, papers_revision, register_history
from students.services import (
    Decision,
    StayRefused,
    change_class,
    end_exemption,
    exempt,
    keep_papers,
    offer,
    remove_exemption,
    take_in,
)
from tests import factories
from tests.grades.conftest import edit, fill, scope_of, set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
DAY = datetime.timedelta(days=1)


def student_of(world: World) -> Student:
    return world.enrolments[world.class_group][0].student


def decision(subject: Subject, term: Term, **changes: object) -> Decision:
    facts = {
        "subject": subject,
        "number": "12/QĐ-THCS",
        "signed_on": term.starts_on,
        "starts_on": term.starts_on,
        "ends_on": None,
        "reason": "Theo Điều 11 Thông tư 22/2021",
    }
    return Decision(**{**facts, **changes})


def line(student: Student, subject: Subject, term: Term) -> MarkRecord:
    return MarkRecord.objects.select_related("sheet").get(
        enrolment__student=student, sheet__subject=subject, sheet__term=term
    )


def contradictions() -> list[MarkRecord]:
    return list(MarkRecord.objects.annotate(wanted=is_exempt()).exclude(exempt=F("wanted")))


def test_the_sheet_follows_the_decision_and_asks_again_when_it_ends(world: World) -> None:
    student, subject = student_of(world), world.subjects[0]
    before = len(gaps_of(world.sheet))
    row = exempt(student=student, decision=decision(subject, world.term))
    assert line(student, subject, world.term).exempt
    assert len(gaps_of(world.sheet)) == before - 1
    [shown] = [
        r
        for r in sheet_page(world.sheet, "", days_of_sheet(world.sheet)).rows
        if r.student_id == student.pk
    ]
    assert shown.exemption.decision == "12/QĐ-THCS"
    assert all(cell.locked for cell in shown.cells)

    end_exemption(exemption_id=row.pk, shown=row.revision, on=world.term.starts_on + DAY)
    assert not line(student, subject, world.term).exempt
    assert len(gaps_of(world.sheet)) == before


def test_what_ends_before_the_terms_last_day_asks_for_the_terms_marks(world: World) -> None:
    student, subject = student_of(world), world.subjects[0]
    early = decision(subject, world.term, ends_on=world.term.ends_on - DAY)
    exempt(student=student, decision=early)
    assert not line(student, subject, world.term).exempt


def test_marks_given_before_stay_and_do_not_count(world: World) -> None:
    record = world.record
    record.regular, record.midterm, record.final = [80, 80], 80, 80
    record.average = 80
    update_records([record])
    row = exempt(student=record.enrolment.student, decision=decision(world.subjects[0], world.term))
    stored = MarkRecord.objects.get(pk=record.pk)
    assert (stored.midterm, stored.average) == (80, None)
    remove_exemption(exemption_id=row.pk, shown=row.revision)
    stored = MarkRecord.objects.get(pk=record.pk)
    assert stored.exempt is False
    assert stored.average == 80


def test_no_door_lets_a_sheet_disagree_with_the_register(world: World) -> None:
    student = student_of(world)
    sheet, user = world.sheet, world.users["teacher"]
    record = line(student, world.subjects[0], world.term)
    scope = scope_of(world, "teacher")

    def save(*edits):
        return [
            result.status
            for result in save_cells(
                sheet_id=sheet.pk, edits=edits, scope=scope, user_id=user.pk
            ).results
        ]

    assert save(edit(record, "exempt", "", "1"), edit(record, "gk", "", "7")) == ["locked", "saved"]
    exempt(student=student, decision=decision(world.subjects[0], world.term))
    assert save(edit(record, "gk", "7,0", "8"), edit(record, "exempt", "1", "")) == [
        "locked",
        "locked",
    ]
    assert save(edit(record, "remark", "", "cố gắng")) == ["locked"]
    assert not contradictions()


def test_a_handed_in_sheet_goes_back_when_cells_are_asked_for_again(world: World) -> None:
    student, subject = student_of(world), world.subjects[0]
    row = exempt(student=student, decision=decision(subject, world.term))
    set_state(world.sheet, SheetState.SUBMITTED)
    end_exemption(exemption_id=row.pk, shown=row.revision, on=world.term.starts_on)
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)
    assert sheet.state == SheetState.OPEN
    assert student.full_name in SheetStep.objects.filter(sheet=sheet).latest("pk").reason


def test_a_handed_in_sheet_stays_where_no_empty_cell_is_due(world: World) -> None:
    today = timezone.localdate()
    factories.SchoolWindowFactory(
        school=world.school, term=world.term, column="midterm", closes_on=today - DAY
    )
    fill(world.sheet, 80)
    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=None)
    Enrolment.objects.filter(pk=world.record.enrolment_id).update(starts_on=today)
    student, subject = student_of(world), world.subjects[0]
    row = exempt(student=student, decision=decision(subject, world.term))
    set_state(world.sheet, SheetState.SUBMITTED)
    end_exemption(exemption_id=row.pk, shown=row.revision, on=world.term.starts_on)
    assert MarkSheet.objects.get(pk=world.sheet.pk).state == SheetState.SUBMITTED


def test_a_sealed_term_is_not_touched(world: World) -> None:
    student, subject = student_of(world), world.subjects[0]
    for each in world.subjects:
        set_state(world.sheets[world.class_group, each], SheetState.APPROVED)
    seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )
    with pytest.raises(StayRefused, match="6A1"):
        exempt(student=student, decision=decision(subject, world.term))
    assert not Exemption.objects.exists()
    later = decision(subject, world.term, starts_on=world.term.ends_on + DAY)
    exempt(student=student, decision=later)
    assert not line(student, subject, world.term).exempt


def test_two_decisions_for_the_same_days_are_refused(world: World) -> None:
    student, subject = student_of(world), world.subjects[0]
    exempt(student=student, decision=decision(subject, world.term))
    with pytest.raises(StayRefused):
        exempt(student=student, decision=decision(subject, world.term, number="13/QĐ-THCS"))
    with pytest.raises(StayRefused):
        backwards = decision(world.subjects[1], world.term, ends_on=world.term.starts_on - DAY)
        exempt(student=student, decision=backwards)
    assert Exemption.objects.count() == 1


def test_a_new_class_and_a_new_sheet_know_the_exemption(world: World) -> None:
    stay = world.enrolments[world.class_group][0]
    subject = world.subjects[0]
    exempt(student=stay.student, decision=decision(subject, world.term))
    new = change_class(
        enrolment_id=stay.pk,
        shown=stay.revision,
        to=world.classes[world.school][1],
        on=timezone.localdate(),
    )
    assert new.records.get(sheet__subject=subject, sheet__term=world.term).exempt
    open_sheets(class_group=new.class_group, term=world.next_term)
    assert new.records.get(sheet__subject=subject, sheet__term=world.next_term).exempt
    assert not contradictions()


def transfer(world: World, stay: Enrolment, to: ClassGroup, on: datetime.date) -> Enrolment:
    """The student leaves the day before and is taken in on the day."""
    with scoping.schools([stay.school_id]):
        offer(
            enrolment_id=stay.pk,
            shown=stay.revision,
            to=to.school,
            last_day=on - DAY,
            by=world.users["clerk"],
        )
    way = Transfer.objects.filter(school=to.school).latest("pk")
    with scoping.schools([to.school_id]):
        return take_in(
            transfer_id=way.pk, shown=way.revision, to=to, on=on, by=world.users["clerk"]
        )


def test_the_decision_goes_along_to_the_next_school_and_its_end_comes_back(world: World) -> None:
    here, subject = world.enrolments[world.class_group][0], world.subjects[0]
    exempt(student=here.student, decision=decision(subject, world.term))
    today = timezone.localdate()
    there = transfer(world, here, world.classes[world.neighbour_school][0], today - 2 * DAY)
    row = there.student.exemptions.get()
    assert row.decision == "12/QĐ-THCS"
    assert there.records.get(sheet__subject=subject, sheet__term=world.term).exempt
    assert not contradictions()

    end_exemption(exemption_id=row.pk, shown=row.revision, on=today - DAY)
    again = transfer(world, there, world.classes[world.school][1], today)
    assert again.student == here.student
    assert not again.records.get(sheet__subject=subject, sheet__term=world.term).exempt
    assert not contradictions()


def test_the_history_keeps_what_was_removed(world: World) -> None:
    student = student_of(world)
    row = exempt(student=student, decision=decision(world.subjects[0], world.term))
    remove_exemption(exemption_id=row.pk, shown=row.revision)
    removed, recorded = register_history(student)[:2]
    assert "12/QĐ-THCS" in removed.before
    assert removed.after == ""
    assert (recorded.before, recorded.after) == ("", removed.before)
    change = MarkChange.objects.filter(record=line(student, world.subjects[0], world.term)).first()
    assert change.reason


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_recorded_no_line_contradicts_the_register(world: World, seed: int) -> None:
    draw = random.Random(seed)
    terms = [world.term, world.next_term]
    for group in world.classes[world.school]:
        open_sheets(class_group=group, term=world.next_term)
    for _step in range(25):
        student = draw.choice(world.enrolments[world.class_group]).student
        rows = list(Exemption.objects.all())
        first = draw.choice(terms).starts_on + draw.randrange(-20, 150) * DAY
        try:
            if not rows or draw.random() < 0.5:
                last = draw.choice([None, first + draw.randrange(0, 150) * DAY])
                facts = decision(
                    draw.choice(world.subjects), world.term, starts_on=first, ends_on=last
                )
                exempt(student=student, decision=facts)
            elif draw.random() < 0.6:
                row = draw.choice(rows)
                end_exemption(exemption_id=row.pk, shown=row.revision, on=first)
            else:
                row = draw.choice(rows)
                remove_exemption(exemption_id=row.pk, shown=row.revision)
        except StayRefused:
            continue
        assert not contradictions()


def form(world: World, **changes: object) -> dict[str, object]:
    facts = {
        "subject": world.subjects[1].pk,
        "number": "12/QĐ-THCS",
        "signed_on": "2026-09-05",
        "starts_on": str(world.term.starts_on),
        "reason": "Theo Điều 11 Thông tư 22/2021",
    }
    return {**facts, **changes}


def test_the_clerk_records_and_ends_an_exemption(world: World, client_of: ClientOf) -> None:
    student = student_of(world)
    clerk = client_of("clerk")
    address = reverse("students:exemptions", args=[student.public_id])
    assert clerk.post(address, form(world)).status_code == 302
    row = Exemption.objects.get()
    assert (row.reason, row.signed_on) == (
        "Theo Điều 11 Thông tư 22/2021",
        datetime.date(2026, 9, 5),
    )
    assert "12/QĐ-THCS" in clerk.get(address).content.decode()
    end = reverse("students:exemption-end", args=[student.public_id])
    without = clerk.post(end, {"exemption": row.pk, "shown": row.revision})
    assert without.status_code == 200
    assert Exemption.objects.get().ends_on is None
    today = str(timezone.localdate())
    ended = clerk.post(end, {"exemption": row.pk, "shown": row.revision, "on": today})
    assert ended.status_code == 302
    row.refresh_from_db()
    assert str(row.ends_on) == today
    gone = clerk.post(end, {"exemption": row.pk, "shown": row.revision, "remove": "1"})
    assert gone.status_code == 302
    assert not Exemption.objects.exists()


@pytest.mark.parametrize("field", ["subject", "number", "signed_on", "starts_on", "reason"])
def test_a_decision_without_one_of_its_facts_is_refused(
    world: World, client_of: ClientOf, field: str
) -> None:
    address = reverse("students:exemptions", args=[student_of(world).public_id])
    page = client_of("clerk").post(address, form(world, **{field: ""}))
    assert page.context["form"].errors.keys() == {field}
    assert not Exemption.objects.exists()


def test_another_students_exemption_is_not_found(world: World, client_of: ClientOf) -> None:
    other = world.enrolments[world.class_group][1].student
    row = factories.ExemptionFactory(student=other, subject=world.subjects[1])
    end = reverse("students:exemption-end", args=[student_of(world).public_id])
    sent = {"exemption": row.pk, "shown": row.revision, "remove": "1"}
    assert client_of("clerk").post(end, sent).status_code == 404


def test_the_teacher_sees_the_decision_on_the_sheet(world: World, client_of: ClientOf) -> None:
    exempt(student=student_of(world), decision=decision(world.subjects[0], world.term))
    page = client_of("teacher").get(reverse("grades:marksheet-edit", args=[world.sheet.public_id]))
    text = page.content.decode()
    assert "12/QĐ-THCS" in text
    assert "Điều 11" not in text


def test_what_another_has_removed_meanwhile_is_refused_in_words(world: World) -> None:
    student, maths = student_of(world), world.subjects[0]
    row = exempt(student=student, decision=decision(maths, world.term))
    shown, key = row.revision, row.pk
    remove_exemption(exemption_id=key, shown=shown)
    gone = factories.StudentFactory.build(pk=student.pk + 100_000, school=world.school)

    with pytest.raises(StayRefused):
        remove_exemption(exemption_id=key, shown=shown)
    with pytest.raises(StayRefused):
        end_exemption(exemption_id=key, shown=shown, on=world.term.ends_on)
    with pytest.raises(StayRefused):
        exempt(student=gone, decision=decision(maths, world.term))
    with pytest.raises(StayRefused):
        keep_papers(student=gone, shown=papers_revision(papers_of(gone)), wanted={})
    with pytest.raises(DaysRefused):
        give_exception(
            term=world.term,
            whose=gone,
            column="",
            ends_on=timezone.localdate(),
            reason="Học sinh ốm",
            scope=scope_of(world, "department_admin"),
            user_id=world.users["department_admin"].pk,
        )
