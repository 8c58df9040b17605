"""What a return asks to look at, and what became of each cell."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from grades.cells import read_cell, text_of
from grades.models import AskedCell, MarkSheet
from students.selectors import sits_in_class


@dataclass(frozen=True)
class AskedPlace:
    """One cell a return asks to look at, before and now as text.

    `status` is changed (it holds something else than when the sheet was returned), kept (its
    teacher said that it stays), gone (its student has left or is exempt) or open.
    """

    record_id: int
    student_id: int
    student: str
    cell: str
    label: str
    before: str
    now: str
    is_of_column: bool
    status: str


@dataclass(frozen=True)
class Asked:
    """All that one return asks to look at, in the order of the sheet."""

    places: tuple[AskedPlace, ...] = ()

    @cached_property
    def columns(self) -> dict[str, str]:
        """The titles of the columns that were named as a whole, by name."""
        return {each.cell: each.label for each in self.places if each.is_of_column}

    @property
    def singles(self) -> list[AskedPlace]:
        """The cells that were named by themselves."""
        return [each for each in self.places if not each.is_of_column]

    @cached_property
    def cells(self) -> list[AskedPlace]:
        """Those of them whose student is still there: what is counted."""
        return [each for each in self.singles if each.status != "gone"]

    @cached_property
    def columns_of_cells(self) -> dict[str, str]:
        """The titles of the columns in which these cells stand, by name."""
        return {each.cell: each.label for each in self.cells}

    @property
    def left(self) -> list[AskedPlace]:
        """The cells that nobody has looked at yet."""
        return [each for each in self.cells if each.status == "open"]

    @property
    def changed(self) -> list[AskedPlace]:
        """What holds something else than before, in the columns as well."""
        return [each for each in self.places if each.status == "changed"]

    @property
    def kept(self) -> list[AskedPlace]:
        return [each for each in self.cells if each.status == "kept"]

    @property
    def answers(self) -> list[AskedPlace]:
        """What became of the cells, and of the columns what was changed in them."""
        return [each for each in self.places if each.status == "changed" or not each.is_of_column]

    @property
    def columns_kept(self) -> list[str]:
        """The titles of the columns in which nothing was changed."""
        changed = {each.cell for each in self.changed}
        return [label for name, label in self.columns.items() if name not in changed]

    @cached_property
    def by_key(self) -> dict[tuple[int, str], AskedPlace]:
        """The cells that were named by themselves, by record and cell."""
        return {(each.record_id, each.cell): each for each in self.cells}


NOTHING_ASKED = Asked()


def asked_of(steps: Mapping[int, MarkSheet]) -> dict[int, Asked]:
    """What these returns ask to look at, by the step's number, as `steps` holds their sheets.

    One query; none without steps.
    """
    if not steps:
        return {}
    rows = (
        AskedCell.objects.filter(
            school__in={sheet.school_id for sheet in steps.values()}, step__in=steps
        )
        .select_related("record__enrolment__student")
        .order_by("record__enrolment__position", "record__enrolment__student__sort_key", "record")
    )
    found: defaultdict[int, list[AskedPlace]] = defaultdict(list)
    for row in rows:
        sheet = steps[row.step_id]
        if row.cell in sheet.columns:
            found[row.step_id].append(_place(row, sheet))
    return {pk: _in_order(found[pk], sheet) for pk, sheet in steps.items()}


def _in_order(places: Collection[AskedPlace], sheet: MarkSheet) -> Asked:
    """Column by column, as the sheet is walked."""
    order = list(sheet.columns)
    return Asked(tuple(sorted(places, key=lambda each: order.index(each.cell))))


def _place(row: AskedCell, sheet: MarkSheet) -> AskedPlace:
    record = row.record
    record.sheet = sheet
    student = record.enrolment.student
    return AskedPlace(
        record_id=record.pk,
        student_id=student.pk,
        student=student.full_name,
        cell=row.cell,
        label=sheet.columns[row.cell].label,
        before=text_of(sheet, row.cell, row.before),
        now=text_of(sheet, row.cell, read_cell(record, row.cell)),
        is_of_column=row.is_of_column,
        status=_status(row, sheet),
    )


def _status(row: AskedCell, sheet: MarkSheet) -> str:
    if read_cell(row.record, row.cell) != row.before:
        return "changed"
    if row.kept_at is not None:
        return "kept"
    is_there = sits_in_class(row.record.enrolment, sheet.term) and not row.record.exempt
    return "open" if is_there else "gone"
