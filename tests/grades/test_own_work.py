"""Nobody decides on the own work, whatever changes meanwhile in who does what."""

import pytest

from grades.choices import Step
from grades.models import AgainSheet, YearSubject
from grades.services.again_sheets import may_approve, save_again
from grades.services.errors import NotAllowed
from grades.services.questioning import ask_teacher, settle_question
from staffing.models import TeachingAssignment
from tests import factories
from tests.grades.conftest import scope_of
from tests.grades.test_summer import assign, choose, move, summer  # noqa: F401
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def by(world: World, persona: str):
    return {"scope": scope_of(world, persona), "user": world.users[persona]}


def test_who_has_entered_a_re_assessment_does_not_approve_it_once_another_enters_it(
    summer: World,  # noqa: F811
) -> None:
    choose(summer, ["TOAN", "MON0"])
    sheet = AgainSheet.objects.get(subject__code="TOAN")
    assign(summer, sheet, "vice_head")
    sheet.refresh_from_db()
    row = YearSubject.objects.get(sheet=sheet)
    save_again(
        sheet_id=sheet.pk,
        typed={row.pk: "9,0"},
        revision=sheet.revision,
        **by(summer, "vice_head"),
    )
    sheet.refresh_from_db()
    assign(summer, sheet, "teacher")
    move(summer, sheet, Step.SUBMIT, "teacher")

    for step in (Step.APPROVE, Step.RETURN):
        with pytest.raises(NotAllowed):
            move(summer, sheet, step, "vice_head", "Sai")

    sheet.refresh_from_db()
    assert not may_approve(sheet, **by(summer, "vice_head"))
    assert move(summer, sheet, Step.APPROVE, "head").state == "approved"


@pytest.mark.parametrize("kind", ["all_equal", "copied", "zeros", "lower", "higher", "retyped"])
def test_a_head_who_gives_the_subject_settles_no_question_about_its_marks(
    world: World, kind: str
) -> None:
    """What a sheet holds has no author: it is asked of who gives the subject."""
    factories.TeachingAssignmentFactory(
        staff=world.staff["vice_head"], class_group=world.class_group, subject=world.subjects[0]
    )
    found = factories.MarkQuestionFactory(sheet=world.sheet, kind=kind, facts={"count": 12})

    with pytest.raises(NotAllowed):
        settle_question(question=found, words="Bài dễ.", **by(world, "vice_head"))
    with pytest.raises(NotAllowed):
        ask_teacher(question=found, words="Vì sao?", **by(world, "vice_head"))

    settle_question(question=found, words="Đã hỏi.", **by(world, "head"))


def test_nor_one_who_gave_it_earlier_in_the_term(world: World) -> None:
    assignment = factories.TeachingAssignmentFactory(
        staff=world.staff["vice_head"], class_group=world.class_group, subject=world.subjects[0]
    )
    TeachingAssignment.objects.filter(pk=assignment.pk).update(ends_on=world.term.starts_on)
    found = factories.MarkQuestionFactory(sheet=world.sheet, kind="copied", facts={"count": 12})

    with pytest.raises(NotAllowed):
        settle_question(question=found, words="Bài dễ.", **by(world, "vice_head"))
