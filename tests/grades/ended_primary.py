"""4A of primary_class at the end of its year: both terms sealed, and what stands in whose way."""

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, YearResult
from grades.rules.cells import CellCode
from grades.selectors.summer import SummerStudent, school_summer
from grades.selectors.year_end import class_year
from grades.services.sheets import open_sheets
from grades.services.year_end import seal_year
from grades.services.year_steps import propose_year
from schools.models import ClassGroup
from tests import factories
from tests.grades.conftest import scope_of, set_states
from tests.grades.primary_class import PrimaryClass, primary_class
from tests.world import World

GOOD, PASSED, EFFORT = 3, 2, 1
WELL, DONE, NOT_DONE = (
    CellCode.COMPLETED_WELL.value,
    CellCode.COMPLETED.value,
    CellCode.NOT_COMPLETED.value,
)


def ended_primary(world: World, *, given: int | None = None) -> PrimaryClass:
    """T and 9 throughout; returned are the sheets of the second term.

    The second student has C in Đạo đức, 4 in the test of Khoa học and Cần cố gắng in the first
    quality; the third has 8 in that test, and Đạt in that quality in the first term. Of the first
    student's qualities and competences only the first `given` have a level at the end.
    """
    found = primary_class(world)
    second = open_sheets(class_group=found.class_group, term=world.next_term)
    found.fill()
    later = PrimaryClass(found.class_group, found.enrolments, {s.subject.code: s for s in second})
    later.fill()
    failed = MarkRecord.objects.filter(pk=later.line("dao-duc", 1).pk)
    failed.update(regular=[DONE, NOT_DONE], average=NOT_DONE)
    MarkRecord.objects.filter(pk=later.line("khoa-hoc", 1).pk).update(final=40)
    MarkRecord.objects.filter(pk=later.line("khoa-hoc", 2).pk).update(final=80)
    best = [GOOD] * len(later.sheets["dao-duc"].scheme.traits(4))
    levels = [best[:given], [EFFORT, *best[1:]], best]
    for stay, traits in zip(found.enrolments, levels, strict=True):
        factories.HomeroomRecordFactory(
            enrolment=stay, term=world.next_term, conduct=None, traits=traits
        )
    factories.HomeroomRecordFactory(
        enrolment=found.enrolments[2], term=world.term, conduct=None, traits=[PASSED, *best[1:]]
    )
    set_states(MarkSheet.objects.filter(class_group=found.class_group), SheetState.SEALED)
    return later


def seal_primary(world: World, group: ClassGroup) -> None:
    """Propose and seal the class's year."""
    by = {"class_group": group, "scope": scope_of(world, "head"), "user": world.users["head"]}
    propose_year(revision=class_year(group).revision, **by)
    seal_year(revision=class_year(group).revision, **by)


def helped(world: World) -> SummerStudent:
    """The one student who waits for the summer."""
    [found] = school_summer(world.school, world.year).students
    return found


def result_of(number: int) -> YearResult:
    return YearResult.objects.order_by("enrolment__position")[number]
