"""Help after a year that a primary student has not completed (TT 27/2020 Điều 11 khoản 2)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from eduportal.exchange.models import Package
from eduportal.exchange.wire import package as wire
from eduportal.scoping import reasoned
from grades.choices import Promotion, SheetState, Step, YearLevel
from grades.models import AgainSheet, YearDecision, YearSubject
from grades.rules.levels import TraitLevel
from grades.rules.year_end import Verdict
from grades.selectors.summer import school_summer
from grades.selectors.year_stored import differences_of
from grades.services.again_sheets import move_again, save_again
from grades.services.errors import (
    ClassNotReady,
    NotAllowed,
    OutsideRefused,
    ShownOtherwise,
    StepNotPossible,
)
from grades.services.helping import SummerDecided, decide_summer, record_help
from grades.services.summer import choose_again, seal_summer
from tests import factories
from tests.grades.conftest import scope_of
from tests.grades.ended_primary import (
    DONE,
    NOT_DONE,
    ended_primary,
    helped,
    result_of,
    seal_primary,
)
from tests.grades.primary_class import PrimaryClass
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key", "lasting_proof")
PLAN = "Kèm riêng hai buổi một tuần; đọc và làm được bài"


@pytest.fixture
def waiting(world: World) -> PrimaryClass:
    """The year of 4A is sealed; its homeroom teacher is the world's; 6A1 and 6A2 have no sheets."""
    for groups in world.classes.values():
        for group in groups:
            for sheet in group.sheets.all():
                sheet.delete()
    found = ended_primary(world)
    factories.HomeroomAssignmentFactory(
        class_group=found.class_group, staff=world.staff["homeroom"]
    )
    seal_primary(world, found.class_group)
    return found


def named(world: World, persona: str) -> dict[str, object]:
    shown = helped(world)
    return {
        "school": world.school,
        "year": world.year,
        "result_id": shown.result.pk,
        "revision": shown.revision,
        "scope": scope_of(world, persona),
        "user": world.users[persona],
    }


def choose(world: World, persona: str = "homeroom") -> None:
    subjects = [row.pk for row in helped(world).offered]
    choose_again(subjects=subjects, **named(world, persona))  # type: ignore[arg-type]


def enter(world: World, code: str, level: str, test: str = "") -> None:
    """By the teacher of the subject, handed in and approved."""
    sheet = AgainSheet.objects.get(subject__code=code)
    row = YearSubject.objects.get(sheet=sheet)
    by = {"scope": scope_of(world, "teacher"), "user": world.users["teacher"]}
    typed = {"typed": {row.pk: level}, "tests": {row.pk: test}}
    save_again(sheet_id=sheet.pk, revision=sheet.revision, **typed, **by)
    for step, persona in ((Step.SUBMIT, "teacher"), (Step.APPROVE, "vice_head")):
        sheet.refresh_from_db()
        by = {"scope": scope_of(world, persona), "user": world.users[persona]}
        move_again(sheet_id=sheet.pk, step=step, reason="", revision=sheet.revision, **by)


def give(world: World, level: TraitLevel | None, persona: str = "homeroom") -> None:
    record_help(levels={0: level}, note=PLAN, **named(world, persona))  # type: ignore[arg-type]


def decide(world: World, promotion: Promotion, persona: str = "head") -> None:
    said = SummerDecided(
        Verdict(promotion=promotion), "31/QĐ-TH", world.term.starts_on, "Đã được giúp đỡ"
    )
    decide_summer(decided=said, **named(world, persona))  # type: ignore[arg-type]


def end(world: World, basis: str = "") -> Package:
    return seal_summer(
        basis=basis,
        school=world.school,
        year=world.year,
        revision=school_summer(world.school, world.year).revision,
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def test_what_stood_in_the_way_is_assessed_again_by_the_teachers_of_the_class(
    world: World, waiting: PrimaryClass
) -> None:
    shown = helped(world)
    assert {row.subject.code for row in shown.offered} == {"dao-duc", "khoa-hoc"}
    assert shown.again.traits == (0,)
    choose(world)
    sheets = AgainSheet.objects.order_by("subject__code")
    assert {(each.class_group_id, each.staff_id) for each in sheets} == {
        (waiting.class_group.pk, world.staff["teacher"].pk)
    }


def test_both_results_are_kept_and_completion_follows_without_the_principal(
    world: World, waiting: PrimaryClass
) -> None:
    choose(world)
    enter(world, "dao-duc", "H")
    enter(world, "khoa-hoc", "T", "6")
    give(world, TraitLevel.PASSED)
    package = end(world)
    result = result_of(1)
    assert (result.learning, result.reassessed_learning) == (
        YearLevel.NOT_COMPLETED,
        YearLevel.COMPLETED,
    )
    assert (result.promotion, result.promotion_again) == ("reassessment", "promoted")
    assert (result.traits[0], result.traits_again[0], result.training_note) == (1, 2, PLAN)
    row = result.subjects.get(subject__code="khoa-hoc")
    assert (row.test, row.test_again, row.again_by) == (40, 60, world.users["teacher"])
    assert differences_of(waiting.class_group) == []
    [line] = wire.parse(package.plain).lines
    assert line[7:] == [[220, DONE, 222, 222], [None, 1]]


def test_who_has_still_not_completed_waits_for_the_principal_and_the_seal_with_him(
    world: World, waiting: PrimaryClass
) -> None:
    choose(world)
    with pytest.raises(StepNotPossible, match="được duyệt"):
        decide(world, Promotion.RETAINED)
    enter(world, "dao-duc", "C")
    enter(world, "khoa-hoc", "H", "6")
    with pytest.raises(ClassNotReady, match="Chưa có quyết định"):
        end(world)
    with pytest.raises(NotAllowed):
        decide(world, Promotion.PROMOTED, "homeroom")
    decide(world, Promotion.RETAINED)
    give(world, TraitLevel.PASSED)
    assert helped(world).decision is None, "what the decision was about has changed"
    decide(world, Promotion.PROMOTED)
    end(world)
    result = result_of(1)
    assert (result.reassessed_learning, result.promotion_again) == (
        YearLevel.NOT_COMPLETED,
        "promoted",
    )
    assert YearDecision.objects.count() == 2
    assert differences_of(waiting.class_group) == []


def test_a_new_test_is_asked_for_where_the_first_stood_in_the_way(
    world: World, waiting: PrimaryClass
) -> None:
    choose(world)
    with pytest.raises(StepNotPossible, match="chưa có kết quả"):
        enter(world, "khoa-hoc", "H")
    sheet = AgainSheet.objects.get(subject__code="dao-duc")
    row = YearSubject.objects.get(sheet=sheet)
    by = {"scope": scope_of(world, "teacher"), "user": world.users["teacher"]}
    with pytest.raises(OutsideRefused) as refusal:
        save_again(sheet_id=sheet.pk, typed={row.pk: "7"}, tests={}, revision=sheet.revision, **by)
    assert waiting.enrolments[1].student.full_name in refusal.value.problems[0]
    typed = {"typed": {row.pk: "H"}, "tests": {row.pk: "9"}}
    save_again(sheet_id=sheet.pk, revision=sheet.revision, **typed, **by)
    row.refresh_from_db()
    assert (row.again, row.test_again) == (DONE, None)


def test_help_is_recorded_by_the_homeroom_teacher_for_what_stood_in_the_way(
    world: World, waiting: PrimaryClass
) -> None:
    with pytest.raises(NotAllowed):
        give(world, TraitLevel.GOOD, "teacher")
    with pytest.raises(StepNotPossible, match="không đánh giá lại"):
        record_help(levels={3: TraitLevel.GOOD}, note=PLAN, **named(world, "homeroom"))  # type: ignore[arg-type]
    shown = named(world, "homeroom")
    give(world, TraitLevel.GOOD)
    with pytest.raises(ShownOtherwise):
        record_help(levels={}, note="", **shown)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        result = result_of(1)
        result.traits = [3]
        result.save()


def test_the_pages_of_the_summer_in_primary_school(
    world: World, waiting: PrimaryClass, client_of: ClientOf
) -> None:
    homeroom, head, teacher = client_of("homeroom"), client_of("head"), client_of("teacher")
    summer = reverse("grades:summer", args=[world.school.code])
    address = reverse("grades:summer-student", args=[world.school.code])

    def form(**more: object) -> dict[str, object]:
        shown = helped(world)
        return {"result": str(shown.result.public_id), "revision": shown.revision, **more}

    page = homeroom.get(summer).content.decode()
    assert "Yêu nước" in page and "Khoa học" in page
    homeroom.post(address, form(do="choose", subject=["dao-duc", "khoa-hoc"]))
    homeroom.post(address, form(do="help", note=PLAN, **{"trait-0": "2"}))
    for code, level, test in (("dao-duc", "C", ""), ("khoa-hoc", "H", "7")):
        sheet = AgainSheet.objects.get(subject__code=code)
        [line] = sheet.lines.all()
        door = reverse("grades:again-sheet", args=[sheet.public_id])
        assert (f"test-{line.pk}" in teacher.get(door).content.decode()) == bool(test)
        typed = {f"again-{line.pk}": level, f"test-{line.pk}": test, "do": "submit"}
        teacher.post(door, {**typed, "revision": sheet.revision})
        sheet.refresh_from_db()
        assert sheet.state == SheetState.SUBMITTED
        head.post(door, {"do": "approve", "revision": sheet.revision})
    paper = {"number": "9/QĐ", "signed_on": world.term.starts_on.isoformat(), "reason": "Xét kỹ"}
    for wrong in ({**paper, "verdict": "0", "number": ""}, {**paper, "verdict": ""}):
        refused = head.post(address, form(do="decide", **wrong))
        assert not YearDecision.objects.exists() and refused.status_code == 200
    head.post(address, form(do="decide", verdict="0", **paper))
    page = head.get(summer).content.decode()
    assert "9/QĐ" in page and PLAN in page and "Chưa hoàn thành" in page
    sealed = {
        "confirmation": world.year.code,
        "revision": school_summer(world.school, world.year).revision,
    }
    head.post(reverse("grades:summer-seal", args=[world.school.code]), sealed)
    assert result_of(1).promotion_again == "promoted"
    assert homeroom.get(summer).status_code == 200
    code = world.school.code
    results, again = (
        head.get(reverse(f"grades:summer-{paper}", args=[code])) for paper in ("results", "again")
    )
    assert "Khoa học: T · 4 → H · 7" in results.content.decode()
    assert "được lên lớp (9/QĐ, " in results.content.decode()
    assert "H · 7" in again.content.decode()
    proposals = reverse("grades:class-year-proposals", args=[waiting.class_group.public_id])
    # Primary school has no conduct.
    assert "Kết quả rèn luyện" not in head.get(proposals).content.decode()


def test_a_year_corrected_after_the_summer_is_helped_assessed_and_sealed_again(
    world: World, waiting: PrimaryClass, client_of: ClientOf
) -> None:
    decide(world, Promotion.RETAINED)
    first = end(world)
    with reasoned("QĐ 9"):
        row = YearSubject.objects.get(year_result=result_of(1), subject__code="tieng-viet")
        YearSubject.objects.filter(pk=row.pk).update(result=NOT_DONE)
    # What the principal decided was of another year.
    [shown] = school_summer(world.school, world.year).to_seal_again
    assert (
        "tieng-viet" in {each.subject.code for each in shown.offered} and shown.waits_for_decision
    )
    give(world, TraitLevel.PASSED)
    choose(world)
    enter(world, "tieng-viet", "H")
    enter(world, "dao-duc", "H")
    enter(world, "khoa-hoc", "H", "6")
    second = end(world, "QĐ 10")
    assert second.version == first.version + 1
    assert result_of(1).promotion_again == Promotion.PROMOTED
    student = result_of(1).enrolment.student
    why = reverse("grades:student-why-year", args=[student.public_id, world.year.code])
    after = client_of("head").get(why).context["found"][-1]
    assert after.shown.key == "after_summer" and after.shown.value == "được lên lớp"
    assert not after.stored
