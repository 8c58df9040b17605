"""The table of assignments of a school: its classes by the subjects of their programme."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine, School, SchoolYear, Subject
from staffing.models import StaffMember
from staffing.rules.load import weekly_periods
from staffing.selectors.cells import HOMEROOM, CellContent, CellKey, Drafted, contents_on

# Two decimals of a period are lost by rounding 52 / 35.
ROUNDING = Decimal("0.05")


class Plan(NamedTuple):
    """What the programme gives one class in one subject, in periods a week.

    `is_needed`: compulsory, or the class has a sheet of it. `is_optional`: few classes take it.
    """

    subject: Subject
    periods: Decimal
    is_needed: bool
    is_optional: bool


@dataclass(frozen=True)
class Cell:
    """One class and subject. `plan` is None in the column of homerooms."""

    class_group: ClassGroup
    plan: Plan | None
    content: CellContent

    @property
    def subject_code(self) -> str:
        return self.plan.subject.code if self.plan else HOMEROOM

    @property
    def title(self) -> str:
        """Subject and class."""
        subject = self.plan.subject.name if self.plan else _("Homeroom")
        return f"{subject} {self.class_group.name}"

    @property
    def left(self) -> Decimal:
        """Periods a week that nobody gives."""
        if self.plan is None or not self.plan.is_needed:
            return Decimal(0)
        left = self.plan.periods - self.content.covered
        return left if left > ROUNDING else Decimal(0)

    @property
    def is_empty(self) -> bool:
        """Nobody is there, and somebody has to be."""
        return not self.content.given and (self.plan is None or self.plan.is_needed)


@dataclass(frozen=True)
class Row:
    """One class with a cell for each column; None where the class does not have the subject."""

    class_group: ClassGroup
    cells: list[Cell | None]

    @property
    def left(self) -> Decimal:
        """Periods a week of the class that nobody gives."""
        return sum((cell.left for cell in self.cells if cell), Decimal(0))

    @property
    def open_cells(self) -> list[Cell]:
        return [cell for cell in self.cells if cell and cell.is_empty]


@dataclass(frozen=True)
class Column:
    """One subject with the fewest and the most periods a week it has in the table.

    `is_needed`: not optional, or a class has a sheet of it.
    """

    subject: Subject
    fewest: Decimal
    most: Decimal
    is_needed: bool


@dataclass(frozen=True)
class Matrix:
    """The whole table on one day."""

    columns: list[Column]
    rows: list[Row]

    @property
    def open_cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.open_cells]

    @property
    def persons(self) -> set[StaffMember]:
        cells = (cell for row in self.rows for cell in row.cells if cell)
        return {person for cell in cells for person in cell.content.persons}


def classes_of(school: School, year: SchoolYear) -> list[ClassGroup]:
    """The school's classes of the year in the order of the register: one query."""
    classes = ClassGroup.objects.filter(school=school, school_year=year, grade_level__id__lte=12)
    related = ("school", "school_year", "grade_level")
    return list(classes.select_related(*related).order_by("grade_level", "name"))


def matrix_for(
    classes: list[ClassGroup],
    day: datetime.date,
    *,
    with_optional: bool = True,
    drafted: Drafted | None = None,
) -> Matrix:
    """The assignments of classes of one year in force on the day: four queries.

    Without `with_optional` an optional subject has a column only where a class takes it. With
    `drafted` they are as they would be with a draft applied.
    """
    plans = plans_of(classes)
    contents = contents_on(classes, day)
    for key, given in (drafted or {}).items():
        contents[key].given = given
    columns = _columns(plans)
    if not with_optional:
        taken = {key.subject for key in contents}
        columns = [each for each in columns if each.is_needed or each.subject.code in taken]
    return Matrix(columns, [_row(group, columns, plans[group.pk], contents) for group in classes])


def _row(
    group: ClassGroup,
    columns: list[Column],
    plans: Mapping[str, Plan],
    contents: defaultdict[CellKey, CellContent],
) -> Row:
    cells: list[Cell | None] = []
    for column in columns:
        plan = plans.get(column.subject.code)
        key = CellKey(group.pk, column.subject.code)
        cells.append(Cell(group, plan, contents[key]) if plan else None)
    cells.append(Cell(group, None, contents[CellKey(group.pk, HOMEROOM)]))
    return Row(group, cells)


def plans_of(classes: list[ClassGroup]) -> defaultdict[int, dict[str, Plan]]:
    """What each class has by its programme, by key of the class and code of the subject."""
    levels = {(group.programme, group.grade_level_id) for group in classes}
    by_level: defaultdict[tuple[str, int], list[CurriculumLine]] = defaultdict(list)
    lines = CurriculumLine.objects.filter(
        programme__in={programme for programme, _level in levels},
        grade_level__in={level for _programme, level in levels},
    )
    for line in lines.select_related("subject").order_by("subject__position"):
        by_level[line.programme, line.grade_level_id].append(line)
    with_sheet = import_string(registry.SUBJECTS_WITH_SHEETS)([group.pk for group in classes])
    found: defaultdict[int, dict[str, Plan]] = defaultdict(dict)
    for group in classes:
        for line in by_level[group.programme, group.grade_level_id]:
            needed = line.kind == LineKind.COMPULSORY or (group.pk, line.subject_id) in with_sheet
            periods = weekly_periods(line.annual_periods)
            plan = Plan(line.subject, periods, needed, line.kind == LineKind.OPTIONAL)
            found[group.pk][line.subject.code] = plan
    return found


def _columns(plans: Mapping[int, Mapping[str, Plan]]) -> list[Column]:
    found: defaultdict[Subject, list[Plan]] = defaultdict(list)
    for by_subject in plans.values():
        for plan in by_subject.values():
            found[plan.subject].append(plan)
    subjects = sorted(found, key=lambda subject: (subject.position, subject.pk))
    return [_column(subject, found[subject]) for subject in subjects]


def _column(subject: Subject, plans: list[Plan]) -> Column:
    periods = [plan.periods for plan in plans]
    needed = any(plan.is_needed or not plan.is_optional for plan in plans)
    return Column(subject, min(periods), max(periods), needed)


def choices_of(classes: list[ClassGroup]) -> dict[int, Any]:
    """How many students of each class have chosen their subjects, by the class's key."""
    found: dict[int, Any] = import_string(registry.CHOICES_COUNTED)(classes)
    return found
