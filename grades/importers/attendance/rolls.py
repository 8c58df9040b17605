"""What a file has written into the rolls, half-day by half-day, and its way back."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Context, FileRefused
from eduportal.imports.models import ImportRow
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working
from eduportal.workbooks.problems import problem
from grades.importers.attendance.books import term_of
from grades.importers.class_record.undoing import MESSAGES
from grades.selectors.attendance import states_on
from grades.services import NotAllowed, NotReadable, SheetLocked
from grades.services.attending import take_roll
from schools.models import ClassGroup, Term
from students.choices import HalfDay

MARKS_BACK = gettext_noop("Half-days of students that are as they were before")


class RollKey(NamedTuple):
    """One half-day of one class."""

    group: int
    session: str
    day: str


class Written(NamedTuple):
    """What one row says of one half-day."""

    row: ImportRow
    before: str
    now: str


def rolls_of(rows: Iterable[ImportRow]) -> dict[RollKey, list[Written]]:
    """What the rows say of each half-day, in the order of the days."""
    found: defaultdict[RollKey, list[Written]] = defaultdict(list)
    for row in rows:
        values = row.values
        for day, (before, now) in values.get("days", {}).items():
            key = RollKey(values["class"], values["session"], day)
            found[key].append(Written(row, before, now))
    return dict(sorted(found.items()))


def take_back(
    context: Context, terms: list[Term], rows: Iterable[ImportRow], working: Working
) -> Undone:
    """Each student's half-day that is still as the file left it; that the roll was taken stays.

    Raises FileRefused.
    """
    undone, closed = Undone(), dict[int, str]()
    rolls = rolls_of(rows)
    working.expect(len(rolls))
    for key, written in rolls.items():
        group = ClassGroup.objects.filter(pk=key.group).first()
        if group is not None:
            try:
                _take_back(context, terms, group, key, written, undone)
            except (NotAllowed, NotReadable, SheetLocked):
                closed[group.pk] = group.name
        working.step()
    if closed:
        names = closed.values()
        refusals = [problem("class_closed", messages=MESSAGES, name=name) for name in names]
        raise FileRefused(refusals)
    return undone


def _take_back(
    context: Context,
    terms: list[Term],
    group: ClassGroup,
    key: RollKey,
    written: list[Written],
    undone: Undone,
) -> None:
    on, session = datetime.date.fromisoformat(key.day), HalfDay(key.session)
    stored = states_on(group, on, session)
    still = [each for each in written if stored.get(each.row.values["stay"]) == each.now]
    term = term_of(terms, on)
    if term is None or context.user_id is None:
        raise SheetLocked(key.day)
    if still:
        take_roll(
            class_group=group,
            term=term,
            on=on,
            session=session,
            states={each.row.values["stay"]: (each.now, each.before) for each in still},
            scope=context.scope,
            user_id=context.user_id,
        )
    undone.back[MARKS_BACK] += len(still)
    kept = [each.row for each in written if each not in still]
    undone.stays += [
        Stays(f"{row.label}, {on:%d/%m/%Y}", CHANGED, values={"stay": row.values["stay"]})
        for row in kept
    ]
