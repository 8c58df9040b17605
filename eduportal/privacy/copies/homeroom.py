"""What the homeroom teacher keeps of one student: absences, conduct, comments."""

from django.utils.translation import gettext as _

from eduportal.privacy.copies.sheets import Copy, Row, on_the_wall
from eduportal.privacy.selectors import records_of
from grades.choices import RecordMoment
from grades.models import CommentReading, HomeroomRecord, SupportAction
from grades.selectors.homeroom_history import homeroom_history
from students.models import Absence, Student


def add_absences(copy: Copy, student: Student) -> None:
    """Each half-day missed."""
    found = Absence.objects.filter(enrolment__student__in=records_of(student)).select_related(
        "enrolment__class_group", "enrolment__school_year"
    )
    copy.add(
        _("Absences"),
        [_("School year"), _("Class"), _("Day"), _("Half-day"), _("Excused")],
        (
            [
                each.enrolment.school_year.code,
                each.enrolment.class_group.name,
                each.on,
                str(each.get_session_display()),
                _("yes") if each.excused else "",
            ]
            for each in found.order_by("on", "-session")
        ),
    )


def add_support(copy: Copy, student: Student) -> None:
    """What was done while the student was at risk, and what came of it."""
    found = SupportAction.objects.filter(enrolment__student__in=records_of(student))
    copy.add(
        _("Actions for a student at risk"),
        [_("Term"), _("When"), _("Action"), _("Why"), _("What is done"), _("Outcome"), _("Words")],
        (
            [
                str(each.term),
                on_the_wall(each.at),
                str(each.get_kind_display()),
                "; ".join(each.reasons),
                each.words,
                str(each.get_outcome_display()),
                each.outcome_words,
            ]
            for each in found.select_related("term__school_year").order_by("pk")
        ),
    )


def add_homeroom(copy: Copy, student: Student) -> None:
    """Conduct and comments as they are, every change of them, and who read the comments."""
    records = HomeroomRecord.objects.filter(enrolment__student__in=records_of(student))
    records = records.select_related("term__school_year", "enrolment__class_group")
    copy.add(
        _("Homeroom teacher's record"),
        [_("Term"), _("Moment"), _("Class"), _("Conduct"), _("Grounds"), _("Comment"), _("Traits")],
        (
            [
                str(each.term),
                str(each.get_moment_display()),
                each.enrolment.class_group.name,
                str(each.get_conduct_display() or ""),
                each.grounds,
                each.comment,
                ", ".join("–" if level is None else str(level) for level in each.traits),
            ]
            for each in records.order_by("term__starts_on", "-moment")
        ),
    )
    _changes(copy, student)
    _readings(copy, student)


def _changes(copy: Copy, student: Student) -> None:
    titles = [_("When"), _("Term"), _("Item"), _("Before"), _("After"), _("Who"), _("Door")]
    rows: list[Row] = []
    for line in homeroom_history(records_of(student)):
        copy.names(line.who_id)
        change = [line.title, line.before, line.after, line.who, line.door]
        rows.append([on_the_wall(line.at), line.term, *change])
    copy.add(_("Changes of the homeroom teacher's record"), titles, rows)


def _readings(copy: Copy, student: Student) -> None:
    found = CommentReading.objects.filter(enrolment__student__in=records_of(student))
    found = found.select_related("term__school_year", "sheet__subject", "actor", "principal")
    titles = [_("When"), _("Term"), _("Subject"), _("Comment"), _("Answer"), _("Reason"), _("Who")]
    rows: list[Row] = []
    for each in found.order_by("pk"):
        copy.names(each.actor_id)
        copy.names(each.principal_id)
        subject = each.sheet.subject.name if each.sheet else str(RecordMoment(each.moment).label)
        said = [each.text, str(each.get_verdict_display()), each.reason, each.signature]
        rows.append([on_the_wall(each.at), str(each.term), subject, *said])
    copy.add(_("Readings of comments"), titles, rows)
