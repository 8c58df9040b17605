"""Conduct and absences travel with the seal, and nobody is sealed without conduct unsaid."""

import datetime

import pytest

from eduportal.exchange.models import Line
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import HomeroomRecord, TermResult
from grades.selectors import revision_of_class
from grades.services import ClassNotReady, ShownOtherwise, seal_class
from tests.factories import AbsenceFactory, HomeroomRecordFactory, RollCallFactory, UserFactory
from tests.grades.marked_class import MarkedClass, marked_class

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def approved() -> MarkedClass:
    return marked_class(students=3, state=SheetState.APPROVED)


def seal(marked: MarkedClass, revision: str = "", **more):
    shown = revision or revision_of_class(marked.class_group, marked.term)
    return seal_class(
        class_group=marked.class_group,
        term=marked.term,
        revision=shown,
        scope=Scope(None, {None: frozenset({Action.SEAL_MARKS})}),
        user=UserFactory(),
        **more,
    )


def give(marked: MarkedClass, *levels: int) -> None:
    for stay, level in zip(marked.enrolments, levels, strict=False):
        HomeroomRecordFactory(enrolment=stay, term=marked.term, conduct=level)


def test_the_seal_names_who_lacks_conduct_and_waits(approved: MarkedClass) -> None:
    give(approved, 4, 3)
    with pytest.raises(ClassNotReady) as refused:
        seal(approved)
    assert refused.value.sheets == [approved.enrolments[2].student.full_name]
    assert not TermResult.objects.exists()


def test_conduct_and_absences_go_into_results_and_lines(approved: MarkedClass) -> None:
    give(approved, 4, 3, 1)
    day = approved.term.starts_on + datetime.timedelta(days=1)
    RollCallFactory(class_group=approved.class_group, on=day)
    for session in ("morning", "afternoon"):
        AbsenceFactory(enrolment=approved.enrolments[1], on=day, session=session)
    package = seal(approved)
    stays = [each.pk for each in approved.enrolments]
    results = {each.enrolment_id: each.conduct for each in TermResult.objects.all()}
    assert [results[pk] for pk in stays] == [4, 3, 1]
    lines = dict(Line.objects.filter(package=package).values_list("student_uid", "result"))
    told = [lines[each.student.person_uid][2:] for each in approved.enrolments]
    assert told == [[4, 0], [3, 1], [1, 0]]


def test_who_seals_may_say_that_students_have_no_conduct_and_the_seal_says_how_many(
    approved: MarkedClass,
) -> None:
    package = seal(approved, without_conduct=True)
    assert package.basis == "3 em chưa có kết quả rèn luyện."
    assert set(TermResult.objects.values_list("conduct", flat=True)) == {None}


def test_conduct_changed_after_the_page_was_opened_refuses_the_seal(approved: MarkedClass) -> None:
    give(approved, 4, 4, 4)
    shown = revision_of_class(approved.class_group, approved.term)
    HomeroomRecord.objects.filter(enrolment=approved.enrolments[0]).update(conduct=1)
    with pytest.raises(ShownOtherwise):
        seal(approved, revision=shown)
