"""What goes along when a student changes class."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from grades.cells import cell_label, read_cell, text_of, why_not_studied
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from schools.models import ClassGroup
from staffing.selectors import assigned_subjects
from students.models import Enrolment
from students.selectors import study_topics


def lines_from(stay: Enrolment, day: datetime.date) -> list[MarkRecord]:
    """The stay's lines in its class, of terms not over on the day and not sealed, with sheets."""
    records = MarkRecord.objects.filter(
        enrolment=stay, sheet__class_group=stay.class_group_id, sheet__term__ends_on__gte=day
    ).exclude(sheet__state=SheetState.SEALED)
    related = ("subject", "term", "regulation", "class_group", "school")
    return list(
        records.select_related(*(f"sheet__{name}" for name in related)).order_by(
            "sheet__term", "sheet__subject__position"
        )
    )


def subjects_taught(class_group_id: int) -> set[int]:
    """Ids of the subjects the class has a sheet of or somebody teaches."""
    sheets = MarkSheet.objects.filter(class_group=class_group_id)
    return set(sheets.values_list("subject_id", flat=True)) | assigned_subjects(class_group_id)


def carried_cells(
    source: MarkRecord, target: MarkRecord, *, overwrite: bool = False
) -> dict[str, int | None]:
    """The cells of the source that the target's sheet has and does not hold yet, with values.

    `overwrite`: every cell that differs, as the way back needs it; an empty one only where it was
    taken over and cleared since.
    """
    if source.sheet.form != target.sheet.form:
        return {}
    found = {}
    for name, column in target.sheet.columns.items():
        if name not in source.sheet.columns or why_not_studied(target, name):
            continue
        value, there = source.sheet.columns[name].value(source), column.value(target)
        if value is None:
            moves = overwrite and there is not None and name in source.origins
        else:
            moves = value != there if overwrite else there is None
        if moves:
            found[name] = value
    return found


def marks_without_place(source: MarkRecord, target: MarkRecord | None) -> list[str]:
    """Labels of the source's filled cells that the target lacks."""
    there = (
        {name for name in target.sheet.columns if not why_not_studied(target, name)}
        if target and target.sheet.form == source.sheet.form
        else ()
    )
    return [
        cell_label(source.sheet, name)
        for name in source.sheet.columns
        if name not in there and read_cell(source, name) is not None
    ]


@dataclass(frozen=True)
class SubjectMove:
    """One subject of one term in the overview: cells by label and text that follow or stay.

    `why` says why cells stay; `returns` that the new class's sheet is handed in and goes back to
    its teacher, `approved` that the head has approved it.
    """

    subject: str
    term: str
    follow: Mapping[str, str] = field(default_factory=dict)
    stay: Mapping[str, str] = field(default_factory=dict)
    no_sheet: bool = False
    returns: bool = False
    approved: bool = False


def move_overview(stay: Enrolment, to: ClassGroup, day: datetime.date) -> list[SubjectMove]:
    """What a change of class on the day takes along, by term and subject: six queries."""
    found = MarkSheet.objects.filter(class_group=to).select_related("regulation")
    sheets = {(sheet.subject_id, sheet.term_id): sheet for sheet in found}
    there = study_topics(to)
    studied = study_topics(stay.class_group).own.get(stay.pk, there.of_class) & there.offered
    return [_subject_move(line, sheets.get(line.key), studied) for line in lines_from(stay, day)]


def _subject_move(
    line: MarkRecord, sheet: MarkSheet | None, studied: frozenset[int]
) -> SubjectMove:
    """`studied` are the subjects whose topics the student will study."""
    marks = {
        name: text
        for name in line.sheet.columns
        if (text := text_of(line.sheet, name, read_cell(line, name)))
    }
    there = set(sheet.columns) if sheet is not None and sheet.form == line.sheet.form else set()
    if line.sheet.subject_id not in studied:
        there -= {name for name, column in line.sheet.columns.items() if column.group == "topic"}

    def labelled(follows: bool) -> dict[str, str]:
        return {
            cell_label(line.sheet, name): text
            for name, text in marks.items()
            if (name in there) is follows
        }

    return SubjectMove(
        subject=line.sheet.subject.name,
        term=line.sheet.term.get_number_display(),
        follow=labelled(True),
        stay=labelled(False),
        no_sheet=sheet is None,
        returns=sheet is not None and sheet.state == SheetState.SUBMITTED,
        approved=sheet is not None and sheet.state == SheetState.APPROVED,
    )
