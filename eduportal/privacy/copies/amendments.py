"""Amendments of a student's sealed marks, and requests to look at marks again, for the copy."""

from django.utils.translation import gettext as _

from eduportal.privacy.copies.sheets import Copy, Row, on_the_wall
from grades.models import AmendedCell, AmendmentStep, MarkReview
from grades.selectors.consequences import shown_change


def add_amendments(copy: Copy, students: list[int]) -> None:
    """The cells asked for, with what became of each request, and its steps."""
    cells = AmendedCell.objects.filter(record__enrolment__student__in=students)
    related = ("amendment__asked_by", "record__sheet__subject", "record__sheet__regulation")
    rows: list[Row] = []
    requests = set()
    for each in cells.select_related(*related).order_by("pk"):
        amendment, sheet = each.amendment, each.record.sheet
        copy.names(amendment.asked_by_id)
        requests.add(amendment.pk)
        change = shown_change(sheet, each)
        about = [amendment.title, sheet.subject.name, change.title, change.before, change.after]
        state = str(amendment.get_state_display())
        rows.append([on_the_wall(amendment.asked_at), *about, amendment.reason, state])
    titles = [_("When"), _("Number"), _("Subject"), _("Cell"), _("Before"), _("After")]
    copy.add(_("Amendments"), [*titles, _("Reason"), _("State")], rows)
    _add_steps(copy, requests)


def _add_steps(copy: Copy, requests: set[int]) -> None:
    rows: list[Row] = []
    steps = AmendmentStep.objects.filter(amendment__in=requests)
    for each in steps.select_related("amendment", "actor", "principal").order_by("pk"):
        copy.names(each.actor_id)
        copy.names(each.principal_id)
        about = [each.amendment.title, str(each.get_kind_display()), each.signature, each.words]
        rows.append([on_the_wall(each.at), *about])
    titles = [_("When"), _("Number"), _("Step"), _("Who"), _("In words")]
    copy.add(_("Steps of amendments"), titles, rows)


def add_reviews(copy: Copy, students: list[int]) -> None:
    """Who asked for a second look at which marks, and what came of it."""
    reviews = MarkReview.objects.filter(record__enrolment__student__in=students)
    rows: list[Row] = []
    for each in reviews.select_related("record__sheet__subject", "written_by").order_by("pk"):
        copy.names(each.written_by_id)
        copy.names(each.settled_by_id)
        about: Row = [each.came_on, each.record.sheet.subject.name, each.asked_by, each.paper]
        state = str(each.get_state_display())
        rows.append([*about, each.words, state, each.outcome])
    titles = [_("Came in on"), _("Subject"), _("Asked by"), _("Paper"), _("What is asked")]
    copy.add(_("Marks looked at again"), [*titles, _("State"), _("Outcome")], rows)
