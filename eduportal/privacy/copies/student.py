"""Everything kept about one student."""

from django.utils.translation import gettext as _

from eduportal.core.looking import Kind
from eduportal.notices.models import Notice
from eduportal.privacy.copies.amendments import add_amendments, add_reviews
from eduportal.privacy.copies.homeroom import add_absences, add_homeroom, add_support
from eduportal.privacy.copies.imports import add_import_rows
from eduportal.privacy.copies.packages import add_other_packages, add_packages
from eduportal.privacy.copies.register import add_register
from eduportal.privacy.copies.sheets import (
    Copy,
    Row,
    add_corrections,
    add_looks,
    add_notices,
    on_the_wall,
)
from eduportal.privacy.copies.stated import add_stated
from eduportal.privacy.copies.year import add_years
from eduportal.privacy.models import Correction
from eduportal.privacy.selectors import SchoolIds, looks_at_student, records_of, schools_attended
from grades.models import MarkRecord, SealDecision, TermResult
from grades.rules.mark_text import format_cell
from grades.selectors.cell import comments_about
from grades.selectors.history import student_changes
from students.models import ChosenSubject, Enrolment, Student, StudyTopic, Transfer


def copy_of_student(student: Student, school_ids: SchoolIds) -> Copy:
    """The register, the choices, marks and results with their history, packages, files, looks."""
    copy = Copy()
    _register(copy, student)
    _enrolments(copy, student)
    _transfers(copy, student)
    add_register(copy, student)
    _choices(copy, student)
    _marks(copy, student)
    _changes(copy, student)
    _comments(copy, student)
    _results(copy, student)
    _decisions(copy, student)
    add_absences(copy, student)
    add_homeroom(copy, student)
    add_support(copy, student)
    add_years(copy, student)
    add_stated(copy, student)
    keys = list(records_of(student).values_list("pk", flat=True))
    add_amendments(copy, keys)
    add_reviews(copy, keys)
    attended = schools_attended(student)
    add_packages(copy, student, attended)
    add_other_packages(copy, student, attended)
    add_import_rows(copy, ((Kind.STUDENT, key) for key in keys), attended)
    add_corrections(copy, Correction.objects.filter(student__in=records_of(student)))
    add_notices(copy, Notice.objects.filter(students__overlap=keys))
    add_looks(copy, looks_at_student(student, school_ids))
    return copy


def _register(copy: Copy, student: Student) -> None:
    titles = [_("Item"), _("Value")]
    rows: list[Row] = [
        [_("Full name"), student.full_name],
        [_("Date of birth"), student.birth_date],
        [_("Sex"), str(student.get_sex_display())],
        [_("Ethnicity"), student.ethnicity],
        [_("Ministry code"), student.ministry_code],
        [_("Personal number"), student.personal_number],
        [_("School"), student.school.name],
        [_("Status"), str(student.get_status_display())],
        [_("Identifier in packages"), str(student.person_uid)],
    ]
    copy.add(_("Register"), titles, rows)


def _enrolments(copy: Copy, student: Student) -> None:
    enrolments = Enrolment.objects.filter(student__in=records_of(student)).select_related(
        "class_group", "school_year", "school"
    )
    copy.add(
        _("Enrolments"),
        [
            _("School year"),
            _("School"),
            _("Class"),
            _("From"),
            _("How it began"),
            _("Last day"),
            _("How it ended"),
        ],
        (
            [
                each.school_year.code,
                each.school.name,
                each.class_group.name,
                each.starts_on,
                str(each.get_began_display()),
                each.ends_on,
                str(each.get_ended_display()),
            ]
            for each in enrolments.order_by("school_year__code", "starts_on")
        ),
    )


def _transfers(copy: Copy, student: Student) -> None:
    ways = Transfer.objects.filter(student_key__in=records_of(student).values("pk"))
    titles = [
        _("When"),
        _("School"),
        _("Way"),
        _("Other school"),
        _("State"),
        _("Reason"),
        _("Who"),
    ]
    copy.add(
        _("Transfers"),
        titles,
        (
            [
                on_the_wall(each.moved_at),
                each.school.name,
                str(each.get_direction_display()),
                each.other_name,
                str(each.get_state_display()),
                each.reason,
                each.moved_by,
            ]
            for each in ways.select_related("school").order_by("moved_at")
        ),
    )


def _choices(copy: Copy, student: Student) -> None:
    chosen = ChosenSubject.objects.filter(
        enrolment__student__in=records_of(student)
    ).select_related("enrolment__class_group", "enrolment__school_year", "subject")
    copy.add(
        _("Chosen subjects"),
        [_("School year"), _("Class"), _("Subject")],
        (
            [each.enrolment.school_year.code, each.enrolment.class_group.name, each.subject.name]
            for each in chosen.order_by("enrolment__school_year__code", "subject__name")
        ),
    )
    own = StudyTopic.objects.filter(enrolment__student__in=records_of(student))
    copy.add(
        _("Study topics other than the class's"),
        [_("School year"), _("Class"), _("Subject")],
        (
            list(row)
            for row in own.order_by("enrolment__school_year__code", "subject__name").values_list(
                "enrolment__school_year__code", "enrolment__class_group__name", "subject__name"
            )
        ),
    )


def _marks(copy: Copy, student: Student) -> None:
    records = MarkRecord.objects.filter(enrolment__student__in=records_of(student)).select_related(
        "sheet__regulation", "sheet__subject", "sheet__class_group", "sheet__term__school_year"
    )
    titles = [_("Term"), _("Class"), _("Subject"), _("State"), _("Marks"), _("Average")]
    copy.add(
        _("Marks"),
        [*titles, _("Exempt"), _("Remark")],
        (
            [
                str(record.sheet.term),
                record.sheet.class_group.name,
                record.sheet.subject.name,
                str(record.sheet.get_state_display()),
                _cells(record),
                format_cell(record.average),
                _("yes") if record.exempt else "",
                " ".join(filter(None, [record.midterm_remark, record.remark])),
            ]
            for record in records.order_by("sheet__term__starts_on", "sheet__subject__name")
        ),
    )


def _cells(record: MarkRecord) -> str:
    """The filled cells by their short titles: "TX1 8,5; GK 7,0"."""
    cells = ((each, each.value(record)) for each in record.sheet.columns.values())
    return "; ".join(
        f"{column.label} {format_cell(value, column.form)}"
        for column, value in cells
        if value is not None
    )


def _changes(copy: Copy, student: Student) -> None:
    titles = [_("When"), _("Term"), _("Class"), _("Subject"), _("Cell"), _("Before"), _("After")]
    rows: list[Row] = []
    for sheet, line in (pair for each in records_of(student) for pair in student_changes(each.pk)):
        copy.names(line.who_id)
        place = [str(sheet.term), sheet.class_group.name, sheet.subject.name]
        change = [line.cell, line.before, line.after, line.who, line.door]
        rows.append([on_the_wall(line.at), *place, *change])
    copy.add(_("Changes of marks"), [*titles, _("Who"), _("Door")], rows)


def _comments(copy: Copy, student: Student) -> None:
    titles = [_("When"), _("Term"), _("Class"), _("Subject"), _("Cell"), _("Comment")]
    rows: list[Row] = []
    for each in records_of(student):
        for sheet, label, comment in comments_about(each.pk):
            copy.names(comment.author_id)
            place = [str(sheet.term), sheet.class_group.name, sheet.subject.name]
            rows.append([on_the_wall(comment.at), *place, label, comment.text])
    copy.add(_("Comments on cells"), titles, rows)


def _results(copy: Copy, student: Student) -> None:
    results = TermResult.objects.filter(enrolment__student__in=records_of(student)).select_related(
        "term__school_year", "enrolment__class_group"
    )
    copy.add(
        _("Results"),
        [_("Term"), _("Class"), _("Learning result"), _("Conduct"), _("Computed at")],
        (
            [
                str(each.term),
                each.enrolment.class_group.name,
                str(each.get_learning_display() or ""),
                str(each.get_conduct_display() or ""),
                on_the_wall(each.computed_at),
            ]
            for each in results.order_by("term__starts_on")
        ),
    )


def _decisions(copy: Copy, student: Student) -> None:
    rows = SealDecision.objects.filter(student__in=records_of(student)).select_related(
        "term__school_year", "class_group", "actor", "principal"
    )
    titles = [_("When"), _("Term"), _("Class"), _("Missing"), _("Decision")]
    titles += [_("Number of the decision"), _("Reason"), _("Who")]
    found: list[Row] = []
    for each in rows.order_by("pk"):
        copy.names(each.actor_id)
        copy.names(each.principal_id)
        about = [str(each.term), each.class_group.name, "; ".join(each.lacks)]
        said = [each.in_words, each.paper, each.reason, each.signature]
        found.append([on_the_wall(each.at), *about, *said])
    copy.add(_("Decisions before sealing"), titles, found)
