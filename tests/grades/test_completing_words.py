"""At the end of a level a student does not move up but completes its programme."""

import pytest
from django.urls import reverse

from eduportal.privacy.copies.sheets import Copy
from eduportal.privacy.copies.year import add_years
from grades.choices import Promotion, YearLevel
from grades.choices.promotion import decided_name, promotion_name
from grades.models import YearDecision, YearResult
from schools.models import ClassGroup
from tests import factories
from tests.grades.ended_year import end_terms, seal
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key", "lasting_proof")
MOVES_UP = "được lên lớp"
COMPLETES = "được công nhận hoàn thành chương trình trung học cơ sở"


def test_the_words_are_those_of_the_grade() -> None:
    promoted, retained = Promotion.PROMOTED.value, Promotion.RETAINED.value
    assert promotion_name(promoted, 8) == MOVES_UP
    assert promotion_name(promoted, 9) == COMPLETES
    assert promotion_name(promoted, 12).endswith("trung học phổ thông")
    assert promotion_name(retained, 8) == "không được lên lớp"
    assert promotion_name(retained, 9) == f"không {COMPLETES}"
    assert promotion_name(Promotion.REASSESSMENT.value, 9) == "đánh giá lại"
    assert promotion_name("", 9) == ""


def test_whom_the_principal_moves_up_has_not_completed_primary_school() -> None:
    promoted = Promotion.PROMOTED.value
    assert promotion_name(promoted, 5) == "hoàn thành chương trình tiểu học"
    assert promotion_name(promoted, 5, YearLevel.COMPLETED) == "hoàn thành chương trình tiểu học"
    assert promotion_name(promoted, 5, YearLevel.NOT_COMPLETED) == MOVES_UP
    assert decided_name(promoted, 5) == MOVES_UP
    assert decided_name(promoted, 9) == COMPLETES


@pytest.fixture
def ninth(world: World) -> World:
    """6A1 is a ninth grade whose year is sealed: the first student has 3.1 in one subject."""
    level = factories.GradeLevelFactory(id=9, name="Lớp 9", stage="03")
    ClassGroup.objects.filter(pk=world.class_group.pk).update(grade_level=level)
    world.class_group.refresh_from_db()
    end_terms(world, {(0, "TOAN"): 31})
    seal(world)
    return world


def test_no_page_or_list_of_a_ninth_grade_says_that_a_student_moves_up(
    ninth: World, client_of: ClientOf
) -> None:
    head, group = client_of("head"), ninth.class_group
    student = ninth.enrolments[group][1].student
    addresses = [
        reverse("grades:class-year", args=[group.public_id]),
        reverse("grades:class-year-proposals", args=[group.public_id]),
        reverse("grades:class-year-completion", args=[group.public_id]),
        reverse("grades:student-why-year", args=[student.public_id, ninth.year.code]),
    ]
    for address in addresses:
        text = head.get(address).content.decode().lower()
        assert COMPLETES in text, address
        assert MOVES_UP not in text, address


def test_a_result_and_a_decision_say_it_too(ninth: World) -> None:
    result = YearResult.objects.get(enrolment=ninth.enrolments[ninth.class_group][1])
    assert result.final_promotion_in_words == COMPLETES
    decision = YearDecision(class_group=ninth.class_group, promotion=Promotion.RETAINED.value)
    assert decision.in_words == f"không {COMPLETES}"
    copy = Copy()
    add_years(copy, result.enrolment.student)
    assert COMPLETES in str(copy.sheets) and MOVES_UP not in str(copy.sheets)
