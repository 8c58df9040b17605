"""Opening the mark sheets of a class."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from grades.choices import SheetState
from grades.events import marks_changed
from grades.models import MarkRecord, MarkSheet, RegulationSet
from grades.rules.cells import AssessmentForm
from grades.rules.schemes import NoScheme
from grades.selectors.class_regulations import regulation_of_class
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine, Term
from staffing.selectors import assigned_subjects
from students.choices import StudentStatus
from students.models import Enrolment
from students.selectors import own_subjects, subjects_chosen_in


def open_sheets(*, class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """Make sure the class has a sheet for each of its subjects, with a line for each student.

    Compulsory subjects come from the programme; electives and optional ones are those with a
    teaching assignment or a student's choice. Repeating the call adds what is missing (a student
    who arrived), takes away empty lines and sheets of subjects not chosen any more, and changes
    nothing else. A class whose term is sealed stays as it is: a subject or a student that comes
    later must not open it again. Raises NoScheme for a class whose circular the portal does not
    compute.
    """
    with transaction.atomic():
        lock_class(class_group)
        sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
        if sheets.filter(state=SheetState.SEALED).exists():
            return list(sheets.select_related("subject"))
        regulation = regulation_of_class(class_group, term)
        lines = _lines(class_group)
        MarkSheet.objects.bulk_create(
            [_sheet(class_group, term, line, regulation) for line in lines],
            ignore_conflicts=True,
        )
        _fit_records(class_group, list(sheets), {line.subject_id for line in lines})
        marks_changed(class_group.school_id, class_group.pk, term.pk)
        return list(sheets.select_related("subject"))


def _sheet(
    class_group: ClassGroup, term: Term, line: CurriculumLine, regulation: RegulationSet
) -> MarkSheet:
    layout = regulation.scheme.layout(
        line.annual_periods, AssessmentForm(line.form), has_topic=line.has_topics
    )
    return MarkSheet(
        school_id=class_group.school_id,
        class_group=class_group,
        term=term,
        subject=line.subject,
        form=line.form,
        regular_count=layout.regular_count,
        has_topic=layout.has_topic,
        regulation=regulation,
    )


def lock_class(class_group: ClassGroup) -> None:
    """Lock the class until the transaction ends: opening lines and sealing wait for each other."""
    ClassGroup.objects.select_for_update(no_key=True).get(pk=class_group.pk)


def open_school_sheets(*, school_id: int, term: Term) -> int:
    """Open the sheets of every class of the school for the term; returns how many there are."""
    classes = ClassGroup.objects.filter(school=school_id, school_year=term.school_year_id)
    return sum(len(_open_if_assessed(group, term)) for group in classes)


def open_lines_for(*, class_group_ids: Iterable[int]) -> None:
    """Give students who have just been enrolled their lines (eduportal.registry.ON_ENROLLED).

    Only in terms that take marks today; a term that begins later gets its sheets when it does.
    """
    today = timezone.localdate()
    terms = list(Term.objects.filter(entry_opens_on__lte=today, entry_closes_on__gte=today))
    for class_group in ClassGroup.objects.filter(pk__in=set(class_group_ids)).order_by("pk"):
        for term in terms:
            if term.school_year_id == class_group.school_year_id:
                _open_if_assessed(class_group, term)


def _open_if_assessed(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """The class's sheets; none for a class that has no marks by a circular computed here."""
    try:
        return open_sheets(class_group=class_group, term=term)
    except NoScheme:
        return []


def _lines(class_group: ClassGroup) -> list[CurriculumLine]:
    """The lines of the programme that the class is taught and marks are given in."""
    asked = assigned_subjects(class_group.pk) | subjects_chosen_in(class_group)
    lines = CurriculumLine.objects.filter(
        Q(kind=LineKind.COMPULSORY) | Q(subject__in=asked),
        programme=class_group.programme,
        grade_level=class_group.grade_level_id,
        form__in=[form.value for form in AssessmentForm],
    )
    return list(lines.select_related("subject"))


def _fit_records(class_group: ClassGroup, sheets: list[MarkSheet], taught: set[int]) -> None:
    """A line for each student on each sheet of the student's own subjects, and no other."""
    own = own_subjects(class_group)
    present = set(
        Enrolment.objects.filter(
            class_group=class_group, status__in=StudentStatus.present()
        ).values_list("pk", flat=True)
    )
    for sheet in sheets:
        given_up = sheet.subject_id in own.to_choose - taught
        taking = {pk for pk in present if not given_up and own.takes(pk, sheet.subject_id)}
        _add_lines(sheet, taking)
        _remove_empty(sheet, present - taking)


def _add_lines(sheet: MarkSheet, enrolments: Iterable[int]) -> None:
    MarkRecord.objects.bulk_create(
        [
            MarkRecord(
                school_id=sheet.school_id,
                sheet=sheet,
                enrolment_id=enrolment_id,
                regular=[None] * sheet.slots,
            )
            for enrolment_id in sorted(enrolments)
        ],
        ignore_conflicts=True,
    )


def _remove_empty(sheet: MarkSheet, enrolments: Collection[int]) -> None:
    """Take away these students' lines that hold nothing, and the sheet when none was ever used."""
    if not enrolments:
        return
    empty = Q(midterm=None, final=None, exempt=False, remark="")
    lines = MarkRecord.objects.filter(empty, sheet=sheet, enrolment__in=enrolments)
    lines.filter(regular=[None] * sheet.slots).delete()
    unused = MarkSheet.objects.filter(pk=sheet.pk, state=SheetState.OPEN, records=None, steps=None)
    unused.delete()
