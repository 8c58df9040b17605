"""The summer after a year: subjects assessed again, conduct trained, sealed as its own feed."""

import re
from collections.abc import Iterable

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from eduportal.accounts.models import Membership
from eduportal.exchange.models import Package
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Event
from eduportal.scoping import reasoned
from grades.choices import Level, Promotion, SheetState, Step
from grades.models import AgainSheet, TermResult, YearResult, YearSubject
from grades.selectors.summer import SummerStudent, lines_of_sheet, school_summer
from grades.selectors.year_list import again_sheets_of, year_rows
from grades.selectors.year_stored import differences_of, spoilt_in
from grades.services.again_sheets import assign_again, move_again, save_again
from grades.services.errors import (
    ClassNotReady,
    NotAllowed,
    OutsideRefused,
    SheetLocked,
    StepNotPossible,
)
from grades.services.summer import choose_again, record_training, seal_summer
from grades.services.year_end import correct_year
from students.choices import Ended
from students.models import Enrolment
from tests.grades.conftest import overwrite, scope_of
from tests.grades.ended_year import end_terms, seal, year_of
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
NOTE = "Lao động công ích ở phường; đã hoàn thành"


@pytest.fixture
def summer(world: World) -> World:
    """The first student waits for two subjects, the second for training; 6A2 has no sheets."""
    for group in world.classes[world.school][1:]:
        for sheet in group.sheets.all():
            sheet.delete()
    end_terms(world, {(0, "TOAN"): 41, (0, "MON0"): 32})
    stay = world.enrolments[world.class_group][1]
    overwrite(TermResult.objects.get(enrolment=stay, term=world.next_term), conduct=Level.FAILED)
    seal(world)
    return world


def student(world: World, number: int) -> SummerStudent:
    stay = world.enrolments[world.class_group][number]
    found = school_summer(world.school, world.year).students
    [mine] = [each for each in found if each.result.enrolment_id == stay.pk]
    return mine


def choose(world: World, codes: Iterable[str], persona: str = "head") -> None:
    shown = student(world, 0)
    choose_again(
        school=world.school,
        year=world.year,
        result_id=shown.result.pk,
        subjects=[row.pk for row in shown.offered if row.subject.code in codes],
        revision=shown.revision,
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def assign(world: World, sheet: AgainSheet, persona: str) -> None:
    by = {"scope": scope_of(world, "head"), "user": world.users["head"]}
    assign_again(sheet_id=sheet.pk, staff=world.staff[persona], revision=sheet.revision, **by)


def enter(world: World, code: str, text: str) -> AgainSheet:
    """Assigned to the teacher, entered and handed in."""
    sheet = AgainSheet.objects.get(subject__code=code)
    assign(world, sheet, "teacher")
    sheet.refresh_from_db()
    row = YearSubject.objects.get(sheet=sheet)
    by = {"scope": scope_of(world, "teacher"), "user": world.users["teacher"]}
    save_again(sheet_id=sheet.pk, typed={row.pk: text}, tests={}, revision=sheet.revision, **by)
    sheet.refresh_from_db()
    return move(world, sheet, Step.SUBMIT, "teacher")


def move(world: World, sheet: AgainSheet, step: Step, persona: str, reason: str = "") -> AgainSheet:
    sheet.refresh_from_db()
    return move_again(
        sheet_id=sheet.pk,
        step=step,
        reason=reason,
        revision=sheet.revision,
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def train(
    world: World,
    level: Level | None,
    persona: str = "homeroom",
    *,
    signed: bool = True,
    number: int = 1,
) -> None:
    shown = student(world, number)
    record_training(
        school=world.school,
        year=world.year,
        result_id=shown.result.pk,
        level=level,
        parents_signed=signed,
        note=NOTE,
        revision=shown.revision,
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def end(world: World, basis: str = "") -> Package:
    return seal_summer(
        basis=basis,
        school=world.school,
        year=world.year,
        revision=school_summer(world.school, world.year).revision,
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def test_both_results_are_kept_and_promotion_is_evaluated_again(summer: World) -> None:
    choose(summer, ["TOAN", "MON0"])
    for code, text in (("TOAN", "5,5"), ("MON0", "6")):
        move(summer, enter(summer, code, text), Step.APPROVE, "head")
    train(summer, Level.PASSED)
    package = end(summer)
    first, second = student(summer, 0).result, student(summer, 1).result
    assert (first.learning, first.reassessed_learning) == (Level.FAILED, Level.PASSED)
    assert (second.conduct, second.retrained_conduct) == (Level.FAILED, Level.PASSED)
    assert {first.promotion_again, second.promotion_again} == {Promotion.PROMOTED}
    assert (first.promotion, first.award) == (Promotion.REASSESSMENT, "")
    row = first.subjects.get(subject__code="TOAN")
    assert (row.result, row.again, row.again_by) == (41, 55, summer.users["teacher"])
    assert differences_of(summer.class_group) == []
    lines = {line[0]: line for line in wire.parse(package.plain).lines}
    assert lines[str(first.enrolment.student.person_uid)][7:] == [[32, 60, 41, 55], [None, 1]]
    assert lines[str(second.enrolment.student.person_uid)][7:] == [[219] * 4, [2, 1]]
    assert (package.feed, package.period) == ("again", "again")


def test_who_sits_too_little_or_is_not_trained_stays(summer: World) -> None:
    choose(summer, ["MON0"])
    move(summer, enter(summer, "MON0", "3"), Step.APPROVE, "head")
    end(summer)
    found = [student(summer, number).result.promotion_again for number in (0, 1)]
    assert found == [Promotion.RETAINED, Promotion.RETAINED]


def test_the_summer_waits_for_sheets_and_is_sealed_by_the_head(summer: World) -> None:
    choose(summer, ["MON0"])
    with pytest.raises(ClassNotReady, match="chưa được duyệt"):
        end(summer)
    with pytest.raises(NotAllowed):
        choose(summer, [], "teacher")
    choose(summer, [])
    assert not AgainSheet.objects.exists()
    end(summer)
    with pytest.raises(StepNotPossible, match="khóa sổ hè"):
        choose(summer, ["MON0"])


def test_only_the_assigned_person_enters_and_nobody_approves_the_own_work(summer: World) -> None:
    choose(summer, ["MON0"])
    sheet = AgainSheet.objects.get()
    row = YearSubject.objects.get(sheet=sheet)
    by = {"scope": scope_of(summer, "homeroom"), "user": summer.users["homeroom"]}
    with pytest.raises(NotAllowed):
        save_again(sheet_id=sheet.pk, typed={row.pk: "5"}, tests={}, revision=sheet.revision, **by)
    assign(summer, sheet, "head")
    with pytest.raises(StepNotPossible, match="chưa có kết quả"):
        move(summer, sheet, Step.SUBMIT, "head")
    sheet = move(summer, sheet, Step.SUBMIT, "head", "Em không đến")
    with pytest.raises(NotAllowed):
        move(summer, sheet, Step.APPROVE, "head")
    move(summer, sheet, Step.RETURN, "vice_head", "Hỏi lại gia đình")
    assert AgainSheet.objects.get().state == SheetState.OPEN


def test_what_is_no_mark_is_refused_with_the_name_and_a_handed_in_sheet_is_locked(
    summer: World,
) -> None:
    choose(summer, ["MON0"])
    with pytest.raises(OutsideRefused) as refusal:
        enter(summer, "MON0", "11")
    name = summer.enrolments[summer.class_group][0].student.full_name
    assert [name in problem for problem in refusal.value.problems] == [True]
    sheet = enter(summer, "MON0", "7")
    row = YearSubject.objects.get(sheet=sheet)
    by = {"scope": scope_of(summer, "teacher"), "user": summer.users["teacher"]}
    with pytest.raises(SheetLocked):
        save_again(sheet_id=sheet.pk, typed={row.pk: "8"}, tests={}, revision=sheet.revision, **by)
    with pytest.raises(IntegrityError), transaction.atomic():
        YearSubject.objects.filter(pk=row.pk).update(again=80)


def test_training_needs_the_parents_signature_and_the_homeroom_teacher(summer: World) -> None:
    with pytest.raises(StepNotPossible, match="chữ ký của cha mẹ"):
        train(summer, Level.PASSED, signed=False)
    with pytest.raises(NotAllowed):
        train(summer, Level.PASSED, "teacher")
    train(summer, Level.FAIR)
    train(summer, None)
    assert YearResult.objects.exclude(retrained_conduct=None).count() == 0


def correct(world: World, number: int, conduct: Level) -> None:
    """The second term gave this conduct, as an amendment would leave it; the year is corrected."""
    stay = world.enrolments[world.class_group][number]
    overwrite(TermResult.objects.get(enrolment=stay, term=world.next_term), conduct=conduct)
    head = world.users["head"]
    by = {"scope": scope_of(world, "head"), "user": head}
    correct_year(
        class_group=world.class_group,
        revision=year_of(world).revision,
        basis="QĐ 12",
        **by,
    )


def test_a_corrected_year_that_needs_no_summer_takes_the_student_out_of_the_next_version(
    summer: World,
) -> None:
    train(summer, Level.FAILED)
    first = end(summer)
    assert student(summer, 1).result.final_promotion == Promotion.RETAINED
    correct(summer, 1, Level.GOOD)
    shown = school_summer(summer.school, summer.year)
    assert [each.result.enrolment_id for each in shown.to_seal_again] == [
        summer.enrolments[summer.class_group][1].pk
    ]
    assert student(summer, 1).result.final_promotion == Promotion.PROMOTED
    with pytest.raises(ClassNotReady, match="quyết định"):
        end(summer)
    second = end(summer, basis="QĐ 13 ngày 20/8")
    assert (second.version, second.event) == (first.version + 1, Event.CORRECTION)
    people = {line[0] for line in wire.parse(second.plain).lines}
    assert str(student_uid(summer, 1)) not in people and str(student_uid(summer, 0)) in people
    assert spoilt_in(summer.class_group) == []
    # Nothing is left to seal: the version that counts is handed out again.
    assert end(summer).pk == second.pk


def test_a_corrected_year_that_needs_the_summer_after_all_is_trained_and_sealed_again(
    summer: World,
) -> None:
    end(summer)
    correct(summer, 2, Level.FAILED)
    with pytest.raises(StepNotPossible):
        train(summer, Level.PASSED)
    train(summer, Level.PASSED, number=2)
    package = end(summer, basis="QĐ 13")
    assert student(summer, 2).result.promotion_again == Promotion.PROMOTED
    assert str(student_uid(summer, 2)) in {line[0] for line in wire.parse(package.plain).lines}


def student_uid(world: World, number: int):
    return world.enrolments[world.class_group][number].student.person_uid


def test_where_no_subject_is_ticked_nothing_is_said_to_be_recorded(
    summer: World, client_of: ClientOf
) -> None:
    shown = student(summer, 0)
    sent = {"do": "choose", "result": shown.result.public_id, "revision": shown.revision}
    address = reverse("grades:summer-student", args=[summer.school.code])
    head = client_of("head")
    page = head.post(address, sent)
    assert page.context["problems"] == ["Hãy đánh dấu môn đánh giá lại trước."]
    # Where some were chosen, none at all is a choice as well.
    choose(summer, ["TOAN"])
    assert head.post(address, sent | {"revision": student(summer, 0).revision}).status_code == 302


def test_the_lists_of_the_summer_name_subjects_results_and_the_room_for_new_ones(
    summer: World, client_of: ClientOf
) -> None:
    choose(summer, ["TOAN"])
    head, code = client_of("head"), summer.school.code
    again = head.get(reverse("grades:summer-again", args=[code])).content.decode()
    name = summer.enrolments[summer.class_group][0].student.full_name
    cells = re.findall(r'<td role="cell"\s+data-label="[^"]*">(?:<a [^>]*>)?([^<]*)<', again)
    assert cells == ["1", summer.subjects[0].name, name, "6A1", "4,1", "", ""]
    results = head.get(reverse("grades:summer-results", args=[code])).content.decode()
    assert f"{summer.subjects[0].name}: 4,1 → …" in results
    classes = head.get(reverse("grades:class-year-proposals", args=[summer.class_group.public_id]))
    assert classes.content.decode().count("<tr") == len(summer.enrolments[summer.class_group]) + 1


@pytest.mark.parametrize(
    "changed",
    [
        {"promotion_again": Promotion.PROMOTED},
        {"reassessed_learning": Level.GOOD},
        {"retrained_conduct": Level.GOOD},
        {"training_note": "Viết thêm"},
    ],
)
def test_nothing_of_a_sealed_summer_changes_beside_its_package(
    summer: World, changed: dict[str, object]
) -> None:
    choose(summer, ["TOAN", "MON0"])
    for code in ("TOAN", "MON0"):
        move(summer, enter(summer, code, "4"), Step.APPROVE, "head")
    end(summer)
    for each in (student(summer, 0), student(summer, 1)):
        with pytest.raises(IntegrityError, match="sealed result"), transaction.atomic():
            YearResult.objects.filter(pk=each.result.pk).update(**changed)


def test_who_leads_a_class_without_a_teachers_role_records_no_training(summer: World) -> None:
    Membership.objects.filter(user=summer.users["homeroom"]).update(role="clerk")
    with pytest.raises(NotAllowed):
        train(summer, Level.FAIR)


def leave(world: World, number: int) -> Enrolment:
    """Taken out of the class after its year was sealed."""
    stay = world.enrolments[world.class_group][number]
    gone = {"ends_on": world.term.starts_on, "ended": Ended.TRANSFER}
    Enrolment.objects.filter(pk=stay.pk).update(**gone)
    return stay


def test_who_has_left_the_class_waits_for_no_summer_and_holds_nobody_up(
    summer: World, client_of: ClientOf
) -> None:
    choose(summer, ["TOAN", "MON0"])
    sheet = AgainSheet.objects.get(subject__code="TOAN")
    assign(summer, sheet, "teacher")
    [row] = year_rows(summer.year, [summer.class_group])
    assert row.summer == 2
    gone = leave(summer, 0)
    found = school_summer(summer.school, summer.year)
    assert [each.result.enrolment for each in found.students] == [
        summer.enrolments[summer.class_group][1]
    ]
    assert found.sheets == [] and found.can_be_sealed
    assert lines_of_sheet(sheet) == []
    assert again_sheets_of(summer.users["teacher"].pk, summer.year) == []
    [row] = year_rows(summer.year, [summer.class_group])
    assert row.summer == 1
    for name in ("summer-again", "summer-results"):
        page = client_of("head").get(reverse(f"grades:{name}", args=[summer.school.code]))
        assert gone.student.full_name not in page.content.decode()
    package = end(summer)
    assert {line[0] for line in wire.parse(package.plain).lines} == {str(student_uid(summer, 1))}
    assert spoilt_in(summer.class_group) == []


def test_who_leaves_after_the_summer_was_sealed_goes_with_its_next_version(summer: World) -> None:
    first = end(summer)
    leave(summer, 0)
    assert [each.has_left for each in school_summer(summer.school, summer.year).to_seal_again] == [
        True
    ]
    second = end(summer, basis="QĐ 14")
    assert second.version == first.version + 1
    assert {line[0] for line in wire.parse(second.plain).lines} == {str(student_uid(summer, 1))}
    assert school_summer(summer.school, summer.year).to_seal_again == []


def raise_result(world: World, code: str) -> YearSubject:
    """The corrected year of the first student gives 6,0 in the subject."""
    row = YearSubject.objects.get(year_result=student(world, 0).result, subject__code=code)
    with reasoned("QĐ 12"):
        YearSubject.objects.filter(pk=row.pk).update(result=60)
    return row


def test_a_subject_that_a_corrected_year_offers_no_more_counts_for_nothing_and_is_said(
    summer: World, client_of: ClientOf
) -> None:
    choose(summer, ["TOAN", "MON0"])
    move(summer, enter(summer, "TOAN", "5,5"), Step.APPROVE, "head")
    move(summer, enter(summer, "MON0", "6"), Step.APPROVE, "head")
    row = raise_result(summer, "TOAN")
    shown = student(summer, 0)
    assert shown.surplus == [row] and [each.subject.code for each in shown.sat] == ["MON0"]
    address = reverse("grades:summer", args=[summer.school.code])
    assert "nhưng không được tính" in client_of("head").get(address).content.decode()
    package = end(summer)
    result = student(summer, 0).result
    assert result.promotion_again == Promotion.PROMOTED
    cells = {line[0]: line[7] for line in wire.parse(package.plain).lines}
    assert cells[str(student_uid(summer, 0))] == [32, 60, 219, 219]
    # What was raised without its terms is all that differs: the summer follows from it.
    assert [each.thing for each in spoilt_in(summer.class_group)] == [f"subject {row.subject_id}"]


def test_a_subject_offered_no_more_comes_off_its_open_sheet_with_the_next_choice(
    summer: World, client_of: ClientOf
) -> None:
    choose(summer, ["TOAN", "MON0"])
    raise_result(summer, "TOAN")
    address = reverse("grades:summer", args=[summer.school.code])
    assert "ra khỏi phiếu" in client_of("head").get(address).content.decode()
    choose(summer, ["MON0"])
    assert student(summer, 0).surplus == []
    assert [sheet.subject.code for sheet in AgainSheet.objects.all()] == ["MON0"]
