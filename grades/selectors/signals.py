"""What is unusual about sheets, and about how they were filled: the same for every page."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from grades.choices import AssessmentForm
from grades.models import MarkChange, MarkRecord, MarkSheet
from grades.rules.mark_text import format_cell
from grades.rules.signals import Entry, Signal, Thresholds, entry_signals, signals_of
from grades.selectors.days import days_of_sheets
from grades.selectors.history import cell_of
from staffing.selectors import lessons_between
from students.selectors import in_class_for

# Of the entries, so many days back: what is older has been looked at by then.
DAYS_BACK = 7
Entries = defaultdict[int, list[Entry]]
Emptied = defaultdict[int, dict[tuple[Hashable, str], int]]


def thresholds() -> Thresholds:
    """The numbers of this deployment."""
    return Thresholds(**settings.EDUPORTAL_SIGNALS)


def questions_of(sheets: Collection[MarkSheet]) -> dict[int, list[str]]:
    """What is unusual about these sheets, as sentences, by the sheet's number: one query."""
    return {
        pk: [sentence_of(each.kind, facts_of(each)) for each in found]
        for pk, found in contents_signals(sheets).items()
    }


def contents_signals(sheets: Collection[MarkSheet]) -> dict[int, list[Signal]]:
    """The signals of what sheets with marks hold, by the sheet's number: one query."""
    scored = {sheet.pk: sheet for sheet in sheets if sheet.form == AssessmentForm.SCORED}
    if not scored:
        return {}
    lines: defaultdict[int, list[MarkRecord]] = defaultdict(list)
    schools = {sheet.school_id for sheet in scored.values()}
    present = in_class_for("sheet__term", "enrolment__")
    for line in MarkRecord.objects.filter(present, school__in=schools, sheet__in=scored):
        lines[line.sheet_id].append(line)
    limits = thresholds()
    return {
        pk: signals_of(list(sheet.columns.values()), lines[pk], limits)
        for pk, sheet in scored.items()
    }


def filling_signals(sheets: Collection[MarkSheet]) -> dict[int, list[Signal]]:
    """The signals of how sheets were filled in the last days, by sheet: four queries."""
    changes = list(_history(sheets).filter(at__gte=_since()))
    entries, emptied = _entries(sheets, changes), _emptied(sheets, changes)
    days = days_of_sheets(sheets)
    limits = thresholds()
    return {
        sheet.pk: entry_signals(
            entries[sheet.pk],
            max(each.closes_on for each in days[sheet.pk].by_kind.values()),
            limits,
            emptied[sheet.pk],
        )
        for sheet in sheets
    }


def _entries(sheets: Collection[MarkSheet], changes: Iterable[MarkChange]) -> Entries:
    """The entries of each sheet in the order in which they were made: one query."""
    by_id = {sheet.pk: sheet for sheet in sheets}
    given = lessons_between(
        {sheet.class_group_id for sheet in sheets}, _since().date(), timezone.localdate()
    )
    found: Entries = defaultdict(list)
    for change in changes:
        sheet = by_id[change.sheet_id]
        at = timezone.localtime(change.at)
        lessons = given.get((sheet.class_group_id, sheet.subject_id), ())
        teaches = any(each.is_of(change.actor_id, at.date()) for each in lessons)
        for name, before, after in _cells(sheet, change):
            found[sheet.pk].append(
                Entry(change.record_id, name, at, change.actor_id, before, after, teaches)
            )
    return found


def _cells(sheet: MarkSheet, change: MarkChange) -> Iterator[tuple[str, int | None, int | None]]:
    """The marks a change altered: the cell, before and after."""
    for name in sheet.columns:
        before, after = cell_of(sheet, change.old, name), cell_of(sheet, change.new, name)
        if before != after:
            yield name, before, after


def _emptied(sheets: Collection[MarkSheet], changes: Collection[MarkChange]) -> Emptied:
    """By sheet and cell what stood in cells that had been emptied before these changes, of the
    same lines: one query."""
    by_id = {sheet.pk: sheet for sheet in sheets}
    found: Emptied = defaultdict(dict)
    earlier = _history(sheets).filter(
        record__in={each.record_id for each in changes}, at__lt=_since()
    )
    for change in earlier if changes else ():
        for name, before, after in _cells(by_id[change.sheet_id], change):
            found[change.sheet_id].pop((change.record_id, name), None)
            if after is None and before is not None:
                found[change.sheet_id][change.record_id, name] = before
    return found


def _history(sheets: Collection[MarkSheet]) -> "QuerySet[MarkChange]":
    """What says of itself why it was done (a decision, a paper, a class change) is no entry."""
    schools = {sheet.school_id for sheet in sheets}
    rows = MarkChange.objects.filter(school__in=schools, sheet__in=sheets, reason="")
    return rows.order_by("id")


def _since() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=DAYS_BACK)


def facts_of(signal: Signal) -> dict[str, Any]:
    """What a stored question keeps of a signal, as JSON holds it."""
    day = signal.day.isoformat() if signal.day else ""
    facts = {**asdict(signal), "day": day}
    return {name: value for name, value in facts.items() if value not in ("", None)}


# The question that each kind of signal asks.
QUESTIONS = {
    "all_equal": _("Every mark in %(column)s is %(mark)s"),
    "copied": _("%(column)s repeats %(other)s student by student"),
    "zeros": ngettext_lazy(
        "%(count)d mark of 0 in %(column)s", "%(count)d marks of 0 in %(column)s", "count"
    ),
    "lower": ngettext_lazy(
        "%(column)s lies 3 marks or more below the regular ones of %(count)d student",
        "%(column)s lies 3 marks or more below the regular ones of %(count)d students",
        "count",
    ),
    "higher": ngettext_lazy(
        "%(column)s lies 3 marks or more above the regular ones of %(count)d student",
        "%(column)s lies 3 marks or more above the regular ones of %(count)d students",
        "count",
    ),
    "late": ngettext_lazy(
        "%(person)s replaced marks of %(count)d student in the last days of entry, to %(day)s",
        "%(person)s replaced marks of %(count)d students in the last days of entry, to %(day)s",
        "count",
    ),
    "night": ngettext_lazy(
        "%(person)s entered marks of %(count)d student in the night of %(day)s",
        "%(person)s entered marks of %(count)d students in the night of %(day)s",
        "count",
    ),
    "others": ngettext_lazy(
        "%(person)s, who did not give the subject, entered marks of %(count)d student on %(day)s",
        "%(person)s, who did not give the subject, entered marks of %(count)d students on %(day)s",
        "count",
    ),
    "retyped": ngettext_lazy(
        "%(count)d mark was deleted and then entered otherwise on %(day)s",
        "%(count)d marks were deleted and then entered otherwise on %(day)s",
        "count",
    ),
}


def sentence_of(kind: str, facts: Mapping[str, Any], person: str = "") -> str:
    """The question in words; `person` is the name of the account behind the entries."""
    day = facts.get("day", "")
    words = {
        **facts,
        "mark": format_cell(facts.get("mark", 0)),
        "day": f"{datetime.date.fromisoformat(day):%d/%m/%Y}" if day else "",
        "person": person,
    }
    return str(QUESTIONS[kind] % words)
