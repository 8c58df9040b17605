"""Averages of whole sheets, as rules of marks ask them."""

from collections.abc import Iterator

from django.db.models import Avg, Count, Q

from eduportal.quality.checks.marks.sheets import HANDED_IN, facts_of, sheets
from eduportal.quality.checks.rule import Checked, Found
from grades.choices import AssessmentForm
from grades.models import MarkSheet

# Fewer students say nothing about a class. No circular: a number of the portal's own.
FEWEST = 15
HIGHEST = 100


def averaged(checked: Checked, *, below: int = 0) -> Iterator[MarkSheet]:
    """Handed-in sheets of marks with `mean`, in tenths, and how many averages are `low`: one query.

    Low is below `below` tenths.
    """
    marks = Q(records__average__gte=0, records__average__lte=HIGHEST)
    rows = sheets(checked).filter(state__in=HANDED_IN, form=AssessmentForm.SCORED.value)
    rows = rows.annotate(
        students=Count("records", filter=marks),
        mean=Avg("records__average", filter=marks),
        low=Count("records", filter=marks & Q(records__average__lt=below)),
    )
    return iter(rows.filter(students__gte=FEWEST))


def about(sheet: MarkSheet, **facts: str | int) -> Found:
    return Found(sheet.school_id, sheet.pk, facts={**facts_of(sheet), **facts})
