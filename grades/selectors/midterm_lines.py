"""The midterm marks of a school's classes as they travel."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Case, Q, When
from django.utils import timezone

from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from grades.models import MarkRecord, MarkSheet, MidtermRequest
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.travelling import NOT_TAKEN
from grades.selectors.days import days_among
from schools.models import ClassGroup, School, Term
from schools.selectors import years_under_way
from students.models import Enrolment
from students.selectors.travelling import identity_of

MIDTERM_FEED = "midterm"
KIND = "midterm"
# Year, period, and the code of the class.
Place: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class Midterm:
    """One class's middle of a term: `closes` is the last day on which the marks were entered."""

    class_group: ClassGroup
    term: Term
    closes: date
    layout: list[list[str]]
    lines: list[list[Any]]

    @property
    def period(self) -> str:
        return period_of(self.term)


def period_of(term: Term) -> str:
    """The period of the year that packages name: gk1 or gk2."""
    return f"gk{term.number}"


def periods_asked(year: str) -> list[str]:
    """The periods of a school year for which the Department asks: one query."""
    asked = MidtermRequest.objects.filter(term__school_year__code=year).select_related("term")
    return sorted(period_of(request.term) for request in asked)


def midterms_due(school: School) -> Iterator[Midterm]:
    """Classes whose midterm marks are to be sealed: five queries, one once every class is.

    That is where the Department asks for them, the days of the column are over and nothing was
    sealed. Without days of its own the column has the term's.
    """
    sheets = list(
        MarkSheet.objects.filter(
            school=school,
            term__school_year__in=years_under_way(),
            term__midterm_request__isnull=False,
        )
        .select_related("subject", "term__school_year", "class_group")
        .order_by("subject__code")
    )
    sealed = _sealed(school) if sheets else set()
    waiting: defaultdict[tuple[int, int], list[MarkSheet]] = defaultdict(list)
    for sheet in sheets:
        if _place(sheet) not in sealed:
            waiting[sheet.class_group_id, sheet.term_id].append(sheet)
    if waiting:
        yield from _lines(list(waiting.values()), _closing_days(waiting.values()))


def _sealed(school: School) -> set[Place]:
    accepted = Package.objects.filter(school=school, feed=MIDTERM_FEED, state=PackageState.ACCEPTED)
    return set(accepted.values_list("year", "period", "unit"))


def _place(sheet: MarkSheet) -> Place:
    return sheet.term.school_year.code, period_of(sheet.term), sheet.class_group.code


def _closing_days(waiting: Iterable[list[MarkSheet]]) -> dict[int, date]:
    """By the number of the first sheet of a class: the last day of its midterm column."""
    firsts = MarkSheet.objects.filter(pk__in=[sheets[0].pk for sheets in waiting])
    return {pk: days.due(KIND).closes_on for pk, days in days_among(firsts).items()}


def _lines(waiting: list[list[MarkSheet]], closing: dict[int, date]) -> Iterator[Midterm]:
    today = timezone.localdate()
    due = [sheets for sheets in waiting if closing[sheets[0].pk] < today]
    cells = _cells([sheet.pk for sheets in due for sheet in sheets])
    stays = _stays({sheets[0].class_group_id for sheets in due})
    for sheets in due:
        first, closes = sheets[0], min(closing[sheets[0].pk], sheets[0].term.ends_on)
        sat = {
            stay.student_id: stay
            for stay in stays[first.class_group_id]
            if stay.starts_on <= closes
            and (stay.ends_on is None or stay.ends_on >= first.term.starts_on)
        }
        lines = [
            [
                *identity_of(stay, closes),
                [cells.get((stay.pk, sheet.pk), NOT_TAKEN) for sheet in sheets],
                [],
            ]
            for stay in sat.values()
        ]
        layout = [[sheet.subject.code, sheet.form] for sheet in sheets]
        lines.sort(key=lambda line: str(line[0]))
        yield Midterm(first.class_group, first.term, closes, layout, lines)


def _cells(sheet_ids: Collection[int]) -> dict[tuple[int, int], int | None]:
    """By stay and sheet: the midterm cell, or that the student is exempt from the subject."""
    records = MarkRecord.objects.filter(sheet__in=sheet_ids)
    is_level = Q(sheet__form=AssessmentForm.LEVELS.value)
    cell = Case(When(is_level, then="regular__0"), default="midterm")
    rows = records.annotate(cell=cell).values_list("enrolment_id", "sheet_id", "cell", "exempt")
    return {
        (stay, sheet): CellCode.EXEMPT.value if exempt else midterm
        for stay, sheet, midterm, exempt in rows
    }


def _stays(class_ids: Collection[int]) -> defaultdict[int, list[Enrolment]]:
    """By class, in the order of their first days: the last one of a student counts."""
    found: defaultdict[int, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(class_group__in=class_ids).select_related("student")
    for stay in rows.order_by("starts_on", "pk"):
        found[stay.class_group_id].append(stay)
    return found
