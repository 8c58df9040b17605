"""Opening the mark sheets of a class."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from grades.choices import SheetState
from grades.events import marks_changed
from grades.models import MarkRecord, MarkSheet, RegulationSet, WithdrawnSheet
from grades.rules.schemes import NoScheme
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.days import days_of_schools
from grades.selectors.regulations import taught
from grades.services.fitting import are_studied, fit_exemptions, fit_topics
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine, Term
from schools.services import lock_classes
from staffing.selectors import assigned_subjects
from students.models import Enrolment
from students.selectors import (
    StudyTopics,
    in_class_during,
    in_class_for,
    own_subjects,
    study_topics,
    subjects_chosen_in,
)

# A class has a dozen sheets, and a list of students brings a hundred classes.
ADD_LINES = """
insert into grades_markrecord (uid, school_id, sheet_id, enrolment_id, regular, exempt,
    studies_topics, remark, midterm_remark, origins)
select gen_random_uuid(), s.school_id, s.id, w.stay,
    array_fill(null::smallint, array[s.regular_count + s.has_topic::int]), false,
    true, '', '', '{}'
from unnest(%s::bigint[], %s::bigint[]) as w(sheet, stay)
join grades_marksheet s on s.id = w.sheet
order by w.sheet, w.stay
on conflict do nothing
"""


def open_sheets(*, class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """Make sure the class has a sheet for each of its subjects, with a line for each student.

    Compulsory subjects come from the programme; electives and optional ones are those with a
    teaching assignment or a student's choice; a sheet has a column for study topics where the class
    or a student studies them; a sheet that was withdrawn stays away until a
    teacher is assigned. Repeating the call adds what is missing (a student who arrived), takes
    away empty lines and sheets of subjects not chosen any more, and changes nothing else. A class
    whose term is sealed stays as it is: a subject or a student that comes later must not open it
    again. Raises NoScheme for a class whose circular the portal does not compute.
    """
    with transaction.atomic():
        sheets = _open(class_group, term)
        _fit_exemptions(sheets)
        return sheets


def _open(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """The same but for the exemptions, which may be asked for with those of other sheets."""
    with transaction.atomic():
        lock_classes([class_group.pk])
        sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
        if sheets.filter(state=SheetState.SEALED).exists():
            return list(sheets.select_related("subject"))
        regulation = regulation_of_class(class_group, term)
        lines = _lines(class_group, term, regulation)
        topics = study_topics(class_group)
        MarkSheet.objects.bulk_create(
            [_sheet(class_group, term, line, regulation, topics) for line in lines],
            ignore_conflicts=True,
        )
        _fit_records(class_group, term, list(sheets), {line.subject_id for line in lines})
        fit_topics(sheets, lines, topics)
        marks_changed(class_group.school_id, class_group.pk, term.pk)
        return list(sheets.select_related("subject"))


def _sheet(
    class_group: ClassGroup,
    term: Term,
    line: CurriculumLine,
    regulation: RegulationSet,
    topics: StudyTopics,
) -> MarkSheet:
    layout = regulation.scheme.layout(taught(line, has_topic=are_studied(line, topics)))
    return MarkSheet(
        school_id=class_group.school_id,
        class_group=class_group,
        term=term,
        subject=line.subject,
        form=line.form,
        regular_count=layout.regular_count,
        has_topic=layout.has_topic,
        periodic_count=layout.periodic_count,
        regulation=regulation,
    )


def open_school_sheets(*, school_id: int, term: Term) -> int:
    """Open the missing sheets of every class of the school for the term; returns how many."""
    classes = ClassGroup.objects.filter(school=school_id, school_year=term.school_year_id)
    sheets = MarkSheet.objects.filter(school=school_id, term=term)
    known = set(sheets.values_list("pk", flat=True))
    return sum(
        sheet.pk not in known for group in classes for sheet in open_if_assessed(group, term)
    )


def open_lines_for(*, class_group_ids: Iterable[int]) -> None:
    """Give the students of these classes the lines of their subjects, and no empty others.

    In terms that take marks today, and in those of which the class has sheets; a term that begins
    later gets its sheets when it does (eduportal.registry.ON_SUBJECTS_CHOSEN).
    """
    today = timezone.localdate()
    groups = ClassGroup.objects.filter(pk__in=set(class_group_ids)).order_by("pk")
    terms = list(Term.objects.filter(school_year__in=groups.values("school_year")))
    opened = set(
        MarkSheet.objects.filter(class_group__in=groups).values_list("class_group", "term")
    )
    schools = {class_group.school_id for class_group in groups}
    days = {term.pk: days_of_schools(term, schools) for term in terms}
    sheets: list[MarkSheet] = []
    for class_group in groups:
        for term in terms:
            takes_marks = days[term.pk][class_group.school_id].contains(today)
            if term.school_year_id == class_group.school_year_id and (
                takes_marks or (class_group.pk, term.pk) in opened
            ):
                with suppress(NoScheme):
                    sheets += _open(class_group, term)
    _fit_exemptions(sheets)


def open_if_assessed(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    """The class's sheets; none for a class that has no marks by a circular computed here."""
    try:
        return open_sheets(class_group=class_group, term=term)
    except NoScheme:
        return []


def _fit_exemptions(sheets: Sequence[MarkSheet]) -> None:
    if sheets:
        fit_exemptions(MarkRecord.objects.filter(sheet__in=[sheet.pk for sheet in sheets]))


def _lines(class_group: ClassGroup, term: Term, regulation: RegulationSet) -> list[CurriculumLine]:
    """The lines of the programme that the class is taught and marks are given in.

    Without the sheets that were withdrawn, as long as nobody is assigned to the subject.
    """
    assigned = assigned_subjects(class_group.pk)
    asked = assigned | subjects_chosen_in(class_group)
    withdrawn = WithdrawnSheet.objects.filter(class_group=class_group, term=term)
    lines = CurriculumLine.objects.exclude(
        subject__in=withdrawn.exclude(subject__in=assigned).values("subject")
    ).filter(
        Q(kind=LineKind.COMPULSORY) | Q(subject__in=asked),
        programme=class_group.programme,
        grade_level=class_group.grade_level_id,
        form__in=regulation.scheme.forms,
    )
    return list(lines.select_related("subject"))


def _fit_records(
    class_group: ClassGroup, term: Term, sheets: list[MarkSheet], taught: set[int]
) -> None:
    """A line for each student on each sheet of the student's own subjects, and no empty other."""
    own = own_subjects(class_group)
    stays = Enrolment.objects.filter(class_group=class_group)
    present = set(stays.filter(in_class_for(term)).values_list("pk", flat=True))
    # Whoever left keeps the line, struck through.
    left = stays.filter(in_class_during(term), ends_on__isnull=False)
    gone = set(left.values_list("pk", flat=True)) - present
    taking: dict[int, set[int]] = {}
    for sheet in sheets:
        given_up = sheet.subject_id in own.to_choose - taught
        takes = {pk for pk in present if not given_up and own.takes(pk, sheet.subject_id)}
        taking[sheet.pk] = takes
    _add_lines(taking)
    _remove_empty(sheets, {pk: takes | gone for pk, takes in taking.items()})


def _add_lines(taking: Mapping[int, Collection[int]]) -> None:
    """`taking` are the stays that have a line on each sheet."""
    pairs = [(sheet, stay) for sheet, stays in taking.items() for stay in sorted(stays)]
    with connection.cursor() as cursor:
        cursor.execute(ADD_LINES, [[sheet for sheet, _stay in pairs], [s for _sheet, s in pairs]])


def _remove_empty(sheets: Sequence[MarkSheet], kept: Mapping[int, Collection[int]]) -> None:
    """Take away the lines of other students that hold nothing and that no request is about, and
    sheets that were never used. `kept` are the stays that keep their line on each sheet."""
    everywhere = set.intersection(*map(set, kept.values())) if kept else set()
    unsaid = Q(remark="", midterm_remark="", midterm=None, final=None)
    lines = MarkRecord.objects.filter(unsaid, sheet__in=sheets, reviews=None)
    others = lines.exclude(enrolment__in=everywhere).values_list(
        "pk", "sheet", "enrolment", "regular"
    )
    empty = [
        pk
        for pk, sheet, stay, regular in others
        if stay not in kept[sheet] and not any(mark is not None for mark in regular)
    ]
    if empty:
        MarkRecord.objects.filter(pk__in=empty).delete()
    unused = MarkSheet.objects.filter(
        pk__in=[sheet.pk for sheet in sheets], state=SheetState.OPEN, records=None, steps=None
    )
    unused.delete()
