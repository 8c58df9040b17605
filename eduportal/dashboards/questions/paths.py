"""Where leavers went: rates with bounds, hidden where they would tell of a few."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.dashboards.hiding.suppression import Counts, Levels, protect_parts, protect_sum
from schools.models import AdminUnit, School
from students.choices import Sex
from students.models import LeaverCohort
from students.paths.rates import Measure
from students.paths.vocabulary import UPPER, VOCATIONAL, Destination
from students.selectors.leavers import counts_by_school, snapshots_of

# What is counted, in parts that do not overlap; the measures are sums of them.
PARTS = (
    UPPER - VOCATIONAL,
    UPPER & VOCATIONAL,
    VOCATIONAL - UPPER,
    frozenset({Destination.LABOUR}),
    frozenset(
        {
            Destination.REPEAT,
            Destination.LEFT_PROVINCE,
            Destination.ABROAD,
            Destination.DECEASED,
        }
    ),
    frozenset({Destination.UNKNOWN}),
)
UNKNOWN = len(PARTS) - 1
OF_MEASURE = {
    Measure.UPPER: (0, 1),
    Measure.VOCATIONAL: (1, 2),
    Measure.LEARNING: (0, 1, 2),
    Measure.LABOUR: (3,),
}
TITLES: dict[Measure, Promise] = {
    Measure.UPPER: gettext_lazy("Upper secondary rank"),
    Measure.VOCATIONAL: gettext_lazy("Vocational"),
    Measure.LEARNING: gettext_lazy("Learning of any kind"),
    Measure.LABOUR: gettext_lazy("At work"),
    Measure.UNKNOWN: gettext_lazy("Not known"),
}


@dataclass(frozen=True)
class PathLine:
    """The leavers of one place, or one day: what may be shown of them."""

    name: str
    levels: Levels
    url: str = ""

    @property
    def students(self) -> int | None:
        """How many completed; None for too few to be said."""
        return self.levels.students

    @property
    def unknown(self) -> int | None:
        return self.levels.shown[UNKNOWN]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Title and share of each measure, with the bounds; a hidden one is a word."""
        return [(str(TITLES[measure]), self.text(measure)) for measure in TITLES]

    def text(self, measure: Measure) -> str:
        """The share between nobody and all of the unknown."""
        whole, unknown = sum(self.levels.counts), self.unknown
        parts = [self.levels.shown[at] for at in OF_MEASURE.get(measure, (UNKNOWN,))]
        known = [part for part in parts if part is not None]
        if not whole:
            return "–"
        if len(known) < len(parts) or unknown is None or self.students is None:
            return _("hidden")
        low = Fraction(sum(known), whole)
        high = low if measure is Measure.UNKNOWN else Fraction(sum(known) + unknown, whole)
        return _percent(low) if low == high else f"{_percent(low)} … {_percent(high)}"


def _percent(share: Fraction) -> str:
    return f"{number_format(float(100 * share), 1)} %"


def parts_of(counts: Mapping[Destination, int]) -> Counts:
    """How many leavers are in each of PARTS."""
    return tuple(sum(counts.get(each, 0) for each in part) for part in PARTS)


class PathTree:
    """Leavers of a cohort by commune, school and sex, consistent with each other.

    Built from every school the user may see: what is hidden in one depends on its neighbours.
    """

    def __init__(
        self, cohort: LeaverCohort, schools: Iterable[School], smallest: int, on: datetime.date
    ) -> None:
        self._smallest = smallest
        counted = counts_by_school(cohort, on)
        self.schools = {each.pk: each for each in schools if each.pk in counted}
        self._by_school: dict[int, Counter[Destination]] = {}
        by_sex: defaultdict[str, Counter[Destination]] = defaultdict(Counter)
        for pk in self.schools:
            whole = self._by_school[pk] = Counter()
            for sex, found in counted[pk].items():
                whole.update(found)
                by_sex[sex].update(found)
        self._by_sex = dict(sorted(by_sex.items()))
        self.whole = protect_sum(self._sum(self.schools), smallest)

    def _sum(self, pks: Iterable[int]) -> Counts:
        total = Counter[Destination]()
        for pk in pks:
            total.update(self._by_school[pk])
        return parts_of(total)

    def of_sexes(self) -> list[PathLine]:
        counts = {sex: parts_of(found) for sex, found in self._by_sex.items()}
        found = protect_parts(self.whole, counts)
        return [PathLine(str(Sex(sex).label).capitalize(), found[sex]) for sex in counts]

    def communes(self) -> dict[int | None, Levels]:
        """Of each commune, by its key."""
        units: defaultdict[int | None, list[int]] = defaultdict(list)
        for pk, school in sorted(self.schools.items()):
            units[school.unit_id].append(pk)
        ordered = sorted(units, key=lambda unit: unit or 0)
        return protect_parts(self.whole, {unit: self._sum(units[unit]) for unit in ordered})

    def of_communes(self) -> list[PathLine]:
        units = {school.unit_id: school.unit for school in self.schools.values()}
        found = self.communes()
        lines = [
            PathLine(
                unit.full_name if unit else _("Commune not known"),
                found[pk],
                f"?commune={unit.code}" if unit else "",
            )
            for pk, unit in units.items()
        ]
        return sorted(lines, key=lambda line: line.name)

    def of_schools(self, unit: AdminUnit) -> list[PathLine]:
        """The schools of one commune by name."""
        mine = [pk for pk, school in sorted(self.schools.items()) if school.unit_id == unit.pk]
        if not mine:
            return []
        whole = self.communes()[unit.pk]
        found = protect_parts(whole, {pk: self._sum([pk]) for pk in mine})
        return sorted(
            (PathLine(self.schools[pk].name, found[pk]) for pk in mine), key=lambda line: line.name
        )


def kept_lines(cohort: LeaverCohort, schools: Iterable[int], smallest: int) -> list[PathLine]:
    """What was known on each day that was kept, of all these schools together."""
    return [
        PathLine(f"{as_of:%d/%m/%Y}", protect_sum(parts_of(counts), smallest))
        for as_of, counts in snapshots_of(cohort, schools).items()
    ]
