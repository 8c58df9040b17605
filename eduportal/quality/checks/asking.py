"""What the rules are asked about: some schools, in the year and term of today."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Count
from django.utils import timezone

from eduportal.quality.checks.rule import Checked
from eduportal.quality.checks.seats import at_work, classes, seats
from grades.models import MarkRecord
from schools.models import Term
from schools.selectors import current_term


def checked_today(school_ids: Collection[int]) -> Checked | None:
    """Two queries; None where no school year has begun."""
    today = timezone.localdate()
    term = current_term(today)
    if term is None or term.school_year.starts_on > today:
        return None
    earlier = Term.objects.filter(school_year__starts_on__lte=term.school_year.starts_on)
    ended = earlier.filter(entry_closes_on__lt=today).select_related("school_year")
    # What is older than the year before belongs to nobody's work any more.
    lately = tuple(ended.order_by("-starts_on")[:3])
    return Checked(tuple(sorted(school_ids)), today, term.school_year, term, lately)


def records_looked_at(checked: Checked) -> Counter[int]:
    """Students, staff, classes and mark lines by school: four queries."""
    found: Counter[int] = Counter()
    lines = MarkRecord.objects.filter(school__in=checked.schools, sheet__term=checked.term)
    for rows in (seats(checked), at_work(checked), classes(checked), lines):
        counted = rows.order_by().values_list("school").annotate(Count("pk"))
        found.update(dict(counted))
    return found
