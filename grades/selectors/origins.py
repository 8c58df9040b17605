"""Where a mark was given, if not on the sheet it stands on."""

import datetime

from django.utils.translation import gettext as _

from grades.cells import read_cell
from grades.models import MarkRecord


def given_elsewhere(record: MarkRecord, cell: str) -> dict[str, str]:
    """Where the cell's mark was given (MarkRecord.origins); empty for one given on this sheet.

    A cell in which another mark was entered since is this sheet's own.
    """
    came: dict[str, str] = record.origins.get(cell, {})
    return {} if "changed" in came or read_cell(record, cell) is None else came


def is_outside(record: MarkRecord, cell: str) -> bool:
    """Whether the cell holds a mark from outside the portal."""
    return "paper" in given_elsewhere(record, cell)


def origin_of(record: MarkRecord, cell: str) -> str:
    """given_elsewhere in words."""
    came = given_elsewhere(record, cell)
    if not came:
        return ""
    day = f"{datetime.date.fromisoformat(came['on']):%d/%m/%Y}"
    if "paper" in came:
        words = {"from": came["from"], "paper": came["paper"], "day": day, "by": came["by"]}
        return _("From outside: %(from)s, paper %(paper)s of %(day)s, entered by %(by)s") % words
    return _("Taken over from class %(class)s on %(day)s") % {"class": came["from"], "day": day}
