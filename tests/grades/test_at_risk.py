"""Students at risk by rules: each with its numbers and actions; officials see sums alone."""

import pytest
from django.urls import reverse

from grades.choices import SupportKind
from grades.models import MarkRecord, RiskCount, SupportAction
from grades.rules.at_risk import Facts, Limits, Reason, Risk, reasons_of
from grades.selectors.at_risk import sentence_of, students_at_risk
from grades.services.supporting import count_at_risk
from schools.models import Term
from tests import factories
from tests.world import ClientOf, World

LIMITS = Limits(low=50, subjects=2, drop=10, missed=20)


def test_each_rule_is_met_at_its_limit_and_says_its_numbers() -> None:
    averages, before = {"Toán": 49, "Ngữ văn": 30, "Địa lí": 50}, {"Toán": 62, "Ngữ văn": 40}
    found = reasons_of(Facts(averages, before, missed=20, most=45), LIMITS)
    assert found == [
        Reason(Risk.LOW, subjects=(("Ngữ văn", 30), ("Toán", 49))),
        Reason(Risk.DROP, before=51, now=40),
        Reason(Risk.ABSENT, now=20, most=45),
    ]
    within = Facts({"Toán": 49, "Ngữ văn": 50}, {"Toán": 58, "Ngữ văn": 58}, 19, 45)
    assert reasons_of(within, LIMITS) == []
    assert reasons_of(Facts({}, {"Toán": 80}, 0, None), LIMITS) == []


def test_reasons_are_told_in_words() -> None:
    assert [sentence_of(each) for each in (
        Reason(Risk.LOW, subjects=(("Toán", 42), ("Vật lí", 45))),
        Reason(Risk.DROP, before=72, now=60),
        Reason(Risk.ABSENT, now=38, most=45),
        Reason(Risk.ABSENT, now=38),
    )] == [
        "Điểm trung bình môn dưới 5,0: Toán 4,2; Vật lí 4,5",
        "Trung bình các môn giảm từ 7,2 xuống 6,0 so với học kỳ trước",
        "Nghỉ 38 trong 45 buổi được nghỉ của cả năm học",
        "Nghỉ 38 buổi trong năm học",
    ]  # fmt: skip


@pytest.mark.usefixtures("db_everywhere")
def test_the_homeroom_teacher_writes_an_action_and_once_its_outcome(
    world: World, client_of: ClientOf, settings: object
) -> None:
    settings.EDUPORTAL_AT_RISK = {"low": 50, "subjects": 1, "drop": 10}  # type: ignore[attr-defined]
    MarkRecord.objects.filter(pk=world.record.pk).update(
        regular=[40, 40], midterm=40, final=40, average=40
    )
    address = reverse("grades:at-risk", args=[world.class_group.public_id, world.term.code])
    teacher = client_of("homeroom")
    [row] = teacher.get(address).context["rows"]
    assert row.stay == world.record.enrolment and row.sentences[0].endswith("4,0")

    form = {"stay": row.stay.pk, "kind": "lessons", "words": "Phụ đạo chiều thứ năm"}
    shown = teacher.post(address, form, follow=True).content.decode()
    assert "Phụ đạo chiều thứ năm" in shown
    action = SupportAction.objects.get()
    assert (action.kind, action.reasons, action.outcome) == (
        SupportKind.LESSONS, row.sentences, "",
    )  # fmt: skip
    for outcome in ("better", "worse"):
        teacher.post(address, {"action": action.pk, "outcome": outcome, "words": "6,5"})
    action.refresh_from_db()
    assert action.outcome == "better" and action.outcome_at is not None
    foreign = factories.SupportActionFactory(
        enrolment=world.enrolments[world.foreign_class][0], term=world.term
    )
    assert teacher.post(address, {"action": foreign.pk, "outcome": "better"}).status_code == 404
    assert teacher.post(address, form | {"stay": "999999999"}).status_code == 404
    assert "Đã làm gì" in teacher.post(address, form | {"words": ""}, follow=True).content.decode()

    last = 0
    while last := count_at_risk(world.term, last):
        pass
    mine = RiskCount.objects.get(school=world.school)
    students, _rows = students_at_risk(world.class_group, world.term)
    assert (mine.students, mine.at_risk, mine.helped, mine.better) == (2 * students, 1, 1, 1)


@pytest.mark.usefixtures("db_everywhere")
def test_officials_see_numbers_that_cannot_be_worked_out(world: World, client_of: ClientOf) -> None:
    term = Term.objects.get(pk=world.term.pk)
    for school, at_risk, helped in zip(world.schools, (30, 3, 20, 25), (12, 0, 8, 9), strict=True):
        factories.RiskCountFactory(school=school, term=term, at_risk=at_risk, helped=helped)
    page = reverse("dashboards:at-risk")
    officer = client_of("department_officer")
    assert officer.get(page).context["whole"].at_risk == 78
    lines = officer.get(f"{page}?commune={world.communes[0].code}").context["lines"]
    assert [line.alone for line in lines] == [None, None] and lines[1].at_risk is None
    own = client_of("head").get(page).context
    assert (own["smallest"], own["whole"].at_risk) == (1, 30)
