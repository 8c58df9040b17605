"""The students of a class who may not reach the next grade, each with the rules that say so."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from grades.models import MarkRecord, SupportAction
from grades.rules.at_risk import Facts, Limits, Reason, Risk, reasons_of
from grades.rules.cells import AssessmentForm
from grades.rules.mark_text import format_cell
from grades.rules.schemes import Scheme
from grades.selectors.attendance import counted_sessions, scheme_of_class
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import in_class_for

Averages = dict[int, dict[str, int]]


@dataclass(frozen=True)
class AtRisk:
    """One student at risk, with what is done about it this term, the oldest first."""

    stay: Enrolment
    reasons: list[Reason]
    actions: list[SupportAction]

    @property
    def sentences(self) -> list[str]:
        """The reasons in words."""
        return [sentence_of(each) for each in self.reasons]


def limits() -> Limits:
    """From where on a student counts as at risk."""
    return Limits(**settings.EDUPORTAL_AT_RISK, missed=settings.EDUPORTAL_ABSENCE_WARNING)


def sentence_of(reason: Reason) -> str:
    """One reason with its numbers."""
    if reason.risk == Risk.LOW:
        low = format_cell(limits().low)
        marks = "; ".join(f"{name} {format_cell(mark)}" for name, mark in reason.subjects)
        return _("Averages below %(low)s: %(marks)s") % {"low": low, "marks": marks}
    if reason.risk == Risk.DROP:
        words = {"before": format_cell(reason.before), "now": format_cell(reason.now)}
        return _("Mean of the subjects fell from %(before)s to %(now)s since the last term") % words
    if reason.most is None:
        return _("Missed %(missed)d half-days this year") % {"missed": reason.now}
    words_of = {"missed": reason.now, "most": reason.most}
    return _("Missed %(missed)d of the %(most)d half-days that may be missed in a year") % words_of


def students_at_risk(class_group: ClassGroup, term: Term) -> tuple[int, list[AtRisk]]:
    """How many students sit in the class, and those at risk in the order of the class: seven
    queries."""
    stays = Enrolment.objects.filter(in_class_for(term), class_group=class_group)
    ordered = list(stays.select_related("student").order_by("position", "student__sort_key", "pk"))
    students = [stay.student_id for stay in ordered]
    now = _averages(students, term)
    earlier = Term.objects.filter(starts_on__lt=term.starts_on).order_by("-starts_on").first()
    before = _averages(students, earlier) if earlier else {}
    scheme: Scheme | None = scheme_of_class(class_group, term)
    missed = counted_sessions(students, term.school_year, scheme)
    actions: defaultdict[int, list[SupportAction]] = defaultdict(list)
    taken = SupportAction.objects.filter(enrolment__in=ordered, term=term)
    for action in taken.select_related("by", "outcome_by"):
        actions[action.enrolment_id].append(action)
    most = scheme.most_absences if scheme else None
    found = []
    for stay in ordered:
        facts = Facts(
            now.get(stay.student_id, {}),
            before.get(stay.student_id, {}),
            missed.get(stay.student_id, 0),
            most,
        )
        reasons = reasons_of(facts, limits())
        if reasons or actions[stay.pk]:
            found.append(AtRisk(stay, reasons, actions[stay.pk]))
    return len(ordered), found


def _averages(students: Collection[int], term: Term) -> Averages:
    """Averages of the term in tenths, by student and name of the subject, wherever they sat."""
    found: Averages = defaultdict(dict)
    rows = MarkRecord.objects.filter(
        enrolment__student__in=students,
        sheet__term=term,
        sheet__form=AssessmentForm.SCORED,
        exempt=False,
        average__gte=0,
    )
    for student, subject, average in rows.values_list(
        "enrolment__student", "sheet__subject__name", "average"
    ):
        if average is not None:
            found[student][subject] = average
    return found
