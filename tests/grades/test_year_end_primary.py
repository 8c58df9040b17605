"""The end of a year of primary school: levels of the second term, qualities, tests (TT 27/2020)."""

import pytest
from django.urls import reverse

from grades.choices import Matter, Promotion, YearLevel
from grades.models import AmendedCell, YearDecision
from grades.rules.levels import Award
from grades.rules.year_end import Verdict
from grades.selectors.consequences import preview
from grades.selectors.year_end import class_year
from grades.selectors.year_stored import differences_of
from grades.services.year_steps import YearDecided, decide_year
from tests.grades.conftest import scope_of
from tests.grades.ended_primary import ended_primary, result_of, seal_primary
from tests.grades.primary_class import PrimaryClass
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def ended(world: World) -> PrimaryClass:
    return ended_primary(world)


def decide(world: World, ended: PrimaryClass, verdict: Verdict) -> None:
    """On the title of the third student."""
    year = class_year(ended.class_group)
    said = ("8/QĐ-TH", world.term.starts_on, "Lớp bình chọn")
    decide_year(
        class_group=ended.class_group,
        decisions=[YearDecided(year.students[2].stay.student_id, Matter.AWARD, verdict, *said)],
        revision=year.revision,
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def test_completion_follows_and_who_has_not_completed_is_helped(
    world: World, ended: PrimaryClass
) -> None:
    first, second, third = (each.outcome for each in class_year(ended.class_group).students)
    assert (first.learning, first.promotion, first.award) == (
        YearLevel.EXCELLENT,
        Promotion.PROMOTED,
        Award.EXCELLENT_STUDENT,
    )
    assert (second.learning, second.promotion) == (
        YearLevel.NOT_COMPLETED,
        Promotion.REASSESSMENT,
    )
    assert (third.learning, third.promotion, third.award) == (
        YearLevel.WELL,
        Promotion.PROMOTED,
        None,
    )
    seal_primary(world, ended.class_group)
    assert [result_of(number).promotion for number in range(3)] == [
        "promoted",
        "reassessment",
        "promoted",
    ]
    kept = result_of(1).subjects.get(subject__code="khoa-hoc")
    assert (kept.result, kept.test, result_of(1).traits[0]) == (222, 40, 1)
    assert differences_of(ended.class_group) == []


def test_a_quality_without_a_level_leaves_the_year_without_a_result(world: World) -> None:
    """The record of the homeroom teacher ends where the last level was given."""
    ended = ended_primary(world, given=5)
    [first, *_others] = class_year(ended.class_group).students
    assert first.outcome.open == (Matter.LEARNING,)


def test_the_exemplary_title_is_proposed_with_grounds_and_holds_nothing_up(
    world: World, ended: PrimaryClass, client_of: ClientOf
) -> None:
    year = class_year(ended.class_group)
    candidates = [each for each in year.students if Matter.AWARD in each.outcome.matters]
    assert [each.stay.pk for each in candidates] == [ended.enrolments[2].pk]
    assert candidates[0].outcome.open == ()
    page = client_of("head").get(reverse("grades:class-year", args=[ended.class_group.public_id]))
    text = page.content.decode()
    assert "Tiếng Việt 9 · tiến bộ: Yêu nước" in text and "khoản 1 Điều 13" in text
    decide(world, ended, Verdict(award=Award.EXEMPLARY_STUDENT))
    assert class_year(ended.class_group).students[2].outcome.award is Award.EXEMPLARY_STUDENT
    assert (
        YearDecision.objects.get().in_words
        == "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện"
    )
    seal_primary(world, ended.class_group)
    assert [result_of(number).award for number in range(3)] == [
        "excellent_student",
        "",
        "exemplary_student",
    ]


def test_a_title_that_is_refused_is_none_and_one_nobody_decided_on_is_named_before_the_seal(
    world: World, ended: PrimaryClass, client_of: ClientOf
) -> None:
    address = reverse("grades:class-year", args=[ended.class_group.public_id])
    name = ended.enrolments[2].student.full_name
    before = client_of("head").get(address).context["titles_open"]
    assert [line.student.stay.student.full_name for line in before] == [name]
    decide(world, ended, Verdict())
    assert class_year(ended.class_group).students[2].outcome.award is None
    assert YearDecision.objects.get().in_words == "không có danh hiệu"
    assert client_of("head").get(address).context["titles_open"] == []


def test_the_result_of_the_year_opens_to_its_conditions(
    world: World, ended: PrimaryClass, client_of: ClientOf
) -> None:
    head, address = (
        client_of("head"),
        reverse("grades:class-year", args=[ended.class_group.public_id]),
    )
    seal_primary(world, ended.class_group)
    student = ended.enrolments[1].student
    why = reverse("grades:student-why-year", args=[student.public_id, world.year.code])
    assert why in head.get(address).content.decode()
    page = head.get(why)
    found, promotion, title = page.context["found"]
    assert (promotion.shown.value, title.shown.value) == ("đánh giá lại", "")
    assert found.shown.value == "Chưa hoàn thành" and not found.stored and found.is_sealed
    last = found.shown.steps[-1]
    assert [(each.is_met, each.subjects) for each in last.conditions] == [
        (False, "Đạo đức"),
        (False, "Yêu nước"),
        (False, "Khoa học, bài kiểm tra"),
    ]
    values = {each.label: each.value for each in found.shown.inputs}
    assert values["Đạo đức"] == "C" and values["Khoa học, bài kiểm tra"] == "4"
    assert "Khoản 2 Điều 9" in page.content.decode()
    of_student = reverse("grades:student", args=[student.public_id])
    assert why in head.get(of_student).content.decode()


def test_a_year_without_a_result_says_what_is_missing(world: World, client_of: ClientOf) -> None:
    ended = ended_primary(world, given=5)
    student = ended.enrolments[0].student
    why = reverse("grades:student-why-year", args=[student.public_id, world.year.code])
    found = client_of("head").get(why).context["found"][0]
    assert "Tự chủ và tự học" in found.shown.reason and "Yêu nước" not in found.shown.reason


def shown(sheet, record, before: int, after: int) -> dict[str, tuple[str, str]]:
    cell = AmendedCell(record=record, name="ck", path=["final"], before=before, after=after)
    found = preview(sheet, [cell])
    assert found.of_class == [] and found.levels == []
    return {each.title: (each.before, each.after) for each in found.lines[0].consequences}


def test_an_amended_test_shows_what_it_changes_of_the_year_and_what_it_leaves(
    world: World,
) -> None:
    primary = ended_primary(world)
    sheet = primary.sheets["khoa-hoc"]
    found = shown(sheet, primary.line("khoa-hoc"), 90, 40)
    assert found["Kết quả học tập cả năm"] == ("Hoàn thành xuất sắc", "Chưa hoàn thành")
    assert found["Danh hiệu"][1] == "–" != found["Danh hiệu"][0]
    assert found["Phẩm chất, năng lực và những gì không nêu ở trên"] == (
        "như khi khóa sổ",
        "như khi khóa sổ",
    )
    assert "Kết quả học tập học kỳ" not in found
