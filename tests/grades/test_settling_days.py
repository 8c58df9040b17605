"""The end of a term decides nothing for want of a mark that was never due."""

import datetime
import random

import pytest
from django.utils import timezone

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.schemes import scheme_of
from grades.rules.sheets import Marks, Moment, SheetLayout
from grades.selectors.comparing import ShadowRun
from grades.selectors.days import cells_due, days_of_sheet, undue_kinds
from grades.selectors.settling import grouped, moment_of, open_in_class
from grades.services.settling import settle_records
from tests import factories
from tests.factories import RegulationSetFactory
from tests.grades.conftest import set_state
from tests.stays import leave
from tests.world import World

PASSED, FAILED, ABSENT = CellCode.PASSED, CellCode.FAILED, CellCode.ABSENT
WORDS = SheetLayout(AssessmentForm.COMMENTED, 2)
SCHEME = scheme_of("TT22", {})
OVER = Moment.TERM_OVER
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("line", "undue", "result"),
    [
        (Marks([PASSED, PASSED], None, PASSED), {"midterm"}, None),
        (Marks([None, None], PASSED, PASSED), {"regular"}, None),
        (Marks([None, None], None, None), {"regular", "midterm", "final"}, None),
        # What was due is missing as well, or was not passed: that alone is enough.
        (Marks([PASSED, None], None, PASSED), {"midterm"}, FAILED),
        (Marks([PASSED, FAILED], None, PASSED), {"midterm"}, FAILED),
        (Marks([PASSED, PASSED], None, ABSENT), {"midterm"}, FAILED),
        # A cell that was filled all the same counts as any other.
        (Marks([PASSED, PASSED], ABSENT, PASSED), {"midterm"}, FAILED),
        (Marks([PASSED, PASSED], FAILED, PASSED), {"midterm"}, FAILED),
        (Marks([PASSED, PASSED], PASSED, PASSED), {"midterm"}, PASSED),
    ],
)
def test_only_what_was_due_fails_a_comment_only_subject(line, undue, result) -> None:
    assert SCHEME.average(WORDS, line, OVER, undue) == result
    named = SCHEME.settled(WORDS, line, OVER, undue)
    running = SCHEME.average(WORDS, line, Moment.RUNNING)
    assert bool(named) == (result is FAILED and running is None)
    columns = {each.name: each for each in SCHEME.columns(WORDS)}
    asked = [name for name, each in columns.items() if each.kind not in undue]
    if any(columns[name].value(line) is None for name in asked):
        assert all(name in asked or columns[name].value(line) == ABSENT for name in named)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"missing_regular_fails": False},
        {"exempt_cell": "leave_out"},
        {"absence_settles": False},
    ],
    ids=str,
)
def test_a_subject_is_failed_exactly_where_no_mark_that_was_not_due_could_save_it(changes) -> None:
    scheme, draw = scheme_of("TT22", changes), random.Random(7)
    cells = [None, None, PASSED, PASSED, PASSED, FAILED, ABSENT]
    kinds = ("regular", "midterm", "final")
    seen = set()
    for _case in range(2000):
        line = Marks(
            [draw.choice(cells), draw.choice(cells)], draw.choice(cells), draw.choice(cells)
        )
        undue = frozenset(kind for kind in kinds if draw.random() < 0.4)
        result = scheme.average(WORDS, line, OVER, undue)
        possible = {scheme.average(WORDS, each, OVER) for each in completions(line, undue)}
        assert (result == FAILED) == (possible == {FAILED}), (line, undue)
        assert result in (FAILED, None) or line == completions(line, undue)[0]
        if not any(cell is None for cell in (*line.regular, line.midterm, line.final)):
            assert result == scheme.average(WORDS, line, OVER)
        seen.add(result)
    assert {PASSED, FAILED, None} <= seen


def completions(line: Marks, undue) -> list[Marks]:
    """The line with its empty cells that were not due filled in every way."""
    places = [("regular", 0), ("regular", 1), ("midterm", None), ("final", None)]
    lines = [line]
    for kind, slot in places:
        if kind in undue:
            lines = [filled for each in lines for filled in with_cell(each, kind, slot)]
    return lines


def with_cell(line: Marks, kind: str, slot: int | None) -> list[Marks]:
    regular, others = list(line.regular), {"midterm": line.midterm, "final": line.final}
    if (regular[slot] if slot is not None else others[kind]) is not None:
        return [line]
    found = []
    for result in (PASSED, FAILED):
        if slot is not None:
            found.append(Marks([*regular[:slot], result, *regular[slot + 1 :]], **others))
        else:
            found.append(Marks(regular, **{**others, kind: result}))
    return found


@pytest.fixture
def closed_midterm(world: World, db_everywhere: None) -> World:
    """The mid-term column closed ten days ago; every cell of physical education is Đạt."""
    today = timezone.localdate()
    factories.SchoolWindowFactory(
        school=world.school,
        term=world.term,
        column="midterm",
        opens_on=today - 30 * DAY,
        closes_on=today - 10 * DAY,
    )
    for record in world.records[world.commented_sheet]:
        record.regular, record.midterm, record.final = [PASSED, PASSED], PASSED, PASSED
        record.average = PASSED
        record.save()
    return world


def without_midterm(record: MarkRecord, first_day: datetime.date) -> MarkRecord:
    """The student came on the day, and nobody gave a mid-term result."""
    stay = record.enrolment
    stay.starts_on = first_day
    stay.save()
    record.midterm = record.average = None
    record.save()
    return MarkRecord.objects.select_related("enrolment", "sheet__regulation").get(pk=record.pk)


def test_who_came_after_the_column_had_closed_gets_no_result_and_who_came_before_is_failed(
    closed_midterm: World,
) -> None:
    world, today = closed_midterm, timezone.localdate()
    late, early, *_rest = world.records[world.commented_sheet]
    late = without_midterm(late, today - 5 * DAY)
    early = without_midterm(early, today - 20 * DAY)
    days = days_of_sheet(world.commented_sheet)
    assert undue_kinds(late.enrolment, days) == {"midterm"} and not cells_due(late, days)
    assert cells_due(early, days) == ("gk",)

    [told] = grouped(open_in_class(world.class_group, world.term), moment_of(world.term))
    assert [each.student_id for each in told.students] == [early.enrolment.student_id]
    settle_records([MarkSheet.objects.get(pk=world.commented_sheet.pk)], OVER)
    found = dict(MarkRecord.objects.values_list("pk", "average"))
    assert (found[late.pk], found[early.pk]) == (None, FAILED)


def test_who_left_is_not_settled(closed_midterm: World) -> None:
    record = closed_midterm.records[closed_midterm.commented_sheet][0]
    record = without_midterm(record, timezone.localdate() - 20 * DAY)
    leave(record.enrolment, on=timezone.localdate() - 5 * DAY)
    settle_records([MarkSheet.objects.get(pk=record.sheet_id)], OVER)
    assert MarkRecord.objects.get(pk=record.pk).average is None


def test_a_shadow_run_knows_what_was_not_due(closed_midterm: World) -> None:
    world = closed_midterm
    late, early, *_rest = world.records[world.commented_sheet]
    late = without_midterm(late, timezone.localdate() - 5 * DAY)
    early = without_midterm(early, timezone.localdate() - 20 * DAY)
    set_state(world.commented_sheet, SheetState.APPROVED)
    base = world.commented_sheet.regulation
    candidate = RegulationSetFactory(changes={"missing_regular_fails": False})
    for record in (late, early):
        record.regular = [PASSED, None]
        record.midterm = PASSED if record == early else None
        record.save()
    changes = list(ShadowRun(candidate, base, world.year).changes([world.class_group]))
    # Of the late one a regular mark that was due is missing as well: failed under the first set.
    by_stay = {each.enrolment_id: each.difference for each in changes}
    assert by_stay.keys() == {late.enrolment_id, early.enrolment_id}
    subject = world.commented_sheet.subject_id
    assert {each.before.by_subject[subject] for each in by_stay.values()} == {FAILED}
    assert {each.after.by_subject[subject] for each in by_stay.values()} == {None}
