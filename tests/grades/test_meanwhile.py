"""What happens to a request about marks while the school around it goes on."""

import datetime
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from eduportal.exchange.keys import create_key
from eduportal.exchange.models import Package
from grades.choices import AmendmentState, ReviewState
from grades.models import Amendment, MarkReview
from grades.services import AmendmentRefused, confirm_amendment, set_amendment_policy
from grades.services.classes import problems_of_change
from grades.services.sheets import open_lines_for
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine
from schools.services import ClassFacts
from students.choices import Ended
from students.models import Enrolment
from students.services import change_class, end_stay, undo_class_change
from tests import factories
from tests.grades.conftest import scope_of
from tests.grades.test_amending import act, approve, ask, sealed  # noqa: F401
from tests.grades.test_reviews import settle, write
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted", "db_everywhere", "signing_key", "lasting_proof")
PEOPLE = ("teacher", "homeroom", "vice_head", "head", "auditor", "department_admin")


def rename(world: World, settings) -> None:
    ClassGroup.objects.filter(pk=world.class_group.pk).update(name="6A9")


def leave(world: World, settings) -> None:
    """In the next term: while this one is sealed, the register takes no day of it."""
    stays = Enrolment.objects.filter(pk=world.record.enrolment_id)
    stays.update(ends_on=world.term.ends_on, ended=Ended.TRANSFER)


def move_on(world: World, settings) -> None:
    stay = Enrolment.objects.get(pk=world.record.enrolment_id)
    leave(world, settings)
    factories.EnrolmentFactory(
        student=stay.student,
        class_group=world.classes[world.school][1],
        starts_on=world.next_term.starts_on,
    )


def new_set(world: World, settings) -> None:
    factories.RegulationSetFactory(
        changes={"final_weight": 2}, from_year=world.year.code, in_force=True
    )


def new_key(world: World, settings) -> None:
    settings.EDUPORTAL_SIGNING_KEY_FILE = settings.EDUPORTAL_SIGNING_KEY_FILE.with_name("new.key")
    create_key(settings.EDUPORTAL_SIGNING_KEY_FILE)


def close_the_days(world: World, settings) -> None:
    factories.SchoolWindowFactory(school=world.school, term=world.term, over=True)


def files_are_gone(world: World, settings) -> None:
    """The database came back from a backup, the files beside it did not."""
    for amendment in Amendment.objects.all():
        for each in amendment.evidence.all():
            default_storage.delete(each.file.name)


MEANWHILE = [rename, move_on, leave, new_set, new_key, close_the_days, files_are_gone]


@pytest.mark.trial("many")
@pytest.mark.parametrize("happens", MEANWHILE)
def test_an_amendment_goes_on_to_its_end_whatever_happens_meanwhile(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
    settings,
    happens: Callable[..., None],
) -> None:
    amendment = ask(sealed)
    happens(sealed, settings)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    happens_again = f"/amendments/{amendment.public_id}/"
    for persona in PEOPLE:
        assert client_of(persona).get(happens_again).status_code == 200, persona
        assert client_of(persona).get("/amendments/?show=all").status_code == 200, persona

    assert approve(sealed, amendment) == AmendmentState.WRITTEN

    sealed.record.refresh_from_db()
    # By the set it was sealed under, not by the newer one: (5 × 8 + 3 × 2) / 8 and so on.
    assert (sealed.record.final, sealed.record.average) == (20, 60)
    versions = Package.objects.filter(feed="term").order_by("version")
    assert [each.version for each in versions] == [1, 2]
    assert versions[1].event == "correction"


def test_a_file_that_is_not_there_is_said_and_no_fault_of_the_page(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
    settings,
) -> None:
    amendment = ask(sealed)
    files_are_gone(sealed, settings)
    address = f"/amendments/evidence/{amendment.evidence.get().public_id}/"
    answer = client_of("head").get(address, follow=True)
    assert answer.status_code == 200
    assert [each.level_tag for each in answer.context["messages"]] == ["error"]


def test_the_department_that_approves_as_well_can_change_its_mind_meanwhile(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    admin = sealed.users["department_admin"]
    by = {"scope": scope_of(sealed, "department_admin"), "user": admin}
    set_amendment_policy(department_approves=True, reason="Công văn 12", **by)
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    assert approve(sealed, amendment) == AmendmentState.ENDORSED
    set_amendment_policy(department_approves=False, reason="Công văn 13", **by)
    # What waits at the Department is still the Department's to end.
    page = client_of("department_admin").get(f"/amendments/{amendment.public_id}/")
    assert page.context["can_approve"]
    assert approve(sealed, amendment, "department_admin") == AmendmentState.WRITTEN


def today_in(world: World) -> datetime.date:
    return world.term.today_in()


def moved(world: World) -> Enrolment:
    stay = Enrolment.objects.get(pk=world.record.enrolment_id)
    to = world.classes[world.school][1]
    return change_class(enrolment_id=stay.pk, shown=stay.revision, to=to, on=timezone.localdate())


def test_a_request_follows_the_marks_to_another_class_and_back(
    world: World, client_of: ClientOf
) -> None:
    review = write(world)
    new = moved(world)
    review.refresh_from_db()
    assert review.record.enrolment == new
    # What came along is no change of the mark.
    with pytest.raises(AmendmentRefused):
        settle(world, MarkReview.objects.get(), ReviewState.CHANGED)
    for persona in ("teacher", "homeroom", "vice_head"):
        assert client_of(persona).get("/reviews/").status_code == 200
    undo_class_change(enrolment_id=new.pk, shown=new.revision)
    review.refresh_from_db()
    assert review.record.enrolment == world.record.enrolment
    settle(world, review, ReviewState.STAYS)


def test_a_request_of_a_student_who_left_still_ends(world: World, client_of: ClientOf) -> None:
    review = write(world)
    stay = Enrolment.objects.get(pk=world.record.enrolment_id)
    end_stay(
        enrolment_id=stay.pk, shown=stay.revision, on=timezone.localdate(), ended=Ended.TRANSFER
    )
    page = f"/reviews/{review.public_id}/"
    assert client_of("teacher").get(page).context["can_settle"]
    client_of("teacher").post(page, {"state": "stays", "outcome": "Chấm đúng đáp án."})
    review.refresh_from_db()
    assert review.state == ReviewState.STAYS


def test_an_empty_line_that_a_request_is_about_stays(world: World) -> None:
    """The student comes to take another elective: the line of the first one, empty, would go."""
    write(world)
    factories.CurriculumLineFactory(
        grade_level=world.class_group.grade_level,
        subject=factories.SubjectFactory(),
        kind=LineKind.ELECTIVE,
    )
    lines = CurriculumLine.objects.filter(subject=world.subjects[0])
    lines.update(kind=LineKind.ELECTIVE)
    factories.ChosenSubjectFactory(enrolment=world.record.enrolment, school=world.school)
    open_lines_for(class_group_ids=[world.class_group.pk])
    assert MarkReview.objects.get().record == world.record


def test_a_class_with_a_request_keeps_its_grade(world: World) -> None:
    write(world)
    group = world.class_group
    other = factories.GradeLevelFactory(id=7)
    facts = ClassFacts(name="7A1", grade=other.pk, programme=group.programme)
    assert problems_of_change(group, facts)
