"""Where leavers went: rates with bounds, hidden where they would tell of a few."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eduportal.dashboards.hiding.crossed import open_rows
from eduportal.dashboards.hiding.suppression import Counts, Levels, protect_parts, protect_sum
from eduportal.dashboards.questions.path_line import (
    UNKNOWN,
    PathLine,
    kinds_of,
    parts_of,
)
from schools.models import AdminUnit, School
from students.choices import Destination as Words
from students.choices import Sex
from students.models import LeaverCohort
from students.paths.vocabulary import Destination, Group
from students.selectors.leavers import counts_by_cohort, students_by_school
from students.selectors.wishes import counts_by_wish


class PathTree:
    """Leavers of cohorts of one group by commune, school, sex and grade, all consistent.

    Built from every school the user may see: what is hidden in one depends on its neighbours.
    """

    def __init__(
        self,
        cohorts: Sequence[LeaverCohort],
        schools: Iterable[School],
        smallest: int,
        on: datetime.date,
    ) -> None:
        self._smallest, self.group = smallest, cohorts[0].group
        counted = counts_by_cohort(cohorts, on)
        seen = {each.pk: each for each in schools}
        self._by_school: defaultdict[int, Counter[Destination]] = defaultdict(Counter)
        by_sex: defaultdict[str, Counter[Destination]] = defaultdict(Counter)
        self._crossed: defaultdict[int | None, defaultdict[str, Counter[Destination]]]
        self._crossed = defaultdict(lambda: defaultdict(Counter))
        by_cohort: dict[int, Counter[Destination]] = {}
        for cohort in cohorts:
            of_cohort = by_cohort[cohort.pk] = Counter()
            for pk, sexes in counted.get(cohort.pk, {}).items():
                for sex, found in sexes.items() if pk in seen else ():
                    crossed = self._crossed[seen[pk].unit_id][sex]
                    for total in (self._by_school[pk], by_sex[sex], of_cohort, crossed):
                        total.update(found)
        self.schools = {pk: seen[pk] for pk in self._by_school}
        self._by_sex, self._by_cohort = dict(sorted(by_sex.items())), by_cohort
        self._cohorts = list(cohorts)
        self.whole = protect_sum(self._sum(self.schools), smallest)
        self._enrolled = self._students(seen) if self.group is Group.LEFT else {}

    def _students(self, seen: Iterable[int]) -> dict[int, Counter[int]]:
        grades = [each.grade for each in self._cohorts]
        found = students_by_school(self._cohorts[0].school_year, grades)
        return {pk: found[pk] for pk in seen if pk in found}

    def _enrolled_at(self, schools: Iterable[int], grade: int | None = None) -> int | None:
        if self.group is not Group.LEFT:
            return None
        of = [self._enrolled.get(pk, Counter[int]()) for pk in schools]
        return sum(each[grade] if grade else sum(each.values()) for each in of)

    def _sum(self, pks: Iterable[int]) -> Counts:
        total = Counter[Destination]()
        for pk in pks:
            total.update(self._by_school[pk])
        return parts_of(self.group, total)

    @property
    def of_scope(self) -> PathLine:
        enrolled = self._enrolled_at(self._enrolled)
        return PathLine(_("Together"), self.whole, self.group, enrolled=enrolled)

    @property
    def only_unit(self) -> AdminUnit | None:
        """The one commune of all the schools; a table of communes would have one row."""
        units = {school.unit_id: school.unit for school in self.schools.values()}
        return next(iter(units.values())) if len(units) == 1 else None

    def of_destinations(self) -> list[tuple[str, int | None]]:
        """How many are at each destination, in scope; None for a hidden number.

        All of a part that is hidden, and within a part what is small.
        """
        total = Counter[Destination]()
        for found in self._by_school.values():
            total.update(found)
        shown: dict[Destination, int | None] = {}
        for (_of, kinds), count in zip(kinds_of(self.group), self.whole.shown, strict=True):
            ordered = sorted(kinds)
            levels = protect_sum(tuple(total[each] for each in ordered), self._smallest)
            hidden = [None] * len(ordered)
            shown |= dict(zip(ordered, hidden if count is None else levels.shown, strict=True))
        return [
            (str(capfirst(Words(each).label)), shown[each]) for each in Destination if total[each]
        ]

    def of_sexes(self) -> list[PathLine]:
        return self._sex_lines(self._sexes())

    def of_sexes_in(self, unit: AdminUnit) -> list[PathLine]:
        """Girls and boys of one commune; none where they, or other communes, could be told."""
        if self.only_unit == unit:
            return self.of_sexes()
        crossed = {
            key: {sex: parts_of(self.group, found) for sex, found in sorted(sexes.items())}
            for key, sexes in self._crossed.items()
        }
        if unit.pk not in open_rows(self.communes(), crossed, self._sexes()):
            return []
        return self._sex_lines(
            {sex: Levels(counts, frozenset(), self._smallest)
             for sex, counts in crossed[unit.pk].items()}
        )  # fmt: skip

    def _sexes(self) -> dict[str, Levels]:
        counts = {sex: parts_of(self.group, found) for sex, found in self._by_sex.items()}
        return protect_parts(self.whole, counts)

    def _sex_lines(self, sexes: Mapping[str, Levels]) -> list[PathLine]:
        return [
            PathLine(str(Sex(sex).label).capitalize(), levels, self.group)
            for sex, levels in sexes.items()
        ]

    def of_grades(self) -> list[PathLine]:
        """Each cohort, where there are several."""
        counts = {pk: parts_of(self.group, found) for pk, found in self._by_cohort.items()}
        found = protect_parts(self.whole, counts)
        return [
            PathLine(
                _("Grade %(grade)s") % {"grade": each.grade},
                found[each.pk],
                self.group,
                f"?cohort={each.code}",
                self._enrolled_at(self._enrolled, each.grade),
            )
            for each in self._cohorts
        ]

    def of_wishes(self, on: datetime.date) -> list[PathLine]:
        """What became of each wish that was noted before leaving; nothing where none was."""
        total: defaultdict[str, Counter[Destination]] = defaultdict(Counter)
        for pk, by_wish in counts_by_wish(self._cohorts, on).items():
            for wish, found in by_wish.items() if pk in self.schools else ():
                total[wish].update(found)
        if not any(total):
            return []
        ordered = sorted(total, key=lambda wish: (not wish, wish))
        levels = protect_parts(
            self.whole, {wish: parts_of(self.group, total[wish]) for wish in ordered}
        )
        return [
            PathLine(
                str(capfirst(Words(wish).label)) if wish else _("No wish noted"),
                levels[wish],
                self.group,
            )
            for wish in ordered
        ]

    def communes(self) -> dict[int | None, Levels]:
        """Of each commune, by its key."""
        units = self._schools_by_unit()
        ordered = sorted(units, key=lambda unit: unit or 0)
        return protect_parts(self.whole, {unit: self._sum(units[unit]) for unit in ordered})

    def _schools_by_unit(self) -> dict[int | None, list[int]]:
        units: defaultdict[int | None, list[int]] = defaultdict(list)
        for pk, school in sorted(self.schools.items()):
            units[school.unit_id].append(pk)
        return dict(units)

    def of_communes(self) -> list[PathLine]:
        units = {school.unit_id: school.unit for school in self.schools.values()}
        found, schools = self.communes(), self._schools_by_unit()
        lines = [
            PathLine(
                unit.full_name if unit else _("Commune not known"),
                found[pk],
                self.group,
                f"?commune={unit.code}" if unit else "",
                self._enrolled_at(schools[pk]),
            )
            for pk, unit in units.items()
        ]
        return sorted(lines, key=lambda line: line.name)

    def of_schools(self, unit: AdminUnit) -> list[PathLine]:
        """The schools of one commune by name."""
        mine = self._schools_by_unit().get(unit.pk, [])
        return self._lines(mine, self.communes()[unit.pk]) if mine else []

    def of_all_schools(self) -> list[PathLine]:
        """Every school, as the tables of their communes show it."""
        levels = self.communes()
        units = self._schools_by_unit()
        return [line for unit, mine in units.items() for line in self._lines(mine, levels[unit])]

    def _lines(self, mine: Sequence[int], whole: Levels) -> list[PathLine]:
        found = protect_parts(whole, {pk: self._sum([pk]) for pk in mine})
        lines = []
        for pk in mine:
            school, enrolled = self.schools[pk], self._enrolled_at([pk])
            place = school.unit.full_name if school.unit else ""
            line = PathLine(school.name, found[pk], self.group, enrolled=enrolled, place=place)
            lines.append(line)
        return sorted(lines, key=lambda line: line.name)


def waiting_first(lines: Iterable[PathLine]) -> list[PathLine]:
    """Those of whose leavers some are not known, the most first; hidden numbers last."""
    rest = [line for line in lines if line.levels.counts[UNKNOWN]]
    return sorted(rest, key=lambda line: (-(line.unknown or 0), line.place, line.name))
