"""How far the end of the year is, class by class."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from grades.choices import Promotion, SheetState, YearState
from grades.models import AgainSheet, MarkSheet, YearResult, YearStep, YearSubject
from grades.selectors.year_stays import at_year_end
from schools.models import ClassGroup, SchoolYear
from staffing.models import HomeroomAssignment


@dataclass(frozen=True)
class YearRow:
    """One class: its state, how many of its sheets are not sealed, and what was sealed.

    `outcomes` counts the students of a sealed year by what followed.
    """

    class_group: ClassGroup
    state: YearState
    unsealed: int
    has_second_term: bool
    outcomes: dict[str, int]

    @property
    def is_due(self) -> bool:
        return self.has_second_term and not self.unsealed

    @property
    def promoted(self) -> int:
        return self.outcomes.get(Promotion.PROMOTED.value, 0)

    @property
    def summer(self) -> int:
        waiting = (Promotion.REASSESSMENT.value, Promotion.SUMMER_TRAINING.value)
        return sum(self.outcomes.get(each, 0) for each in waiting)

    @property
    def retained(self) -> int:
        return self.outcomes.get(Promotion.RETAINED.value, 0)


def year_rows(year: SchoolYear, classes: Collection[ClassGroup]) -> list[YearRow]:
    """A row a class, in the order given: five queries."""
    keys = [group.pk for group in classes]
    sheets = MarkSheet.objects.filter(class_group__in=keys, term__school_year=year)
    counted = sheets.values_list("class_group", "term__number", "state").annotate(Count("pk"))
    unsealed: dict[int, int] = dict.fromkeys(keys, 0)
    second = set()
    for group, number, state, count in counted:
        unsealed[group] += 0 if state == SheetState.SEALED else count
        if number == 2:
            second.add(group)
    states = _states(keys)
    outcomes = _outcomes(keys, year)
    return [
        YearRow(
            group,
            states.get(group.pk, YearState.OPEN),
            unsealed[group.pk],
            group.pk in second,
            outcomes.get(group.pk, {}),
        )
        for group in classes
    ]


def _states(keys: Collection[int]) -> dict[int, YearState]:
    newest = YearStep.objects.filter(class_group__in=keys).order_by("class_group", "-pk")
    rows = newest.distinct("class_group").values_list("class_group", "to_state")
    return {group: YearState(state) for group, state in rows}


def _outcomes(keys: Collection[int], year: SchoolYear) -> dict[int, dict[str, int]]:
    is_there = at_year_end(year, "enrolment__")
    rows = YearResult.objects.filter(is_there, enrolment__class_group__in=keys)
    counted = rows.values_list("enrolment__class_group", "promotion").annotate(Count("pk"))
    found: dict[int, dict[str, int]] = {}
    for group, promotion, count in counted:
        found.setdefault(group, {})[promotion] = count
    return found


def classes_of_schools(year: SchoolYear, school_ids: Collection[int]) -> list[ClassGroup]:
    """The classes of these schools in the year, by name: one query."""
    found = ClassGroup.objects.filter(school_year=year, school__in=school_ids)
    return list(found.select_related("school", "grade_level").order_by("school", "name"))


def classes_led_on(user_id: int, year: SchoolYear, day: datetime.date) -> list[ClassGroup]:
    """The classes of the year that the user leads on the day: one query."""
    led = HomeroomAssignment.objects.in_force(day).filter(staff__user=user_id)
    found = ClassGroup.objects.filter(school_year=year, pk__in=led.values("class_group"))
    return list(found.select_related("school", "grade_level").order_by("name"))


def again_sheets_of(user_id: int, year: SchoolYear) -> list[AgainSheet]:
    """The re-assessment sheets of the year that the user enters: two queries."""
    lines = YearSubject.objects.filter(at_year_end(year, "year_result__enrolment__"))
    sheets = AgainSheet.objects.filter(
        Exists(lines.filter(sheet=OuterRef("pk"))), school_year=year, staff__user=user_id
    )
    return list(
        sheets.select_related("subject", "school", "class_group").order_by(
            "subject__position", "pk"
        )
    )
