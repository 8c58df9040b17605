"""Which regulation set governs a class, and what a set says."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from grades.choices import SetState, SheetState
from grades.models import MarkSheet, RegulationSet
from grades.rules.cells import AssessmentForm
from grades.rules.schemes import NoScheme, scheme_for
from grades.rules.sheets import Taught
from schools.models import CurriculumLine, SchoolYear

YEARS_AHEAD = 3


def sets_in_force(circular: str, school_year: str) -> "QuerySet[RegulationSet]":
    """The sets of a circular in force in a school year ("2026-2027"), the governing one first."""
    return RegulationSet.objects.filter(
        circular=circular, state=SetState.IN_FORCE, from_year__lte=school_year
    ).order_by("-from_year", "-moved_at", "-pk")


def regulation_for(programme: str, grade_level: int, school_year: str) -> RegulationSet:
    """THE set in force for the classes of a programme and grade level in a school year.

    Raises NoScheme for classes whose circular is not computed here, and while no set of it is in
    force. One query.
    """
    scheme = scheme_for(programme, grade_level, school_year)
    found = sets_in_force(scheme.code, school_year).filter(programme=programme).first()
    if found is None:
        raise NoScheme("no_set", {"circular": scheme.circular, "year": school_year})
    return found


def current_school_year() -> SchoolYear | None:
    """The school year that has begun last; None before the first."""
    begun = SchoolYear.objects.filter(starts_on__lte=timezone.localdate())
    return begun.order_by("-starts_on").first()


def has_begun(school_year: str) -> bool:
    """Whether the school year of this code ("2026-2027") has begun."""
    current = current_school_year()
    return current is not None and school_year <= current.code


def is_over(school_year: str) -> bool:
    """Whether a later school year has begun."""
    current = current_school_year()
    return current is not None and school_year < current.code


def governing_without(regulation: RegulationSet, school_year: str = "") -> RegulationSet | None:
    """The set that governs a school year, or the given set's first one if later, without that set.

    A set is compared with it, and it governs again once the set is withdrawn. One query.
    """
    year = max(school_year, regulation.from_year)
    sets = sets_in_force(regulation.circular, year).filter(programme=regulation.programme)
    return sets.exclude(pk=regulation.pk).first()


def years_with_sheets(regulation: RegulationSet) -> "QuerySet[SchoolYear]":
    """The school years with mark sheets under the set's circular, the newest first."""
    sheets = MarkSheet.objects.filter(
        term__school_year=OuterRef("pk"),
        regulation__circular=regulation.circular,
        regulation__programme=regulation.programme,
    )
    return SchoolYear.objects.filter(Exists(sheets)).order_by("-code")


def comparison_year(regulation: RegulationSet) -> SchoolYear | None:
    """The school year over which a set is compared before it comes into force: one query.

    Its first one; while that has no mark sheets, the newest year that has some; None if none has.
    """
    years = list(years_with_sheets(regulation))
    first = next((year for year in years if year.code == regulation.from_year), None)
    return first or (years[0] if years else None)


def years_ahead() -> list[str]:
    """Codes of the current school year and the next ones, from which a new set can begin."""
    current = current_school_year()
    if current is None:
        return []
    first = int(current.code[:4])
    return [f"{year}-{year + 1}" for year in range(first, first + 1 + YEARS_AHEAD)]


def typed_confirmation(regulation: RegulationSet) -> str:
    """What an administrator types to put a set into force for a year that has begun."""
    return f"{regulation.code} {regulation.from_year}"


class Standing(StrEnum):
    """Where a set stands today. One that another replaced altogether governs no school year."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    WITHDRAWN = "withdrawn"
    COMING = "coming"
    GOVERNING = "governing"
    ENDED = "ended"
    REPLACED = "replaced"


@dataclass(frozen=True)
class SetRow:
    """One set in the list of all sets.

    `until` is the last school year a set in force governs, empty while nothing follows it.
    """

    regulation: RegulationSet
    until: str
    standing: Standing


def set_rows() -> list[SetRow]:
    """Every set, the newest first, each with the years it governs: two queries."""
    current = current_school_year()
    today = current.code if current else ""
    rows = []
    next_year: dict[str, str] = {}
    for each in RegulationSet.objects.select_related("moved_by", "created_by"):
        if each.state != SetState.IN_FORCE:
            rows.append(SetRow(each, "", Standing(each.state)))
            continue
        # In the order of the model, what follows a set comes before it.
        later = next_year.get(each.circular, "")
        rows.append(SetRow(each, _year_before(later), _standing(each.from_year, later, today)))
        next_year[each.circular] = each.from_year
    return rows


def _standing(from_year: str, later: str, today: str) -> Standing:
    """Where a set in force stands in the school year `today`; `later` begins the next set."""
    if from_year == later:
        return Standing.REPLACED
    if from_year > today:
        return Standing.COMING
    return Standing.ENDED if later and later <= today else Standing.GOVERNING


def _year_before(school_year: str) -> str:
    if not school_year:
        return ""
    first = int(school_year[:4])
    return f"{first - 1}-{first}"


@dataclass(frozen=True)
class ColumnDifference:
    """A subject whose sheets would have other columns: how many before and after."""

    subject: str
    grade_levels: tuple[int, ...]
    before: int
    after: int


def column_differences(before: RegulationSet, after: RegulationSet) -> list[ColumnDifference]:
    """Where two sets give a new sheet other columns, the study topics' one included: one query."""
    lines = CurriculumLine.objects.filter(
        programme=after.programme, form__in=after.scheme.forms
    ).select_related("subject")
    levels: dict[tuple[str, int, int], list[int]] = {}
    for line in lines:
        old, new = (_column_count(each, line) for each in (before, after))
        if old != new:
            levels.setdefault((line.subject.name, old, new), []).append(line.grade_level_id)
    return [
        ColumnDifference(subject, tuple(found), old, new)
        for (subject, old, new), found in levels.items()
    ]


def taught(line: CurriculumLine, *, has_topic: bool) -> Taught:
    """A line of the programme as the rules know it; `has_topic`: its topics are studied here."""
    form = AssessmentForm(line.form)
    grade = line.grade_level_id
    return Taught(line.subject.code, grade, line.annual_periods, form, has_topic)


def _column_count(regulation: RegulationSet, line: CurriculumLine) -> int:
    scheme = regulation.scheme
    return len(scheme.columns(scheme.layout(taught(line, has_topic=line.has_topics))))


def is_withdrawable(regulation: RegulationSet) -> bool:
    """Whether a set is in force from a school year on that has not begun."""
    return regulation.state == SetState.IN_FORCE and not has_begun(regulation.from_year)


def holds_sheets(regulation: RegulationSet, governing: RegulationSet) -> bool:
    """Whether sheets under a set could not follow `governing`: sealed, or with other columns."""
    sheets = MarkSheet.objects.filter(regulation=regulation)
    if sheets.filter(state=SheetState.SEALED).exists():
        return True
    return sheets.exists() and bool(column_differences(regulation, governing))


def columns_are_taken(regulation: RegulationSet) -> bool:
    """Whether sheets from a draft's first year on are open with other columns than it gives.

    Their marks stand in those columns, so such a draft cannot come into force.
    """
    if regulation.state != SetState.DRAFT:
        return False
    governing = governing_without(regulation)
    if governing is None or not column_differences(governing, regulation):
        return False
    return MarkSheet.objects.filter(term__school_year__code__gte=regulation.from_year).exists()
