"""Where the readings of Điều 9 khoản 3 differ, the head decides: in a term as in a year."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from eduportal.exchange.models import Line, Package
from grades.choices import AmendmentState, Answer
from grades.models import MarkRecord, MarkSheet, SealDecision, TermResult
from grades.rules.cells import CellCode
from grades.rules.levels import Level
from grades.selectors import revision_of_class
from grades.selectors.consequences import consequences_of
from grades.selectors.recomputed import recomputed
from grades.services import (
    AmendmentRefused,
    Asked,
    ClassNotReady,
    Decision,
    DecisionsRefused,
    approve_amendment,
    ask_amendment,
    confirm_amendment,
    seal_class,
    set_amendment_policy,
)
from grades.services.entry import CellEdit
from tests.grades.conftest import decide, edit, ending, give_levels, scope_of, stand_under
from tests.grades.test_amending import DAY, act, picture
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
FAILED = CellCode.FAILED.value
ADMIN = "department_admin"
BETWEEN = (Level.FAIR, Level.PASSED)


@pytest.fixture
def levels(world: World, settings, tmp_path) -> World:
    """6A1 with every average 8,0 or more and Đạt, every sheet approved."""
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    }
    give_levels(world)
    return world


def commented(world: World, number: int = 0) -> MarkRecord:
    """The student's line in the comment-only subject."""
    record = world.records[world.commented_sheet][number]
    return MarkRecord.objects.select_related("enrolment__student", "sheet").get(pk=record.pk)


def differ(world: World, number: int = 0) -> MarkRecord:
    """Chưa đạt in the comment-only subject alone: Khá by one reading, Đạt by the other."""
    line = commented(world, number)
    cells = {"regular": [FAILED] * len(line.regular), "midterm": FAILED, "final": FAILED}
    MarkRecord.objects.filter(pk=line.pk).update(average=FAILED, **cells)
    return commented(world, number)


def seal(world: World) -> Package:
    return seal_class(
        without_conduct=True,
        reason="Chưa đánh giá rèn luyện",
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def result_of(record: MarkRecord) -> TermResult:
    return TermResult.objects.get(enrolment=record.enrolment)


def test_the_class_waits_for_the_decision_and_nothing_is_settled_before(levels: World) -> None:
    line = differ(levels)
    [student] = ending(levels).undecided
    assert student.stay == line.enrolment and student.lacks == []
    assert student.offers == {Answer.LEVEL: "Đ9 k3"}
    assert student.levels_for(Answer.LEVEL) == BETWEEN
    assert ending(levels).levels[line.enrolment_id] is None
    with pytest.raises(ClassNotReady) as refusal:
        seal(levels)
    assert refusal.value.sheets == [line.enrolment.student.full_name]


@pytest.mark.parametrize("level", BETWEEN)
def test_the_level_decided_is_sealed_whatever_the_set_reads_and_travels(
    levels: World, level: Level
) -> None:
    line = differ(levels)
    decide(levels, [line.enrolment.student], Answer.LEVEL, level, "Hội đồng thống nhất")
    package = seal(levels)
    result = result_of(line)
    assert (result.learning, result.level_before_adjustment) == (level, Level.PASSED)
    assert bool(result.adjusted_for_id) == (level == Level.FAIR)
    assert result.needs_decision and result.decision is not None
    assert result.decision.paper.startswith("12/QĐ-THCS, ")
    uid = line.enrolment.student.person_uid
    assert Line.objects.get(package=package, student_uid=uid).result[:2] == [level, Level.PASSED]
    with transaction.atomic():
        assert recomputed(levels.term).differences == []


def test_no_other_level_and_nothing_without_a_paper_is_taken(levels: World) -> None:
    student = differ(levels).enrolment.student
    for answer, level in ((Answer.LEVEL, Level.GOOD), (Answer.LEVEL, None), (Answer.NONE, None)):
        with pytest.raises(DecisionsRefused):
            decide(levels, [student], answer, level)
    with pytest.raises(DecisionsRefused, match=r"số quyết định"):
        decide(levels, [student], Answer.LEVEL, Level.FAIR, number=" ")
    assert not SealDecision.objects.exists()


def test_a_decision_is_overtaken_by_other_results(levels: World) -> None:
    student = differ(levels).enrolment.student
    decide(levels, [student], Answer.LEVEL, Level.PASSED)
    assert ending(levels).undecided == []
    MarkRecord.objects.filter(pk=levels.record.pk).update(average=95)
    [waiting] = ending(levels).undecided
    assert waiting.decision is None and waiting.overtaken is not None
    with pytest.raises(ClassNotReady):
        seal(levels)


def test_where_the_set_does_not_wait_the_student_is_sealed_without_a_level(levels: World) -> None:
    stand_under(levels, undecided="no_level")
    line = differ(levels)
    seal(levels)
    assert (result_of(line).learning, result_of(line).decision) == (None, None)
    with transaction.atomic():
        assert recomputed(levels.term).differences == []


def test_a_zero_that_leads_to_differing_readings_is_decided_with_its_level(levels: World) -> None:
    stay = levels.record.enrolment
    lines = MarkRecord.objects.filter(enrolment=stay, sheet__form="scored").order_by("pk")
    fair, weak = lines.exclude(pk=levels.record.pk)[:2]
    cells = {"regular": [70] * len(fair.regular), "midterm": 70, "final": 70, "average": 70}
    MarkRecord.objects.filter(pk=fair.pk).update(**cells)
    MarkRecord.objects.filter(pk=weak.pk).update(midterm=None, final=None, average=None)
    [student] = ending(levels).open
    assert student.levels_for(Answer.ZERO) == BETWEEN and student.levels_for(Answer.NONE) == ()
    for level in (None, Level.GOOD):
        with pytest.raises(DecisionsRefused):
            decide(levels, [stay.student], Answer.ZERO, level)
    decide(levels, [stay.student], Answer.ZERO, Level.PASSED)
    assert ending(levels).undecided == []
    seal(levels)
    result = TermResult.objects.get(enrolment=stay)
    assert (result.learning, result.decision.answer) == (Level.PASSED, Answer.ZERO)
    weak.refresh_from_db()
    assert (weak.midterm, weak.final) == (0, 0)
    with transaction.atomic():
        assert recomputed(levels.term).differences == []


def test_the_page_asks_between_the_two_levels_and_keeps_number_and_reason(
    levels: World, client_of: ClientOf
) -> None:
    student = differ(levels).enrolment.student
    other = differ(levels, 1).enrolment.student
    head = client_of("head")
    address = [levels.class_group.public_id, levels.term.code]
    page = head.get(reverse("grades:class-seal", args=address))
    [group] = page.context["decisions"].groups
    assert group.reason.levels == BETWEEN and len(group.questions) == 2
    text = page.content.decode()
    assert "các cách hiểu khoản 3 Điều 9 cho mức khác nhau" in text
    options = [value for value, _name in group.questions[0].form.fields["level"].choices]
    assert options == ["", 3, 2]
    typed = {
        f"{student.public_id}-answer": "level",
        f"{student.public_id}-level": "2",
        f"{student.public_id}-reason": "Chưa đủ căn cứ",
        f"{group.all.form.prefix}-answer": "level",
        f"{group.all.form.prefix}-level": "3",
        f"{group.all.form.prefix}-reason": "Cả năm cố gắng",
    }
    revision = {"revision": revision_of_class(levels.class_group, levels.term)}
    decide_address = reverse("grades:class-decide", args=address)
    refused = head.post(decide_address, typed | revision)
    assert refused.context["problems"] and not SealDecision.objects.exists()
    paper = {"number": "7/QĐ-THCS", "signed_on": f"{timezone.localdate()}"}
    answer = head.post(decide_address, typed | revision | paper, follow=True)
    assert answer.context["undecided"] == []
    assert "7/QĐ-THCS" in answer.content.decode()
    assert dict(SealDecision.objects.values_list("student", "level")) == {
        student.pk: 2,
        other.pk: 3,
    }


# --- after the seal ---


def amend(world: World, record: MarkRecord, *edits: CellEdit):
    """Asked by the teacher of the sheet, who is the homeroom teacher in the comment-only subject,
    and confirmed."""
    said = Asked(cause="mistyped", reason="Ghi nhầm", file=picture())
    sheet = MarkSheet.objects.get(pk=record.sheet_id)
    asks, confirms = (
        ("teacher", "homeroom") if sheet.form == "scored" else ("homeroom", "vice_head")
    )
    by = {"scope": scope_of(world, asks), "user": world.users[asks]}
    amendment = ask_amendment(sheet=sheet, edits=edits, asked=said, **by)
    confirm_amendment(act=act(world, amendment, confirms))
    return amendment


def approve(world: World, amendment, *, persona: str = "head", **levels: Level) -> AmendmentState:
    found = consequences_of(amendment)
    chosen = {line.record.pk: levels["level"] for line, _between in found.undecided if levels}
    decision = Decision("15/QĐ-THCS", DAY, found.revision, chosen)
    return approve_amendment(act=act(world, amendment, persona), decision=decision)


def failed(world: World):
    """An amendment after which the readings differ."""
    seal(world)
    line = commented(world)
    return line, amend(world, line, edit(line, "ck", "Đ", "CĐ"))


def test_an_amendment_after_which_the_readings_differ_is_approved_with_a_level(
    levels: World, client_of: ClientOf
) -> None:
    line, amendment = failed(levels)
    found = consequences_of(amendment)
    assert [between for _line, between in found.undecided] == [BETWEEN]
    [learning] = [each for each in found.lines[0].consequences if each.kind == "learning"]
    assert learning.after == "hiệu trưởng quyết định: Khá / Đạt"
    page = client_of("head").get(reverse("grades:amendment", args=[amendment.public_id]))
    assert f'name="level-{line.pk}"' in page.content.decode()
    with pytest.raises(AmendmentRefused):
        approve(levels, amendment)
    with pytest.raises(AmendmentRefused):
        approve(levels, amendment, level=Level.GOOD)
    assert not SealDecision.objects.exists()

    assert approve(levels, amendment, level=Level.PASSED) == AmendmentState.WRITTEN

    result = result_of(line)
    assert (result.learning, result.needs_decision) == (Level.PASSED, True)
    assert result.decision.paper == f"15/QĐ-THCS, {DAY:%d/%m/%Y}"
    amendment.refresh_from_db()
    assert amendment.levels == [[line.enrolment_id, Level.GOOD, Level.PASSED]]
    with transaction.atomic():
        assert recomputed(levels.term).differences == []


def test_the_department_approves_the_level_that_the_head_has_chosen(levels: World) -> None:
    by = {"scope": scope_of(levels, ADMIN), "user": levels.users[ADMIN]}
    set_amendment_policy(department_approves=True, reason="CV 1", **by)
    line, amendment = failed(levels)
    assert approve(levels, amendment, level=Level.PASSED) == AmendmentState.ENDORSED
    assert consequences_of(amendment).undecided == []
    assert result_of(line).learning == Level.GOOD
    assert approve(levels, amendment, persona=ADMIN) == AmendmentState.WRITTEN
    assert result_of(line).learning == Level.PASSED


def test_an_amendment_by_which_the_readings_agree_again_leaves_the_decision_behind(
    levels: World,
) -> None:
    line = differ(levels)
    decide(levels, [line.enrolment.student], Answer.LEVEL, Level.PASSED)
    seal(levels)
    names = [f"tx{slot + 1}" for slot in range(len(line.regular))]
    edits = [edit(line, name, "CĐ", "Đ") for name in [*names, "gk", "ck"]]
    amendment = amend(levels, line, *edits)
    assert approve(levels, amendment) == AmendmentState.WRITTEN
    result = result_of(line)
    assert (result.learning, result.needs_decision) == (Level.GOOD, False)
    assert result.decision is None and SealDecision.objects.count() == 1
    with transaction.atomic():
        assert recomputed(levels.term).differences == []


def test_another_mark_leaves_readings_that_differ_to_a_new_decision(levels: World) -> None:
    line = differ(levels)
    decide(levels, [line.enrolment.student], Answer.LEVEL, Level.PASSED)
    seal(levels)
    mark = MarkRecord.objects.select_related("sheet").get(pk=levels.record.pk)
    amendment = amend(levels, mark, edit(mark, "ck", "8,0", "9,0"))
    assert [between for _line, between in consequences_of(amendment).undecided] == [BETWEEN]
    approve(levels, amendment, level=Level.FAIR)
    assert result_of(line).learning == Level.FAIR and SealDecision.objects.count() == 2
    with transaction.atomic():
        assert recomputed(levels.term).differences == []
