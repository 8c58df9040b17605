"""The pages of a class's year and of the summer, as people use them."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from grades.choices import SheetState, YearState
from grades.models import AgainSheet, LevelCompletion, MarkSheet, YearDecision, YearResult
from schools.models import ClassGroup
from tests import factories
from tests.grades.ended_year import end_terms, seal, year_of
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key", "lasting_proof")


@pytest.fixture
def ended(world: World) -> World:
    """Both terms of 6A1 sealed; the first student is a case, the second waits for two subjects."""
    end_terms(world, {(0, "GDTC"): 200, (1, "TOAN"): 41, (1, "MON0"): 32})
    return world


def address(world: World, name: str = "class-year") -> str:
    return reverse(f"grades:{name}", args=[world.class_group.public_id])


def test_from_the_proposals_to_the_seal(ended: World, client_of: ClientOf) -> None:
    homeroom, head = client_of("homeroom"), client_of("head")
    page = homeroom.get(address(ended)).content.decode()
    assert "Trình hiệu trưởng" in page and "Toán 4,1 · Môn 0 3,2 (Điều 14)" in page
    revision = year_of(ended).revision
    homeroom.post(address(ended, "class-year-step"), {"do": "propose", "revision": revision})
    undecided = head.get(address(ended)).content.decode()
    assert undecided.index('id="cases"') < undecided.index("outcomes-title")
    assert 'href="#seal"' not in undecided
    student = ended.enrolments[ended.class_group][0].student
    case = f"{student.public_id}-readings"
    said = {
        "revision": year_of(ended).revision,
        f"{case}-choice": "0",
        f"{case}-reason": "Theo hướng dẫn của Sở",
        "number": "12/QĐ",
        "signed_on": ended.term.starts_on.isoformat(),
    }
    without_number = head.post(address(ended, "class-year-decide"), said | {"number": ""})
    assert "Theo hướng dẫn của Sở" in without_number.content.decode()
    head.post(address(ended, "class-year-decide"), said)
    decision = YearDecision.objects.get()
    assert (decision.number, decision.actor) == ("12/QĐ", ended.users["head"])
    assert 'href="#seal"' in head.get(address(ended)).content.decode()
    form = {"revision": year_of(ended).revision, "confirmation": ended.class_group.name}
    head.post(address(ended, "class-year-seal"), form)
    assert year_of(ended).state == YearState.SEALED
    assert "12/QĐ" in head.get(address(ended)).content.decode()


def test_a_page_without_a_roll_call_does_not_pass_for_nobody_missing(
    ended: World, client_of: ClientOf
) -> None:
    said = "Lớp chưa điểm danh buổi nào"
    assert said in client_of("head").get(address(ended)).content.decode()
    factories.RollCallFactory(class_group=ended.class_group, on=ended.term.starts_on)
    assert said not in client_of("head").get(address(ended)).content.decode()


def test_a_year_without_its_second_term_counts_nobody(world: World, client_of: ClientOf) -> None:
    page = client_of("homeroom").get(address(world)).content.decode()
    assert "Cả năm 2026–2027" in page and "Lớp chưa có sổ điểm học kỳ II" in page
    assert "0 học sinh" not in page


def test_the_list_as_a_workbook(ended: World, client_of: ClientOf) -> None:
    answer = client_of("homeroom").get(address(ended, "class-year-file"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2][:3] == ("STT", "Họ và tên", "Ngày sinh")
    names = {row[1] for row in rows[3:]}
    assert names == {stay.student.full_name for stay in ended.enrolments[ended.class_group]}


def test_what_the_pages_cost_whatever_the_number_of_students(
    ended: World, client_of: ClientOf
) -> None:
    MarkSheet.objects.exclude(class_group=ended.class_group).delete()
    head = client_of("head")
    ask_counted(head, "grades:class-year:head", address(ended))
    for _number in range(4):
        factories.EnrolmentFactory(
            class_group=ended.class_group, starts_on=ended.next_term.starts_on
        )
    ask_counted(head, "grades:class-year:head", address(ended))
    ask_counted(head, "grades:year-end:head", reverse("grades:year-end"))
    summer = reverse("grades:summer", args=[ended.school.code])
    ask_counted(head, "grades:summer:head", summer)


def test_a_summer_over_the_pages(world: World, client_of: ClientOf) -> None:
    MarkSheet.objects.exclude(class_group=world.class_group).delete()
    end_terms(world, {(1, "TOAN"): 41, (1, "MON0"): 32})
    seal(world)
    head, teacher = client_of("head"), client_of("teacher")
    summer = reverse("grades:summer", args=[world.school.code])
    shown = head.get(summer).context["summer"].students[0]
    chosen = {
        "do": "choose",
        "result": str(shown.result.public_id),
        "revision": shown.revision,
        "subject": "MON0",
    }
    head.post(reverse("grades:summer-student", args=[world.school.code]), chosen)
    sheet = AgainSheet.objects.get()
    who = {"revision": sheet.revision, "staff": str(world.staff["teacher"].public_id)}
    head.post(reverse("grades:again-assign", args=[sheet.public_id]), who)
    page = reverse("grades:again-sheet", args=[sheet.public_id])
    sheet.refresh_from_db()
    [line] = sheet.lines.all()
    # What was typed is saved before the sheet is handed in.
    typed = {"do": "submit", f"again-{line.pk}": "5,0", "revision": sheet.revision}
    teacher.post(page, typed)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED
    head.post(page, {"do": "approve", "revision": sheet.revision})
    form = {
        "confirmation": world.year.code,
        "revision": head.get(summer).context["summer"].revision,
    }
    head.post(reverse("grades:summer-seal", args=[world.school.code]), form)
    assert YearResult.objects.get(pk=shown.result.pk).promotion_again == "promoted"
    assert "5,0" in head.get(summer).content.decode()


def test_completion_over_the_page(world: World, client_of: ClientOf) -> None:
    level = factories.GradeLevelFactory(id=9, stage="03")
    ClassGroup.objects.filter(pk=world.class_group.pk).update(grade_level=level)
    factories.YearStepFactory(class_group=world.class_group)
    factories.YearStepFactory(
        class_group=world.class_group, from_state="proposed", to_state="sealed"
    )
    stay = world.enrolments[world.class_group][0]
    result = factories.YearResultFactory(enrolment=stay)
    form = {
        "result": str(result.public_id),
        "completed_on": world.term.starts_on.isoformat(),
        "decision": "20/QĐ-THCS",
    }
    head = client_of("head")
    nobody = head.post(address(world, "class-year-complete"), form | {"result": []})
    assert nobody.context["problems"] and not LevelCompletion.objects.exists()
    # Named twice, the student completes once.
    twice = form | {"result": [form["result"]] * 2}
    assert head.post(address(world, "class-year-complete"), twice).status_code == 302
    assert LevelCompletion.objects.get().decision == "20/QĐ-THCS"
    back = {"back": str(result.public_id), "reason": "Ghi nhầm"}
    head.post(address(world, "class-year-complete"), back)
    assert LevelCompletion.objects.get().taken_back_for == "Ghi nhầm"
