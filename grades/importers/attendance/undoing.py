"""Taking back the roll that a file has written."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_noop

from eduportal.core.restoring import changed_since
from eduportal.imports.importer import Context, FileRefused
from eduportal.imports.models import ImportRow
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working
from eduportal.workbooks.problems import Problem, problem
from grades.importers.attendance.books import term_of
from grades.selectors.attendance import states_on
from grades.services import NotAllowed, NotReadable, SheetLocked, ShownOtherwise
from grades.services.attending import take_roll
from schools.models import ClassGroup, Term
from students.choices import HalfDay
from students.models import RollCall
from students.services.attendance import forget_rolls

DAYS_BACK = gettext_noop("Half-days of students as the roll had them before")
MESSAGES = {
    "roll_closed": gettext_noop(
        "The roll of class %(name)s on %(day)s cannot be changed now: it is sealed, or you are not "
        "its homeroom teacher."
    )
}
# Class, half-day and day.
Roll = tuple[int, str, str]


def take_back_rolls(
    context: Context, terms: list[Term], rows: Sequence[ImportRow], working: Working
) -> Undone:
    """Each half-day of a student that is as the file wrote it. Raises FileRefused."""
    undone, refusals = Undone(), []
    rolls: defaultdict[Roll, list[ImportRow]] = defaultdict(list)
    for row in rows:
        for day in row.values["days"]:
            rolls[row.values["class"], row.values["session"], day].append(row)
    calls = rows_written(context.operation, RollCall)
    later = {call.key for call in changed_since(calls)}
    groups = ClassGroup.objects.in_bulk({group for group, _session, _day in rolls})
    working.expect(len(rolls))
    with transaction.atomic():
        for (group_id, session, day), some in rolls.items():
            if group := groups.get(group_id):
                on = datetime.date.fromisoformat(day)
                term = term_of(terms, on)
                refusals += _back(context, group, term, HalfDay(session), on, some, undone)
            working.step()
        if refusals:
            raise FileRefused(refusals)
        forget_rolls([call.key for call in calls if call.old is None and call.key not in later])
    return undone


def _back(
    context: Context,
    group: ClassGroup,
    term: Term | None,
    session: HalfDay,
    on: datetime.date,
    rows: Sequence[ImportRow],
    undone: Undone,
) -> list[Problem]:
    """Put one half-day back; why it cannot be, where it is closed."""
    states = _states(group, session, on, rows, undone)
    if not states:
        return []
    try:
        if term is None or context.user_id is None:
            raise SheetLocked(str(on))
        take_roll(
            class_group=group,
            term=term,
            on=on,
            session=session,
            states=states,
            scope=context.scope,
            user_id=context.user_id,
        )
    except (NotAllowed, NotReadable, SheetLocked, ShownOtherwise):
        day = f"{on:%d/%m/%Y}"
        return [problem("roll_closed", messages=MESSAGES, name=group.name, day=day)]
    undone.back[DAYS_BACK] += len(states)
    return []


def _states(
    group: ClassGroup,
    session: HalfDay,
    on: datetime.date,
    rows: Sequence[ImportRow],
    undone: Undone,
) -> dict[int, tuple[str, str]]:
    """By stay what the file left and what was there before; who was changed since stays."""
    stored = states_on(group, on, session)
    states: dict[int, tuple[str, str]] = {}
    for row in rows:
        before, now = row.values["days"][on.isoformat()]
        stay = row.values["stay"]
        if stored.get(stay) == now:
            states[stay] = (now, before)
        else:
            label, said = f"{row.label}, {on:%d/%m/%Y}", {"stay": stay}
            undone.stays.append(Stays(label, CHANGED, values=said))
    return states
