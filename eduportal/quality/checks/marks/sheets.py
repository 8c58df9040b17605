"""Mark sheets and their terms, as rules of marks ask them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from eduportal.quality.checks.rule import Checked, Fact, Found
from grades.choices import SheetState
from grades.models import MarkSheet
from schools.models import Term

HANDED_IN = (SheetState.SUBMITTED, SheetState.APPROVED)


def sheets(checked: Checked) -> "QuerySet[MarkSheet]":
    """The sheets of the year that are not sealed."""
    rows = MarkSheet.objects.filter(school__in=checked.schools)
    rows = rows.filter(term__school_year=checked.year).exclude(state=SheetState.SEALED)
    return rows.select_related("subject", "class_group", "term__school_year")


def facts_of(sheet: MarkSheet) -> dict[str, Fact]:
    """What a sentence about a sheet says: subject, class and term."""
    return {
        "subject": sheet.subject.name,
        "class": sheet.class_group.name,
        **term_facts(sheet.term),
    }


def term_facts(term: Term) -> dict[str, Fact]:
    """The term as people call it, and by its code, which an address takes."""
    return {"number": term.number, "year": str(term.school_year), "term": term.code}


def about_sheets(rows: "QuerySet[MarkSheet]") -> Iterator[Found]:
    """A finding for each sheet: one query."""
    return (Found(sheet.school_id, sheet.pk, facts=facts_of(sheet)) for sheet in rows)
