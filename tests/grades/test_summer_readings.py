"""The principal decides where readings of Điều 9 khoản 3 differ after re-assessment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from grades.choices import Level, Matter, Promotion, Step
from grades.models import AgainSheet, YearDecision
from grades.rules.year_end import Verdict
from grades.selectors.summer import school_summer
from grades.selectors.year_stored import spoilt_in
from grades.services.errors import ClassNotReady, NotAllowed, StepNotPossible
from grades.services.helping import SummerDecided, decide_summer
from tests.grades.conftest import scope_of
from tests.grades.ended_year import end_terms, seal
from tests.grades.test_summer import choose, end, enter, move, student
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
FAILED = 200
BETWEEN = (Level.FAIR, Level.PASSED)


@pytest.fixture
def differing(world: World) -> World:
    """The first student fails two subjects and a comment-only one; both are assessed again and
    raised, so that the comment-only subject alone stands in the way."""
    for group in world.classes[world.school][1:]:
        for sheet in group.sheets.all():
            sheet.delete()
    end_terms(world, {(0, "TOAN"): 41, (0, "MON0"): 32, (0, "GDTC"): FAILED})
    seal(world)
    choose(world, ["TOAN", "MON0"])
    for code in ("TOAN", "MON0"):
        move(world, enter(world, code, "8,5"), Step.APPROVE, "head")
    return world


def decide(world: World, level: Level, persona: str = "head") -> None:
    shown = student(world, 0)
    decide_summer(
        school=world.school,
        year=world.year,
        result_id=shown.result.pk,
        decided=SummerDecided(
            Verdict(level=level), "31/QĐ-THCS", world.term.starts_on, "Hội đồng thống nhất"
        ),
        revision=shown.revision,
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def test_nothing_follows_and_nothing_is_sealed_before_the_decision(differing: World) -> None:
    shown = student(differing, 0)
    assert shown.outcome == (None, None, BETWEEN)
    summer = school_summer(differing.school, differing.year)
    assert [each.result.pk for each in summer.undecided] == [shown.result.pk]
    assert not summer.can_be_sealed
    with pytest.raises(ClassNotReady) as refusal:
        end(differing)
    assert refusal.value.sheets == [shown.result.enrolment.student.full_name]


@pytest.mark.parametrize("level", BETWEEN)
def test_the_level_decided_is_sealed_and_every_stored_value_follows(
    differing: World, level: Level
) -> None:
    decide(differing, level)
    assert YearDecision.objects.get().matter == Matter.AGAIN
    end(differing)
    result = student(differing, 0).result
    assert (result.reassessed_learning, result.promotion_again) == (level, Promotion.PROMOTED)
    assert spoilt_in(differing.class_group) == []


def test_no_other_level_is_taken_and_the_principal_alone_decides(differing: World) -> None:
    with pytest.raises(StepNotPossible):
        decide(differing, Level.GOOD)
    with pytest.raises(NotAllowed):
        decide(differing, Level.FAIR, "homeroom")
    assert not YearDecision.objects.exists()


def test_another_new_result_overtakes_the_decision(differing: World) -> None:
    decide(differing, Level.FAIR)
    assert student(differing, 0).decision is not None
    sheet = AgainSheet.objects.get(subject__code="MON0")
    move(differing, sheet, Step.RETURN, "head", "Nhập nhầm")
    row = next(each for each in student(differing, 0).sat if each.subject.code == "MON0")
    row.again = 70
    row.save(update_fields=["again"])
    shown = student(differing, 0)
    assert shown.decision is None and shown.waits_for_decision


def test_the_page_offers_the_two_levels_and_records_one(
    differing: World, client_of: ClientOf
) -> None:
    head, code = client_of("head"), differing.school.code
    page = head.get(reverse("grades:summer", args=[code]))
    [form] = [each["deciding"] for each in page.context["students"] if each["deciding"]]
    choices = form.fields["verdict"].choices
    # Nothing is chosen before the principal has.
    assert [str(name) for _number, name in choices] == ["chọn", "Khá", "Đạt"]
    assert "Khoản 3 Điều 9" in page.content.decode()
    shown = student(differing, 0)
    sent = {"do": "decide", "result": shown.result.public_id, "revision": shown.revision}
    paper = {"number": "31/QĐ", "signed_on": differing.term.starts_on, "reason": "Hội đồng"}
    address = reverse("grades:summer-student", args=[code])
    refused = head.post(address, sent | paper | {"verdict": "7"})
    assert refused.status_code == 200 and not YearDecision.objects.exists()
    # What is wrong is said of whom, and nothing that was typed is lost.
    assert shown.result.enrolment.student.full_name in refused.context["problems"][0]
    tomorrow = timezone.localdate() + timedelta(days=1)
    early = head.post(address, sent | paper | {"verdict": "1", "signed_on": tomorrow})
    for page in (refused, early):
        assert all(f'value="{text}"' in page.content.decode() for text in ("31/QĐ", "Hội đồng"))
    assert head.post(address, sent | paper | {"verdict": "1"}).status_code == 302
    assert YearDecision.objects.get().level == Level.PASSED
    page = head.get(reverse("grades:summer", args=[code])).content.decode()
    assert "31/QĐ" in page and "được lên lớp" in page
