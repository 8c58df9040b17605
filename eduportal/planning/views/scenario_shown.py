"""A scenario as its page, its file and the comparison show it: before, after, the difference."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.planning.models import ScenarioResult
from eduportal.planning.rules.checks import Verdict
from eduportal.planning.rules.need import Need
from eduportal.planning.rules.network import Network
from eduportal.planning.rules.network_figures import Figures, figures_of
from eduportal.planning.selectors.facts import commune_key
from eduportal.planning.selectors.outcome import Outcome
from eduportal.planning.views.scenario_words import check_text, name_of, verdict_text
from schools.models import AdminUnit
from staffing.rules.norms import ClassCount

UNKNOWN = "–"


@dataclass(frozen=True)
class Line:
    """One figure before and after; empty where it is not known."""

    title: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class SchoolLine:
    """One school that the steps touch, its figures before and after as "12 → 15"."""

    name: str
    cells: list[str]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each figure with its title, which a narrow screen shows beside it."""
        return list(zip(school_titles(), self.cells, strict=False))


@dataclass(frozen=True)
class Answer:
    """What a rule says; `is_refused` and `is_open` decide how it is marked."""

    text: str
    clause: str
    verdict: str
    is_refused: bool
    is_open: bool


def lines_of(outcome: Outcome) -> list[Line]:
    """The schools touched together, before and after."""
    before, after = outcome.totals
    found = [
        _whole(_("Schools"), before.schools, after.schools),
        _whole(_("Sites"), before.sites, after.sites),
        _whole(_("Students"), before.need.students, after.need.students),
        _whole(_("Classes needed"), before.need.classes, after.need.classes),
        _part(_("Students a class"), before.class_size, after.class_size, 1),
        _rooms(_("Rooms there"), before.need, after.need, "rooms"),
        _whole(_("Rooms needed"), before.need.rooms_needed, after.need.rooms_needed),
        _rooms(_("Rooms short"), before.need, after.need, "short_rooms"),
        _rooms(_("Rooms to spare"), before.need, after.need, "spare_rooms"),
    ]
    titles = {
        ClassCount.NORMATIVE: _("Teachers by the norm, classes by the zone's number"),
        ClassCount.ACTUAL: _("Teachers by the norm, classes as they are"),
        ClassCount.ACTUAL_EXCESS: _("Teachers by the norm, with students beyond"),
    }
    for reading, title in titles.items():
        found.append(_staff(title, outcome.totals, [e.teachers[reading] for e in outcome.totals]))
    leaders = [each.youth_leaders for each in outcome.totals]
    found.append(_staff(_("Youth leaders"), outcome.totals, leaders))
    found.append(_whole(_("Heads"), before.schools, after.schools))
    return found


def _whole(title: str, before: int, after: int) -> Line:
    change = after - before
    sign = "−" if change < 0 else "+"
    told = f"{sign}{grouped_text(abs(change))}" if change else "0"
    return Line(title, grouped_text(before), grouped_text(after), told)


def _rooms(title: str, before: Need, after: Need, name: str) -> Line:
    """Not known while nobody has entered the rooms of a school."""
    known = [None if each.unknown else Fraction(getattr(each, name)) for each in (before, after)]
    return _part(title, known[0], known[1], 0)


def _part(title: str, before: Fraction | None, after: Fraction | None, places: int) -> Line:
    if before is None or after is None:
        return Line(title, _text(before, places), _text(after, places), UNKNOWN)
    change = float(after - before)
    sign = "−" if change < 0 else "+"
    told = f"{sign}{grouped_text(abs(change), places)}" if change else "0"
    return Line(title, _text(before, places), _text(after, places), told)


def _staff(title: str, totals: tuple[Figures, Figures], posts: list[Fraction]) -> Line:
    """Not known while the zone of a school is not entered."""
    known = [None if f.no_zone else p for f, p in zip(totals, posts, strict=True)]
    return _part(title, known[0], known[1], 2)


def _text(value: Fraction | None, places: int) -> str:
    return UNKNOWN if value is None else grouped_text(float(value), places)


def school_titles() -> list[str]:
    return [
        _("Students"),
        _("Classes needed"),
        _("Rooms there"),
        _("Rooms short"),
        _("Teachers by the norm"),
    ]


def school_lines(outcome: Outcome) -> list[SchoolLine]:
    """Each school touched; one that is not there before or after has a dash on that side."""
    found = []
    for key in outcome.touched:
        before, after = _cells(outcome.before, key, outcome), _cells(outcome.after, key, outcome)
        cells = [
            one if one == other else f"{one} → {other}"
            for one, other in zip(before, after, strict=True)
        ]
        found.append(SchoolLine(name_of(key, outcome, {}), cells))
    return found


KEPT = ("students", "classes", "rooms", "short_rooms")


def kept_lines(results: Iterable[ScenarioResult]) -> list[SchoolLine]:
    """The same as it was when the scenario was handed in, without staff."""
    found = []
    for each in results:
        before, after = each.figures["before"], each.figures["after"]
        cells = []
        for name in KEPT:
            one, other = _kept(before, name), _kept(after, name)
            cells.append(one if one == other else f"{one} → {other}")
        found.append(SchoolLine(each.figures["name"], cells))
    return found


def _kept(figures: dict[str, int | None] | None, name: str) -> str:
    """A dash for a school that is not there, and for rooms that nobody has entered."""
    has_rooms = figures is not None and figures["rooms"] is not None
    number = figures[name] if figures and (has_rooms or not name.endswith("rooms")) else None
    return UNKNOWN if number is None else grouped_text(number)


def _cells(network: Network, key: str, outcome: Outcome) -> list[str]:
    school = network.schools.get(key)
    if school is None:
        return [UNKNOWN] * len(school_titles())
    return _of(figures_of(school, outcome.terms))


def _of(found: Figures) -> list[str]:
    need = found.need
    has_rooms = not need.unknown
    teachers = found.teachers[ClassCount.ACTUAL]
    return [
        grouped_text(need.students),
        grouped_text(need.classes),
        grouped_text(need.rooms) if has_rooms else UNKNOWN,
        grouped_text(need.short_rooms) if has_rooms else UNKNOWN,
        UNKNOWN if found.no_zone else grouped_text(float(teachers), 2),
    ]


def way_text(outcome: Outcome) -> str:
    """How many students learn elsewhere, and how far it is."""
    found = outcome.ways
    factor = grouped_text(outcome.terms.detour, 1)
    text = _("Students who learn elsewhere: %(students)s.") % {
        "students": grouped_text(found.students)
    }
    if found.mean is not None and found.longest is not None:
        told = {
            "mean": grouped_text(found.mean, 1),
            "longest": grouped_text(found.longest, 1),
            "factor": factor,
        }
        text += " " + _("From the old place to the new one %(mean)s km on average, %(longest)s km "
                        "at most (straight line times %(factor)s).") % told  # fmt: skip
    if found.known < found.students:
        unknown = grouped_text(found.students - found.known)
        text += " " + _("Of %(count)s a place is not known.") % {"count": unknown}
    if found.is_estimate:
        text += " " + _("Students of single sites are estimated by rooms.")
    return text


def answers_of(outcome: Outcome, units: Iterable[AdminUnit]) -> list[Answer]:
    """Each answer of the rules, refusals first."""
    by_key = {commune_key(unit.pk): unit for unit in units}
    return [
        Answer(
            check_text(check, outcome, by_key),
            check.clause,
            verdict_text(check.verdict),
            check.verdict is Verdict.REFUSED,
            check.verdict in (Verdict.UNKNOWN, Verdict.NOTED),
        )
        for check in outcome.checks
    ]
