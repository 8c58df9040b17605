"""How many students are at risk, by commune or school: numbers alone, small ones hidden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from eduportal.core.text import search_key
from eduportal.dashboards.hiding.suppression import Counts, Levels, protect_parts, protect_sum
from grades.models import RiskCount
from schools.models import AdminUnit, School, Term

NOTHING: Counts = (0, 0, 0)


@dataclass(frozen=True)
class RiskLine:
    """A place: students at risk with an action, at risk without one, the others."""

    name: str
    url: str
    levels: Levels

    @property
    def helped(self) -> int | None:
        return self.levels.shown[0]

    @property
    def alone(self) -> int | None:
        """At risk, and no action is written down this term."""
        return self.levels.shown[1]

    @property
    def at_risk(self) -> int | None:
        if self.helped is None or self.alone is None:
            return None
        return self.helped + self.alone

    @property
    def students(self) -> int | None:
        return self.levels.students


@dataclass(frozen=True)
class RiskTable:
    """What the user may see of one term, from the whole down to the schools of one commune."""

    schools: Sequence[School]
    counts: Mapping[int, Counts]
    smallest: int

    def whole(self) -> Levels:
        return protect_sum(self._sum(self.schools), self.smallest)

    def communes(self) -> dict[int | None, Levels]:
        places: dict[int | None, list[School]] = {}
        for school in self.schools:
            places.setdefault(school.unit_id, []).append(school)
        return protect_parts(self.whole(), {key: self._sum(rows) for key, rows in places.items()})

    def commune_lines(self) -> list[RiskLine]:
        units = {school.unit_id: school.unit for school in self.schools}
        page = reverse("dashboards:at-risk")
        found = []
        for key, levels in self.communes().items():
            unit: AdminUnit | None = units[key]
            name = unit.full_name if unit else _("Commune not known")
            found.append(RiskLine(name, f"{page}?commune={unit.code}" if unit else "", levels))
        return _by_name(found)

    def school_lines(self, unit: AdminUnit) -> list[RiskLine]:
        rows = [school for school in self.schools if school.unit_id == unit.pk]
        counts = {school.pk: self.counts.get(school.pk, NOTHING) for school in rows}
        parts = protect_parts(self.communes()[unit.pk], counts)
        return _by_name(
            RiskLine(
                school.name,
                reverse("dashboards:school", args=[school.public_id]),
                parts[school.pk],
            )
            for school in rows
        )

    def _sum(self, schools: Sequence[School]) -> Counts:
        rows = [self.counts.get(school.pk, NOTHING) for school in schools]
        return tuple(map(sum, zip(*rows, strict=True))) if rows else NOTHING


def _by_name(lines: Iterable[RiskLine]) -> list[RiskLine]:
    return sorted(lines, key=lambda line: search_key(line.name))


def risk_table(term: Term, schools: Sequence[School], smallest: int) -> RiskTable:
    """What was counted last of these schools, all levels of education together: one query."""
    counts: dict[int, Counts] = {}
    rows = RiskCount.objects.filter(term=term, school__in=[school.pk for school in schools])
    for row in rows:
        one = (row.helped, row.at_risk - row.helped, row.students - row.at_risk)
        before = counts.get(row.school_id, NOTHING)
        counts[row.school_id] = tuple(map(sum, zip(before, one, strict=True)))
    return RiskTable(schools, counts, smallest)
