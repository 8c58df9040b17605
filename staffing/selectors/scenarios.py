"""What a plan that moves teachers says, added up for pages and files. Posts are exact fractions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Sum

from schools.models import School, SchoolYear
from staffing.choices import LineGround, LineMark
from staffing.models import OpenCell, Scenario, ScenarioLine, ScenarioPart
from staffing.rebalance.demand import Demand, recruitment_demand
from staffing.rebalance.facts import Facts, Need
from staffing.rebalance.facts import School as Place
from staffing.rebalance.options import FULL_LOAD
from staffing.rebalance.plan import Plan
from staffing.rebalance.settings import CLOSED

NONE = Fraction(0)
# The price of the limits as they are, beside which others are shown.
AS_IT_IS = "as_it_is"


@dataclass(frozen=True)
class Sums:
    """Posts open before and after a plan, and its lines by ground. `gap` is what may still be
    gained, as a share of what can be gained at most; None while nothing is computed."""

    before: Fraction
    after: Fraction
    lines: Counter[str]
    gap: float | None

    @property
    def gained(self) -> Fraction:
        return self.before - self.after

    @property
    def forced(self) -> int:
        return self.lines[LineGround.SURPLUS] + self.lines[LineGround.LENT]


@dataclass(frozen=True)
class Change:
    """Posts of one subject, or of one commune: needed, open before, open after."""

    code: str
    name: str
    stage: str
    needed: Fraction
    before: Fraction
    after: Fraction


def scenarios_of(year: SchoolYear) -> list[Scenario]:
    """The plans of the year, the newest first: one query."""
    found = Scenario.objects.filter(school_year=year).select_related("created_by", "parent")
    return list(found)


def sums_of(scenarios: Sequence[Scenario]) -> dict[int, Sums]:
    """By the plan's key: two queries."""
    parts: defaultdict[int, list[ScenarioPart]] = defaultdict(list)
    for part in ScenarioPart.objects.filter(scenario__in=scenarios):
        parts[part.scenario_id].append(part)
    lines: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = ScenarioLine.objects.filter(scenario__in=scenarios).order_by()
    for key, ground, count in rows.values_list("scenario", "ground").annotate(Count("pk")):
        lines[key][ground] = count
    return {
        each.pk: Sums(
            _posts(parts[each.pk], "open_before"),
            _posts(parts[each.pk], "open_after"),
            lines[each.pk],
            _gap(parts[each.pk]),
        )
        for each in scenarios
    }


def _posts(parts: Iterable[ScenarioPart], name: str) -> Fraction:
    return sum((Fraction(getattr(each, name) or 0, FULL_LOAD[each.stage]) for each in parts), NONE)


def _gap(parts: Sequence[ScenarioPart]) -> float | None:
    """Each part's gap is a share of its own gain; together they weigh as their gains do."""
    if not parts or any(part.gap is None for part in parts):
        return None
    gains = [max(1.0, (each.inside or 0) - (each.lp_bound or 0)) for each in parts]
    missing = sum(gain * (each.gap or 0) for gain, each in zip(gains, parts, strict=True))
    return missing / sum(gains)


def by_subject(scenario: Scenario, names: dict[str, str]) -> list[Change]:
    """Levels and subjects: one query."""
    cells = OpenCell.objects.filter(part__scenario=scenario).order_by("part__stage", "subject")
    sums = cells.values_list("part__stage", "subject").annotate(
        Sum("need"), Sum("before"), Sum("after")
    )
    return [
        _change(code, str(names.get(code, code)), stage, *amounts) for stage, code, *amounts in sums
    ]


def by_commune(scenario: Scenario) -> list[Change]:
    """Communes, all levels together in posts: one query."""
    cells = OpenCell.objects.filter(part__scenario=scenario).order_by("school__unit__search_key")
    place = ("school__unit__code", "school__unit__name", "part__stage")
    found: dict[tuple[str, str], Change] = {}
    sums = cells.values_list(*place).annotate(Sum("need"), Sum("before"), Sum("after"))
    for code, name, stage, *amounts in sums:
        add = _change(code or "", name or "–", stage, *amounts)
        was = found.get((add.code, add.name))
        found[add.code, add.name] = _added(was, add) if was else add
    return list(found.values())


def _change(code: str, name: str, stage: str, need: int, before: int, after: int) -> Change:
    load = FULL_LOAD[stage]
    return Change(
        code, name, stage, Fraction(need, load), Fraction(before, load), Fraction(after, load)
    )


def _added(one: Change, other: Change) -> Change:
    return Change(
        one.code,
        one.name,
        "",
        one.needed + other.needed,
        one.before + other.before,
        one.after + other.after,
    )


def prices_of(scenario: Scenario) -> dict[str, float]:
    """Posts open under each change of the limits, beyond the limits as they are: one query."""
    found: dict[str, float] = defaultdict(float)
    for part in scenario.parts.all():
        posts = dict(part.prices)
        now = posts.pop(AS_IT_IS, 0.0)
        for code, amount in posts.items():
            found[code] += amount - now
    return dict(found)


def closed_ways(scenario: Scenario) -> list[list[str]]:
    """Pairs of schools a plan that begins from this one sends nobody between: those closed in its
    settings, and those of lines an official has marked so."""
    found = {tuple(pair) for pair in scenario.options[CLOSED]}
    lines = scenario.lines.filter(mark=LineMark.CLOSED)
    for pair in lines.values_list("from_school__public_id", "to_school__public_id"):
        found.add(tuple(sorted(map(str, pair))))
    return [list(pair) for pair in sorted(found)]


def demand_of(scenario: Scenario) -> list[tuple[Demand, str]]:
    """What stays open as posts to recruit, with the commune's name, the most urgent first."""
    parts: defaultdict[tuple[str, str], list[OpenCell]] = defaultdict(list)
    cells = OpenCell.objects.filter(part__scenario=scenario).select_related("part", "school__unit")
    names: dict[str, str] = {}
    for cell in cells.order_by("part", "school", "subject"):
        parts[cell.part.name, cell.part.stage].append(cell)
        names[_commune(cell.school)] = cell.school.unit.full_name if cell.school.unit else "–"
    found = [
        demand
        for (name, stage), rows in parts.items()
        for demand in recruitment_demand(*_open(name, stage, rows))
    ]
    found.sort(key=lambda each: (each.priority, -each.open_posts, each.commune, each.subject))
    return [(each, names[each.commune]) for each in found]


def _open(name: str, stage: str, cells: Sequence[OpenCell]) -> tuple[Facts, Plan]:
    schools = {
        cell.school_id: Place(str(cell.school_id), stage, _commune(cell.school), "", 0, 0)
        for cell in cells
    }
    needs = tuple(Need(str(cell.school_id), cell.subject, cell.need) for cell in cells)
    left = {(str(cell.school_id), cell.subject): cell.after for cell in cells if cell.after}
    return Facts(tuple(schools.values()), needs, ()), Plan(name, stage, open_after=left)


def _commune(school: School) -> str:
    return school.unit.code if school.unit else ""
