"""6A1 at the end of a year: eleven subjects in both terms, every sheet sealed, conduct given."""

from collections.abc import Iterable, Mapping

from eduportal.accounts.selectors import scope_for
from grades.choices import Level, SheetState
from grades.models import MarkRecord, MarkSheet, TermResult
from grades.rules.cells import CellCode
from grades.selectors.year_end import ClassYear, class_year
from grades.services.freezing import freeze_stays
from grades.services.year_end import seal_year
from grades.services.year_steps import propose_year
from schools.models import ClassGroup, Subject, Term
from students.models import Enrolment
from tests import factories
from tests.factories.marks import regulation_set, set_states
from tests.world import World

GOOD = 85


def end_terms(
    world: World,
    marks: Mapping[tuple[int, str], int] | None = None,
    *,
    earlier: Enrolment | None = None,
    late: bool = False,
) -> None:
    """Seal both terms; `marks` are averages of both terms by student's number and subject's code.

    Every other average is 8.5 or Đạt. Mathematics of the world is TOAN. `earlier` is the stay in
    another class that reports the first student for the first term, with the same marks; where the
    student came `late`, there is no first term.
    """
    group = world.class_group
    subjects = [world.subjects[0], *(_subject(world, f"MON{number}") for number in range(6))]
    commented = world.subjects[1]
    regulation = regulation_set()
    for term in (world.term, world.next_term):
        stays = world.enrolments[group]
        if earlier and term == world.term:
            stays = [earlier, *stays[1:]]
        start = int(late and term == world.term)
        stays = stays[start:]
        for subject in (*subjects, commented):
            is_commented = subject == commented
            sheets = _sheets(stays, term, subject, commented=is_commented)
            usual = CellCode.PASSED.value if is_commented else GOOD
            MarkRecord.objects.bulk_create(
                _record(
                    sheets[stay.class_group], stay, (marks or {}).get((number, subject.code), usual)
                )
                for number, stay in enumerate(stays, start)
            )
        TermResult.objects.bulk_create(
            factories.TermResultFactory.build(
                enrolment=stay,
                term=term,
                regulation=regulation,
                learning=Level.FAIR,
                conduct=Level.GOOD,
            )
            for stay in stays
        )
    for each in {group, *(stay.class_group for stay in (earlier,) if stay)}:
        for term in (world.term, world.next_term):
            freeze_stays(each, term)
    set_states(MarkSheet.objects.filter(class_group=group), SheetState.SEALED)


def _subject(world: World, code: str) -> Subject:
    subject = factories.SubjectFactory(code=code, name=f"Môn {code[-1]}")
    factories.CurriculumLineFactory(grade_level=world.class_group.grade_level, subject=subject)
    return subject


def _sheets(
    stays: Iterable[Enrolment], term: Term, subject: Subject, *, commented: bool
) -> dict[ClassGroup, MarkSheet]:
    """The sheet of each stay's class; no sheet of the subject has a line of these students."""
    sheets = {}
    for group in {stay.class_group for stay in stays}:
        found = MarkSheet.objects.filter(class_group=group, term=term, subject=subject).first()
        sheets[group] = found or factories.MarkSheetFactory(
            class_group=group, term=term, subject=subject, commented=commented
        )
    lines = MarkRecord.objects.filter(sheet__term=term, sheet__subject=subject)
    lines.filter(enrolment__student__in=[stay.student_id for stay in stays]).delete()
    return sheets


def _record(sheet: MarkSheet, stay: Enrolment, mark: int) -> MarkRecord:
    return MarkRecord(
        school_id=sheet.school_id,
        sheet=sheet,
        enrolment=stay,
        regular=[mark] * sheet.slots,
        midterm=mark,
        final=mark,
        average=mark,
    )


def year_of(world: World) -> ClassYear:
    return class_year(world.class_group)


def propose(world: World, persona: str = "homeroom") -> None:
    user = world.users[persona]
    revision = year_of(world).revision
    scope = scope_for(user)
    propose_year(class_group=world.class_group, revision=revision, scope=scope, user=user)


def seal(world: World) -> None:
    """Proposed by the homeroom teacher and sealed by the head."""
    propose(world)
    head = world.users["head"]
    seal_year(
        class_group=world.class_group,
        revision=year_of(world).revision,
        scope=scope_for(head),
        user=head,
    )
