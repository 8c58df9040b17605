"""What stands against moving the days of a school year: what is sealed."""

import datetime
from collections.abc import Iterator, Mapping

from django.db.models import Count
from django.utils.translation import ngettext

from grades.choices import SheetState
from grades.models import MarkSheet
from schools.models import SchoolYear


def sealed_days_moved(year: SchoolYear, days: Mapping[str, datetime.date | None]) -> Iterator[str]:
    """A sentence for each term whose first or last day would move although classes sealed it.

    Its last day says which class reports a student.
    """
    for term in year.terms.order_by("number"):
        moved = any(
            days.get(f"term{term.number}_{name}") not in (None, getattr(term, name))
            for name in ("starts_on", "ends_on")
        )
        sealed = MarkSheet.objects.filter(term=term, state=SheetState.SEALED)
        count = sealed.aggregate(count=Count("class_group", distinct=True))["count"] if moved else 0
        if count:
            text = ngettext(
                "%(term)s is sealed in %(count)d class: its first and last day stay.",
                "%(term)s is sealed in %(count)d classes: its first and last day stay.",
                count,
            )
            yield text % {"term": term, "count": count}
