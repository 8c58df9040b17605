"""The first term of a student who came to the school after it: what counts of it in the year."""

from dataclasses import dataclass

from grades.models import MarkRecord, MarkSheet, OutsideTerm
from schools.models import Subject, Term
from students.models import Enrolment, Student
from students.selectors import reported_for


@dataclass(frozen=True)
class FirstTermPlace:
    """Where a first term from another school belongs: the stay, the term, and the subjects.

    `subjects` are those of the class's second term, each with its form; `newest` is what counts
    now, if anything was entered.
    """

    stay: Enrolment
    term: Term
    subjects: list[tuple[Subject, str]]
    newest: OutsideTerm | None

    @property
    def revision(self) -> str:
        """What counted when a page was made, so that its form can say so."""
        return str(self.newest.pk) if self.newest else ""


def first_term_place(student: Student) -> FirstTermPlace | None:
    """None where the student was here in the first term, or the circular gives no result of it.

    Five queries.
    """
    stay = (
        Enrolment.objects.filter(student=student)
        .select_related("class_group", "student")
        .order_by("-starts_on", "-pk")
        .first()
    )
    terms = {
        each.number: each
        for each in Term.objects.filter(school_year=stay.school_year_id if stay else None)
    }
    first, second = terms.get(1), terms.get(2)
    if stay is None or first is None or second is None:
        return None
    here = MarkRecord.objects.filter(
        reported_for(first, "enrolment__"), enrolment__student=student, sheet__term=first
    )
    if here.exists():
        return None
    sheets = MarkSheet.objects.filter(class_group=stay.class_group, term=second)
    ordered = list(sheets.select_related("subject", "regulation").order_by("subject__position"))
    if not ordered or not ordered[0].scheme.gives_term_level:
        return None
    rows = OutsideTerm.objects.filter(student=student, term=first).order_by("-pk")
    newest = rows.prefetch_related("results").select_related("entered_by").first()
    return FirstTermPlace(stay, first, [(each.subject, each.form) for each in ordered], newest)
