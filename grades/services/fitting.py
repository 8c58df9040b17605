"""No line says otherwise than the register's exemptions."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from eduportal.scoping import reasoned
from grades.cells import write_cell
from grades.choices import SheetState
from grades.models import MarkRecord
from grades.services.writing import update_records
from students.selectors import is_exempt

SHEET = ("subject", "term", "regulation", "class_group", "school")


def fit_exemptions(lines: "QuerySet[MarkRecord]") -> list[MarkRecord]:
    """Make these lines exempt or not, as the register says; returns those that were not so.

    Sealed lines stay as they are.
    """
    related = (f"sheet__{name}" for name in SHEET)
    wrong = list(
        differing_from_register(lines)
        .exclude(sheet__state=SheetState.SEALED)
        .select_related("enrolment", *related)
        .order_by("sheet", "pk")
    )
    for line in wrong:
        write_cell(line, "exempt", not line.exempt)
    if wrong:
        with reasoned(_("As the register of exemptions says")):
            update_records(wrong)
    return wrong


def differing_from_register(lines: "QuerySet[MarkRecord]") -> "QuerySet[MarkRecord]":
    """Those of the lines that are exempt without a decision, or not exempt in spite of one."""
    return lines.annotate(wanted=is_exempt()).exclude(exempt=F("wanted"))
