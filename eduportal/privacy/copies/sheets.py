"""Sheets that a student's and an account's copy share."""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.notices.models import Notice
from eduportal.privacy.models import Access, Correction
from eduportal.privacy.selectors import counted, described
from eduportal.workbooks.writing import Value, write_xlsx

Row = Sequence[Value]


@dataclass
class Copy:
    """A workbook in the making, and the accounts that its sheets name."""

    sheets: list[tuple[str, list[Row]]] = field(default_factory=list)
    accounts: set[int] = field(default_factory=set)

    def add(self, name: str, titles: Row, rows: Iterable[Row]) -> None:
        """One more sheet; an empty one says that nothing is kept."""
        table = [titles, *rows]
        self.sheets.append((name, table if len(table) > 1 else [*table, [_("nothing kept")]]))

    def names(self, account: int | None) -> None:
        """The sheets name this account; None stands for no account."""
        if account is not None:
            self.accounts.add(account)

    def as_xlsx(self) -> bytes:
        return write_xlsx(self.sheets)


def on_the_wall(moment: datetime.datetime | None) -> datetime.datetime | None:
    """The time as the clock in Vietnam shows it: a spreadsheet knows no time zones."""
    return timezone.localtime(moment) if moment else None


def as_text(value: object) -> str:
    """A value of a package, a file or a history as a cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def add_notices(copy: Copy, notices: QuerySet[Notice]) -> None:
    """What people were told, naming nobody but them; the words persons wrote stand at the step."""
    rows: list[Row] = []
    for each in notices.select_related("user").order_by("at", "pk"):
        copy.names(each.user_id)
        rows.append(
            [on_the_wall(each.at), each.safe_title, str(each.user), on_the_wall(each.read_at)]
        )
    copy.add(_("Notices"), [_("When"), _("Notice"), _("For whom"), _("Read")], rows)


def add_looks(copy: Copy, entries: QuerySet[Access]) -> None:
    """Who looked at the person."""
    titles = [
        _("When"),
        _("Who"),
        _("Role"),
        _("Page"),
        _("Access through"),
        _("School"),
        _("Address"),
    ]
    rows: list[Row] = []
    for line in map(described, counted(entries)):
        entry = line["entry"]
        copy.names(entry.user_id)
        who = str(entry.user or "")
        school = entry.school.name if entry.school else ""
        told = [str(line[name]) for name in ("roles", "page", "door")]
        rows.append([on_the_wall(entry.at), who, *told, school, entry.client or ""])
    copy.add(_("Who looked"), titles, rows)


def add_corrections(copy: Copy, corrections: QuerySet[Correction]) -> None:
    """What the person or somebody for the person has asked to have corrected."""
    titles = [_("Came in on"), _("Asked by"), _("What is wrong"), _("State"), _("How it ended")]
    copy.add(
        _("Requests for correction"),
        titles,
        (
            [each.came_on, each.asked_by, each.wrong, str(each.get_state_display()), each.end]
            for each in corrections
        ),
    )
