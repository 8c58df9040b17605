"""No line says otherwise than the register's exemptions and study topics."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.scoping import reasoned
from grades.cells import average_of, write_cell
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.selectors.regulations import taught
from grades.services.writing import update_records
from schools.models import CurriculumLine
from students.selectors import StudyTopics, has_exemptions, is_exempt

Lines = Collection[CurriculumLine]
SHEET = ("subject", "term", "regulation", "class_group", "school")


def fit_exemptions(lines: "QuerySet[MarkRecord]") -> list[MarkRecord]:
    """Make these lines exempt or not, as the register says; returns those that were not so.

    Sealed lines stay as they are.
    """
    related = (f"sheet__{name}" for name in SHEET)
    # Asked first, and without the tables beside it: of most lines there is nothing to ask more.
    keys = list(_concerned(lines).values_list("pk", flat=True))
    if not keys:
        return []
    wrong = list(
        differing_from_register(MarkRecord.objects.filter(pk__in=keys))
        .exclude(sheet__state=SheetState.SEALED)
        .select_related("enrolment", *related)
        .order_by("sheet", "pk")
    )
    for line in wrong:
        write_cell(line, "exempt", not line.exempt)
    if wrong:
        with reasoned(_("As the register of exemptions says")):
            update_records(wrong)
    return wrong


def differing_from_register(lines: "QuerySet[MarkRecord]") -> "QuerySet[MarkRecord]":
    """Those of the lines that are exempt without a decision, or not exempt in spite of one."""
    return _concerned(lines).annotate(wanted=is_exempt()).exclude(exempt=F("wanted"))


def _concerned(lines: "QuerySet[MarkRecord]") -> "QuerySet[MarkRecord]":
    return lines.filter(Q(exempt=True) | has_exemptions())


@dataclass(frozen=True)
class Fitting:
    """What a class is taught in a term, and who studies its topics."""

    lines: Lines
    topics: StudyTopics


def fit_topics(sheets: Sequence[MarkSheet], classes: Mapping[tuple[int, int], Fitting]) -> None:
    """A column of study topics where the class or a student studies them, and lines that say who.

    `classes` are those of the sheets, by class and term. Marks stay: a column that holds one is not
    taken away. Sealed sheets stay as they are.
    """
    lines = {
        (*key, line.subject_id): line
        for key, fitting in classes.items()
        for line in fitting.lines
        if line.has_topics
    }
    concerned = [
        sheet.pk
        for sheet in sheets
        if sheet.has_topic or (sheet.class_group_id, sheet.term_id, sheet.subject_id) in lines
    ]
    if not concerned:
        return
    some = MarkSheet.objects.filter(pk__in=concerned).exclude(state=SheetState.SEALED)
    for sheet in some.select_related("regulation").order_by("pk").select_for_update(of=("self",)):
        key = sheet.class_group_id, sheet.term_id
        topics = classes[key].topics
        line = lines.get((*key, sheet.subject_id))
        _fit_sheet(sheet, topics, line is not None and _has_column(sheet, line, topics))


def are_studied(line: CurriculumLine, topics: StudyTopics) -> bool:
    """Whether the class or one of its students studies the topics of the subject."""
    return line.has_topics and topics.anyone_studies(line.subject_id)


def _has_column(sheet: MarkSheet, line: CurriculumLine, topics: StudyTopics) -> bool:
    return sheet.scheme.layout(taught(line, has_topic=are_studied(line, topics))).has_topic


def _fit_sheet(sheet: MarkSheet, topics: StudyTopics, studied: bool) -> None:
    if not studied and not sheet.has_topic:
        return
    records = list(MarkRecord.objects.filter(sheet=sheet).order_by("pk"))
    count = sheet.regular_count
    is_used = any(mark is not None for record in records for mark in record.regular[count:])
    reshaped = studied != sheet.has_topic and not is_used
    if reshaped:
        sheet.has_topic = studied
        sheet.changed_at = timezone.now()
        sheet.revision += 1
        sheet.save(update_fields=["has_topic", "changed_at", "revision"])
        # The columns were those of the other shape.
        sheet.__dict__.pop("columns", None)
    changed = []
    for record in records:
        record.sheet, before = sheet, record.studies_topics
        record.studies_topics = not sheet.has_topic or topics.studies(
            record.enrolment_id, sheet.subject_id
        )
        if reshaped:
            record.regular = (record.regular[:count] + [None])[: sheet.slots]
        if reshaped or before != record.studies_topics:
            record.average = average_of(record)
            changed.append(record)
    if changed:
        MarkRecord.objects.bulk_update(changed, ["studies_topics"])
        with reasoned(_("As the register of study topics says")):
            update_records(changed)
