"""What the register keeps of a student beside identity and stays, for the copy of all data."""

from django.utils.translation import gettext as _

from eduportal.privacy.copies.sheets import Copy, Row, on_the_wall
from eduportal.privacy.selectors import records_of
from students.models import Exemption, Paper, Student
from students.selectors import register_history


def add_register(copy: Copy, student: Student) -> None:
    """Documents, exemptions, and every change of the register with who made it."""
    papers = Paper.objects.filter(student__in=records_of(student)).select_related("school")
    copy.add(
        _("Documents"),
        [_("School"), _("Document"), _("State"), _("Number of the document"), _("Date")],
        (
            [
                each.school.name,
                str(each.get_kind_display()),
                str(each.get_state_display()),
                each.number,
                each.dated,
            ]
            for each in papers.order_by("school", "kind")
        ),
    )
    _exemptions(copy, student)
    _changes(copy, student)


def _exemptions(copy: Copy, student: Student) -> None:
    rows = Exemption.objects.filter(student__in=records_of(student))
    titles = [_("School"), _("Subject"), _("Number of the decision"), _("Signed on")]
    copy.add(
        _("Exemptions"),
        [*titles, _("From"), _("Last day"), _("Ground")],
        (
            [
                each.school.name,
                each.subject.name,
                each.decision,
                each.signed_on,
                each.starts_on,
                each.ends_on,
                each.reason,
            ]
            for each in rows.select_related("school", "subject").order_by("starts_on", "pk")
        ),
    )


def _changes(copy: Copy, student: Student) -> None:
    rows: list[Row] = []
    for record in records_of(student).select_related("school"):
        for line in register_history(record, masks=False):
            copy.names(line.who_id)
            change = [line.title, line.before, line.after, line.who, line.door_name]
            rows.append([on_the_wall(line.at), record.school.name, *change])
    titles = [_("When"), _("School"), _("What"), _("Before"), _("After"), _("Who"), _("Door")]
    copy.add(_("Changes of the register"), titles, rows)
