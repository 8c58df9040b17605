"""Keeps the figures of a term as they are on certain days. What is kept is never changed."""

import datetime
from collections.abc import Iterator

from django.db import connection

from eduportal.dashboards.figures.selectors import SUMMED
from schools.models import Term

# How long after its end a term's figures are kept each month: re-assessment and amendments.
KEPT_AFTER = datetime.timedelta(days=120)
KEEP = f"""
insert into dashboards_keptfigure
    (school_id, term_id, stage, kept_on, classes, classes_sealed, {", ".join(SUMMED)})
select school_id, term_id, stage, %(day)s, count(*),
    count(*) filter (where sheets = sealed and sheets > 0),
    {", ".join(f"sum({name})" for name in SUMMED)}
from dashboards_classfigure where term_id = %(term)s
group by school_id, term_id, stage
on conflict do nothing
"""


def keep(term: Term, day: datetime.date) -> int:
    """Keep the term's figures of today as those of this day; how many lines. Safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"term": term.pk, "day": day})
        return cursor.rowcount


def keep_due(day: datetime.date) -> int:
    """Keep what this day, just over, asks for: the end of a month or of a term's entry."""
    return sum(keep(term, day) for term in _due(day))


def _due(day: datetime.date) -> Iterator[Term]:
    ends_month = (day + datetime.timedelta(days=1)).month != day.month
    for term in Term.objects.filter(starts_on__lte=day, ends_on__gte=day - KEPT_AFTER):
        if ends_month or day == term.entry_closes_on:
            yield term
