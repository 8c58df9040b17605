"""Who counts in a class at the end of its year: the one condition of every list after its seal."""

from django.db.models import Q

from schools.models import SchoolYear, Term
from students.selectors import in_class_for


def at_year_end(year: SchoolYear | int, prefix: str = "") -> Q:
    """A condition on enrolments of the year, as in_class_for of its last term: one query.

    What was sealed of a student for whom it holds no more is kept, and waits for nothing: nobody is
    to be assessed again, trained or recorded to have completed a level who has left the class.
    """
    last = Term.objects.filter(school_year=year).order_by("-number").first()
    return in_class_for(last, prefix) if last else Q(pk__in=())
