"""Which leaver a row of an enrolment list means.

Automatic only by number with name or birth date, or by name, birth date and former school without
a contradicting number. Everything else is asked: name and birth date alone are another child's in
0.2 to 0.3 of a hundred rows. A row is judged by itself, so that neither the order of rows nor other
rows of the list change what it means.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from students.paths.people import Person, is_near, one_letter_off


class Stage(StrEnum):
    """By what a row was matched, or why it was not. The codes are stored."""

    NUMBER = "number"
    IDENTITY = "identity"
    NO_SCHOOL = "no_school"
    OTHER_NUMBER = "other_number"
    DATE_NEAR = "date_near"
    ONE_LETTER = "one_letter"
    SEVERAL = "several"
    NUMBER_HELD = "number_held"
    STRANGER = "stranger"
    UNREADABLE = "unreadable"


AUTOMATIC = frozenset({Stage.NUMBER, Stage.IDENTITY})
# Asked with a suggestion; `Stage.SEVERAL` is asked without one.
SUGGESTED = frozenset({Stage.NO_SCHOOL, Stage.OTHER_NUMBER, Stage.DATE_NEAR, Stage.ONE_LETTER})
ASKED = SUGGESTED | {Stage.SEVERAL}


@dataclass(frozen=True, slots=True)
class Match:
    """The row's answer: `leaver` where it is certain or suggested, `choices` to be asked about."""

    row: int
    stage: Stage
    leaver: int | None = None
    choices: tuple[int, ...] = ()

    @property
    def is_automatic(self) -> bool:
        return self.stage in AUTOMATIC


class Matcher:
    """The leavers of one cohort, to be asked which of them a row means."""

    def __init__(self, leavers: Iterable[Person]) -> None:
        self._by_number: dict[str, Person] = {}
        self._by_birth: defaultdict[datetime.date | None, list[Person]] = defaultdict(list)
        self._by_identity: defaultdict[tuple[str, datetime.date | None], list[Person]]
        self._by_identity = defaultdict(list)
        self._by_place: defaultdict[tuple[str, int | None], list[Person]] = defaultdict(list)
        for each in sorted(leavers, key=lambda leaver: leaver.key):
            if each.number:
                self._by_number[each.number] = each
            self._by_birth[each.birth_date].append(each)
            self._by_identity[each.name, each.birth_date].append(each)
            self._by_place[each.name, each.school].append(each)

    def match(self, row: Person) -> Match:
        """Whom the row means."""
        holder = self._by_number.get(row.number) if row.number else None
        if holder is not None:
            agrees = holder.name == row.name or holder.birth_date == row.birth_date
            if agrees:
                return Match(row.key, Stage.NUMBER, holder.key)
            return Match(row.key, Stage.NUMBER_HELD)
        if row.birth_date is None or not row.name:
            return Match(row.key, Stage.STRANGER)
        if same := self._by_identity.get((row.name, row.birth_date)):
            return _of_identity(row, same)
        return self._nearly(row)

    def _nearly(self, row: Person) -> Match:
        """Whom a row means that has a slip in the day or in the name."""
        place = self._by_place.get((row.name, row.school), []) if row.school else []
        near = [
            each
            for each in place
            if each.birth_date and row.birth_date and is_near(each.birth_date, row.birth_date)
        ]
        if found := _only(row, near, Stage.DATE_NEAR):
            return found
        spelled = [
            each
            for each in self._by_birth.get(row.birth_date, ())
            if row.school in (None, each.school) and one_letter_off(each.name, row.name)
        ]
        return _only(row, spelled, Stage.ONE_LETTER) or Match(row.key, Stage.STRANGER)


def _of_identity(row: Person, same: list[Person]) -> Match:
    """Whom a row means whose name and birth date are those of leavers."""
    found = same if row.school is None else [each for each in same if each.school == row.school]
    if len(found) != 1:
        return Match(row.key, Stage.SEVERAL, choices=tuple(each.key for each in same))
    [one] = found
    if row.contradicts(one):
        return Match(row.key, Stage.OTHER_NUMBER, one.key)
    return Match(row.key, Stage.IDENTITY if row.school else Stage.NO_SCHOOL, one.key)


def _only(row: Person, found: list[Person], stage: Stage) -> Match | None:
    """The one of them whose number does not contradict; several are a question of their own."""
    may_be = [each for each in found if not row.contradicts(each)]
    if len(may_be) > 1:
        return Match(row.key, Stage.SEVERAL, choices=tuple(each.key for each in may_be))
    return Match(row.key, stage, may_be[0].key) if may_be else None
