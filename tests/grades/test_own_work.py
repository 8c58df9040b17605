"""Nobody decides on the own work, whatever changes meanwhile in who does what."""

import pytest

from eduportal.accounts.models import User
from grades.choices import AmendmentState, Step
from grades.models import AgainSheet, YearSubject
from grades.services import confirm_amendment
from grades.services.again_sheets import may_approve, save_again
from grades.services.errors import NotAllowed
from grades.services.questioning import ask_teacher, settle_question
from staffing.models import TeachingAssignment
from tests import factories
from tests.grades.conftest import scope_of
from tests.grades.test_amending import act, approve, ask, sealed  # noqa: F401
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
        tests={},
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


def deputy(world: World, persona: str) -> None:
    """The head's deputy for both acts."""
    factories.DeputationFactory(
        school=world.school, principal=world.users["head"], deputy=world.users[persona]
    )


def test_a_heads_deputy_approves_no_amendment_the_head_asked_for(
    sealed: World,  # noqa: F811
) -> None:
    """Not in the head's name: the step is the Department's, as if there were no deputy."""
    factories.TeachingAssignmentFactory(
        staff=sealed.staff["head"], class_group=sealed.class_group, subject=sealed.subjects[0]
    )
    factories.MembershipFactory(user=sealed.users["head"], role="teacher", school=sealed.school)
    deputy(sealed, "vice_head")
    amendment = ask(sealed, persona="head")
    confirm_amendment(act=act(sealed, amendment, "homeroom"))

    with pytest.raises(NotAllowed):
        approve(sealed, amendment, "vice_head")

    assert approve(sealed, amendment, "department_admin") == AmendmentState.WRITTEN


def test_a_heads_deputy_approves_what_another_has_asked_for(
    sealed: World,  # noqa: F811
) -> None:
    deputy(sealed, "vice_head")
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))

    assert approve(sealed, amendment, "vice_head") == AmendmentState.WRITTEN


def test_a_step_does_not_wait_for_a_closed_account(
    sealed: World,  # noqa: F811
) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    User.objects.filter(pk=sealed.users["head"].pk).update(is_active=False)

    assert approve(sealed, amendment, "department_admin") == AmendmentState.WRITTEN


def test_a_heads_deputy_settles_no_question_about_the_heads_entries(world: World) -> None:
    deputy(world, "teacher")
    own = factories.MarkQuestionFactory(
        sheet=world.commented_sheet, kind="night", author=world.users["head"], facts={"count": 12}
    )

    with pytest.raises(NotAllowed):
        settle_question(question=own, words="Đã rõ.", **by(world, "teacher"))


def test_a_heads_deputy_approves_no_re_assessment_the_head_has_entered(
    summer: World,  # noqa: F811
) -> None:
    choose(summer, ["TOAN", "MON0"])
    sheet = AgainSheet.objects.get(subject__code="TOAN")
    assign(summer, sheet, "head")
    sheet.refresh_from_db()
    row = YearSubject.objects.get(sheet=sheet)
    given = {"typed": {row.pk: "9,0"}, "tests": {}}
    save_again(sheet_id=sheet.pk, revision=sheet.revision, **given, **by(summer, "head"))
    move(summer, sheet, Step.SUBMIT, "head")
    deputy(summer, "homeroom")

    with pytest.raises(NotAllowed):
        move(summer, sheet, Step.APPROVE, "homeroom")
    assert move(summer, sheet, Step.APPROVE, "vice_head").state == "approved"
