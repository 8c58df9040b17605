"""When a cell may be written: windows, exceptions and returned sheets, at every door."""

import datetime
import json
import uuid
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from eduportal.accounts.models import User
from grades.choices import SheetState, Step
from grades.models import MarkRecord, MarkSheet
from grades.rules.entry_days import EntryDays, Window, days_in_force
from grades.selectors import gaps_of, sheet_page, teachers_home
from grades.selectors.arrivals import arrivals_of
from grades.selectors.days import days_of_schools, days_of_sheet
from grades.selectors.matrix import matrices_of
from grades.selectors.sheets import sheets_of_schools, with_progress
from grades.services import MarksMissing, move_sheet
from schools.models import Term
from tests import factories
from tests.grades.conftest import Save, edit, fill, scope_of, set_state
from tests.imports.jobs import MARKS, checked, found, written
from tests.imports.marks import mark_file
from tests.stays import leave
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)


def span(first: int, last: int) -> EntryDays:
    """Days counted from today."""
    today = timezone.localdate()
    return EntryDays(today + first * DAY, today + last * DAY)


def close(world: World, column: str = "midterm", **where: object) -> None:
    """The column closed yesterday, at the school."""
    yesterday = timezone.localdate() - DAY
    factories.SchoolWindowFactory(
        school=world.school, term=world.term, column=column, closes_on=yesterday, **where
    )


def except_for(world: World, **whose: object) -> None:
    named = {"school": world.school, "term": world.term, "class_group": None}
    factories.EntryExceptionFactory(**(named | whose))


# --- which window counts ---

USUAL = span(-30, 30)
WINDOWS = {
    "province, grade": Window(span(0, 1), False, "", 6),
    "province, column": Window(span(0, 2), False, "midterm", None),
    "province, grade and column": Window(span(0, 3), False, "midterm", 6),
    "school": Window(span(0, 4), True, "", None),
    "school, grade": Window(span(0, 5), True, "", 6),
    "school, column": Window(span(0, 6), True, "midterm", None),
    "school, grade and column": Window(span(0, 7), True, "midterm", 6),
}


@pytest.mark.parametrize("count", range(len(WINDOWS) + 1))
def test_the_most_specific_window_counts(count: int) -> None:
    known = list(WINDOWS.values())[:count]
    expected = known[-1].days if known else USUAL
    assert days_in_force(known, "midterm", USUAL) == expected
    assert days_in_force(reversed(known), "midterm", USUAL) == expected


def test_a_window_of_a_column_says_nothing_of_another() -> None:
    of_column = [WINDOWS["province, column"], WINDOWS["school, column"]]
    assert days_in_force(of_column, "final", USUAL) == USUAL
    assert days_in_force(of_column, "", USUAL) == USUAL


@pytest.mark.parametrize(
    ("first", "last", "is_met"),
    [(-9, None, True), (1, None, False), (0, None, True), (-9, -4, False), (-9, -3, True)],
)
def test_what_was_open_on_no_day_of_a_stay_is_not_due(
    first: int, last: int | None, is_met: bool
) -> None:
    today = timezone.localdate()
    end = None if last is None else today + last * DAY
    assert span(-3, 0).meets(today + first * DAY, end) is is_met


def test_a_window_of_the_province_holds_at_every_school_but_those_with_their_own(
    world: World,
) -> None:
    today = timezone.localdate()
    factories.ProvinceWindowFactory(term=world.term, column="midterm", closes_on=today)
    factories.SchoolWindowFactory(
        school=world.foreign_school, term=world.term, closes_on=today + 50 * DAY
    )
    ours, theirs = days_of_sheet(world.sheet), days_of_sheet(world.foreign_sheet)
    assert ours.due("midterm").closes_on == today
    assert ours.due("final").closes_on == world.term.entry_closes_on
    assert {days.closes_on for days in theirs.by_kind.values()} == {today + 50 * DAY}
    ends = days_of_schools(world.term, [world.school.pk, world.foreign_school.pk])
    assert ends[world.school.pk].closes_on == world.term.entry_closes_on
    assert ends[world.foreign_school.pk].closes_on == today + 50 * DAY


def test_a_window_of_another_grade_or_term_does_not_hold(world: World) -> None:
    another = factories.GradeLevelFactory(id=9)
    close(world, grade_level=another)
    close(world, column="final", grade_level=world.class_group.grade_level)
    factories.SchoolWindowFactory(
        school=world.school, term=world.next_term, column="midterm", over=True
    )
    days = days_of_sheet(world.sheet)
    assert days.takes("midterm") and not days.takes("final")


# --- every door, in every state ---


def nothing_more(world: World) -> None:
    """The column is closed and that is all."""


def exception_for_the_class(world: World) -> None:
    except_for(world, class_group=world.class_group)


def exception_for_the_teacher(world: World) -> None:
    except_for(world, staff=world.staff["teacher"])


def exception_for_the_student(world: World) -> None:
    except_for(world, student=world.record.enrolment.student)


def exception_for_the_column(world: World) -> None:
    except_for(world, class_group=world.class_group, column="midterm")


def exception_for_another_column(world: World) -> None:
    except_for(world, class_group=world.class_group, column="final")


def exception_for_another_class(world: World) -> None:
    except_for(world, class_group=world.classes[world.school][1])


def exception_for_another_teacher(world: World) -> None:
    except_for(world, staff=world.staff["homeroom"])


def exception_for_another_student(world: World) -> None:
    except_for(world, student=world.records[world.sheet][1].enrolment.student)


def exception_of_another_term(world: World) -> None:
    except_for(world, class_group=world.class_group, term=world.next_term)


def exception_that_is_over(world: World) -> None:
    yesterday = timezone.localdate() - DAY
    except_for(world, class_group=world.class_group, starts_on=yesterday - DAY, ends_on=yesterday)


def exception_that_was_ended(world: World) -> None:
    end = {"ended_at": timezone.now(), "ended_by": world.users["department_admin"]}
    except_for(world, class_group=world.class_group, **end)


def returned(world: World) -> None:
    MarkSheet.objects.filter(pk=world.sheet.pk).update(open_until=timezone.localdate())


def returned_until_yesterday(world: World) -> None:
    MarkSheet.objects.filter(pk=world.sheet.pk).update(open_until=timezone.localdate() - DAY)


def handed_in_with_an_exception(world: World) -> None:
    exception_for_the_class(world)
    set_state(world.sheet, SheetState.SUBMITTED)


# Whether the cell of the closed column takes a mark.
STATES: dict[Callable[[World], None], bool] = {
    nothing_more: False,
    exception_for_the_class: True,
    exception_for_the_teacher: True,
    exception_for_the_student: True,
    exception_for_the_column: True,
    exception_for_another_column: False,
    exception_for_another_class: False,
    exception_for_another_teacher: False,
    exception_for_another_student: False,
    exception_of_another_term: False,
    exception_that_is_over: False,
    exception_that_was_ended: False,
    returned: True,
    returned_until_yesterday: False,
    handed_in_with_an_exception: False,
}


def by_json(client: Client, address: str, world: World) -> bool:
    """Whether the mark is saved; what is not names the column and its days, or the state."""
    op = {"op": str(uuid.uuid4()), "record": world.record.pk, "cell": "gk", "from": "", "to": "6"}
    answer = client.post(address, json.dumps({"ops": [op]}), content_type="application/json")
    if answer.status_code == 423:
        return False
    [result] = answer.json()["results"]
    if result["status"] == "locked":
        assert f"{timezone.localdate() - DAY:%d/%m/%Y}" in result["message"]
        assert "GK" in result["message"]
    return bool(result["status"] == "saved")


def by_grid(world: World, client_of: ClientOf) -> bool:
    address = f"/marksheets/{world.sheet.public_id}/cells/"
    return by_json(client_of("teacher"), address, world)


def by_interface(world: World, client_of: ClientOf) -> bool:
    address = f"/api/v1/marksheets/{world.sheet.public_id}/cells/"
    return by_json(client_of("teacher"), address, world)


def by_form(world: World, client_of: ClientOf) -> bool:
    name = f"{world.record.pk}-gk"
    form = {f"m-{name}": "6", f"o-{name}": ""}
    answer = client_of("teacher").post(f"/marksheets/{world.sheet.public_id}/", form)
    if answer.status_code == 302:
        return True
    assert answer.context["problems"][0]["message"]
    return False


def by_file(world: World, client_of: ClientOf) -> bool:
    return brought(world, world.users["teacher"])


def by_command(world: World, client_of: ClientOf) -> bool:
    """A file brought by the operator of the server, who is no teacher of the school."""
    return brought(world, None)


def brought(world: World, user: User | None) -> bool:
    content = mark_file(world, [None, None, None, None, 6, None])
    job = checked(content, MARKS, world.school, user=user)
    if found(job):
        assert found(job) in ([("I4", "column_closed")], [("", "sheet_handed_in")])
        return False
    written(job, user=user)
    return True


DOORS = [by_grid, by_interface, by_form, by_file, by_command]
# What is given to the teacher is nobody else's.
NOT_THE_TEACHER = {(by_command, exception_for_the_teacher)}


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("door", DOORS)
def test_a_closed_column_takes_a_mark_at_every_door_alike(
    door: Callable[[World, ClientOf], bool], world: World, client_of: ClientOf
) -> None:
    close(world)
    answers, stored = {}, {}
    for state in STATES:
        with transaction.atomic():
            state(world)
            answers[state] = door(world, client_of)
            stored[state] = MarkRecord.objects.get(pk=world.record.pk).midterm == 60
            transaction.set_rollback(True)
    expected = {
        state: takes and (door, state) not in NOT_THE_TEACHER for state, takes in STATES.items()
    }
    assert answers == expected
    assert stored == expected


@pytest.mark.parametrize(
    "state", [nothing_more, exception_for_the_student, returned, handed_in_with_an_exception]
)
def test_the_grid_shows_what_it_takes(
    state: Callable[[World], None], world: World, client_of: ClientOf
) -> None:
    close(world)
    state(world)
    page = client_of("teacher").get(f"/marksheets/{world.sheet.public_id}/")
    row = next(each for each in page.context["rows"] if each.record_id == world.record.pk)
    cells = {cell.cell: cell for cell in row.cells}

    assert cells["gk"].locked is not STATES[state]
    assert bool(cells["gk"].why) is not STATES[state]
    assert (f'name="m-{world.record.pk}-gk"' in page.content.decode()) is STATES[state]
    is_handed_in = state is handed_in_with_an_exception
    assert cells["ck"].locked is is_handed_in


def test_a_batch_saves_the_open_cells_and_says_of_the_closed_ones_when(
    world: World, save: Save
) -> None:
    close(world)
    outcome = save(
        world.sheet, edit(world.record, "gk", "", "6"), edit(world.record, "ck", "", "7")
    )
    assert [result.status for result in outcome.results] == ["locked", "saved"]
    assert outcome.results[0].message.startswith("Cột GK nhập được từ ")


def test_remarks_follow_the_days_of_no_column(world: World, save: Save) -> None:
    close(world, column="")
    today = timezone.localdate()
    factories.SchoolWindowFactory(
        school=world.school, term=world.term, column="midterm", closes_on=today
    )
    outcome = save(
        world.sheet, edit(world.record, "gk", "", "6"), edit(world.record, "remark", "", "Chăm")
    )
    assert [result.status for result in outcome.results] == ["saved", "locked"]


def test_handing_in_stays_possible_after_the_days(world: World) -> None:
    for column in ("", "midterm"):
        close(world, column=column)
    scope, user_id = scope_of(world, "teacher"), world.users["teacher"].pk
    asked = {"sheet_id": world.sheet.pk, "step": Step.SUBMIT, "scope": scope, "user_id": user_id}
    with pytest.raises(MarksMissing):
        move_sheet(**asked, revision="0")
    assert move_sheet(**asked, revision="0", reason="Bão").state == SheetState.SUBMITTED


# --- what is due ---


def arrive_late(world: World) -> MarkRecord:
    """The first student of the sheet came today, after the mid-term column had closed."""
    stay = world.record.enrolment
    stay.starts_on = timezone.localdate()
    stay.save()
    return world.record


def test_a_column_that_closed_before_the_student_came_is_a_gap_in_no_count(
    world: World, client_of: ClientOf
) -> None:
    close(world)
    fill(world.sheet, 80)
    arrive_late(world)
    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=None, final=None)

    [gap] = gaps_of(world.sheet)
    assert gap.cells == ("CK",)
    [row] = with_progress([world.sheet])
    page = sheet_page(world.sheet, "", days_of_sheet(world.sheet))
    assert (row.cells, row.filled) == (page.total, page.filled)
    assert (row.gaps, row.missing) == (1, (("CK", 1),))
    [home] = [
        each
        for each in teachers_home(world.users["teacher"].pk, world.term).to_do
        if each.row.sheet == world.sheet
    ]
    assert home.row.gaps == 1 and home.next_column.label == "CK"
    rows = sheets_of_schools(world.term, [world.school.pk])
    [matrix] = matrices_of(rows)
    cells = [cell for line in matrix.lines for cell in line.sheets]
    assert [cell.gaps for cell in cells if cell.sheet == world.sheet] == [1]
    waiting = {each.sheet.pk: each for each in rows}
    arrivals = arrivals_of(world.class_group, world.term, [waiting[world.sheet.pk]])
    assert [each.empty for each in arrivals] == [(f"{world.sheet.subject.name}: CK",)]

    MarkRecord.objects.filter(pk=world.record.pk).update(final=80)
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)
    handed_in = move_sheet(
        sheet_id=sheet.pk,
        step=Step.SUBMIT,
        revision=str(sheet.revision),
        scope=scope_of(world, "teacher"),
        user_id=world.users["teacher"].pk,
    )
    assert handed_in.state == SheetState.SUBMITTED


def test_a_cell_that_is_not_due_is_shown_as_such_and_counts_once_it_is_filled(
    world: World, client_of: ClientOf
) -> None:
    close(world)
    arrive_late(world)
    page = client_of("teacher").get(f"/marksheets/{world.sheet.public_id}/")
    assert page.content.decode().count("is-undue") == 1
    before = page.context["page"].total

    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=70)
    after = client_of("teacher").get(f"/marksheets/{world.sheet.public_id}/")
    assert "is-undue" not in after.content.decode()
    assert after.context["page"].total == before + 1


@pytest.mark.parametrize("has_own_window", [False, True])
def test_what_is_due_is_counted_alike_in_sql_and_in_python(
    world: World, has_own_window: bool
) -> None:
    today = timezone.localdate()
    grade = world.class_group.grade_level
    factories.ProvinceWindowFactory(term=world.term, column="midterm", closes_on=today - 5 * DAY)
    factories.ProvinceWindowFactory(
        term=world.term, column="regular", grade_level=grade, closes_on=today - 3 * DAY
    )
    factories.ProvinceWindowFactory(
        term=world.term, column="", grade_level=grade, closes_on=today - 8 * DAY
    )
    if has_own_window:
        close(world, column="final", grade_level=grade)
        close(world, column="")
    MarkSheet.objects.filter(pk=world.sheet.pk).update(regular_count=3, has_topic=True)
    for back, record in enumerate(world.records[world.sheet]):
        record.enrolment.starts_on = today - 2 * back * DAY
        record.enrolment.save()
        record.regular = [[80, None, None, None], [None, 70, 80, 90]][back % 2]
        record.midterm = [None, 60][back % 3 == 0]
        record.save()
    leave(world.records[world.sheet][5].enrolment, on=today)
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)

    [row] = with_progress([sheet])
    page = sheet_page(sheet, "", days_of_sheet(sheet))

    assert (row.cells, row.filled) == (page.total, page.filled)
    assert row.gaps == sum(len(gap.cells) for gap in gaps_of(sheet))
    missing = {label: 0 for label, _count in row.missing}
    for gap in gaps_of(sheet):
        for label in gap.cells:
            missing[label] += 1
    assert dict(row.missing) == missing
    assert row.gaps and any(cell.undue for each in page.rows for cell in each.cells)


def test_a_term_that_is_open_at_one_school_gets_its_lines_there(world: World) -> None:
    Term.objects.filter(pk=world.term.pk).update(entry_closes_on=world.term.entry_opens_on)
    factories.SchoolWindowFactory(school=world.school, term=world.term)
    term = Term.objects.get(pk=world.term.pk)
    days = days_of_schools(term, [world.school.pk, world.foreign_school.pk])
    today = timezone.localdate()
    assert days[world.school.pk].contains(today)
    assert not days[world.foreign_school.pk].contains(today)
