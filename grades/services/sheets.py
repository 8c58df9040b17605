"""Opening the mark sheets of a class."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import AssessmentForm
from grades.rules.tt22.averages import regular_count
from grades.rules.tt22.readings import Readings
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine, Subject, Term
from staffing.selectors import assigned_subjects
from students.choices import StudentStatus
from students.models import Enrolment


def open_sheets(
    *, class_group: ClassGroup, term: Term, electives: Iterable[Subject] | None = None
) -> list[MarkSheet]:
    """Make sure the class has a sheet for each of its subjects, with a line for each student.

    Compulsory subjects come from the programme; electives and optional ones are those named, or
    those somebody is assigned to teach. Repeating the call adds what is missing (a student who
    arrived) and changes nothing else; a sealed sheet takes no new line.
    """
    chosen = (
        assigned_subjects(class_group.pk)
        if electives is None
        else {subject.pk for subject in electives}
    )
    with transaction.atomic():
        MarkSheet.objects.bulk_create(
            [
                MarkSheet(
                    school_id=class_group.school_id,
                    class_group=class_group,
                    term=term,
                    subject=line.subject,
                    form=line.form,
                    regular_count=regular_count(
                        line.annual_periods, AssessmentForm(line.form), Readings()
                    ),
                )
                for line in _lines(class_group, chosen)
            ],
            ignore_conflicts=True,
        )
        sheets = list(
            MarkSheet.objects.filter(class_group=class_group, term=term).select_related("subject")
        )
        _add_records(class_group, [sheet for sheet in sheets if sheet.state != SheetState.SEALED])
    return sheets


def open_school_sheets(*, school_id: int, term: Term) -> int:
    """Open the sheets of every class of the school for the term; returns how many there are."""
    classes = ClassGroup.objects.filter(school=school_id, school_year=term.school_year_id)
    return sum(len(open_sheets(class_group=group, term=term)) for group in classes)


def open_lines_for(*, class_group_ids: Iterable[int]) -> None:
    """Give students who have just been enrolled their lines (eduportal.registry.ON_ENROLLED).

    Only in terms that take marks today; a term that begins later gets its sheets when it does.
    """
    today = timezone.localdate()
    terms = list(Term.objects.filter(entry_opens_on__lte=today, entry_closes_on__gte=today))
    for class_group in ClassGroup.objects.filter(pk__in=set(class_group_ids)).order_by("pk"):
        for term in terms:
            if term.school_year_id == class_group.school_year_id:
                open_sheets(class_group=class_group, term=term)


def _lines(class_group: ClassGroup, electives: set[int]) -> list[CurriculumLine]:
    lines = CurriculumLine.objects.filter(
        programme=class_group.programme,
        grade_level=class_group.grade_level_id,
        form__in=[form.value for form in AssessmentForm],
    ).select_related("subject")
    return [
        line for line in lines if line.kind == LineKind.COMPULSORY or line.subject_id in electives
    ]


def _add_records(class_group: ClassGroup, sheets: list[MarkSheet]) -> None:
    enrolments = Enrolment.objects.filter(
        class_group=class_group, status__in=StudentStatus.present()
    ).values_list("pk", flat=True)
    MarkRecord.objects.bulk_create(
        [
            MarkRecord(
                school_id=class_group.school_id,
                sheet=sheet,
                enrolment_id=enrolment_id,
                regular=[None] * sheet.regular_count,
            )
            for sheet in sheets
            for enrolment_id in enrolments
        ],
        ignore_conflicts=True,
    )
