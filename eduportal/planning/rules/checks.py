"""What speaks against a scenario: each answer names its rule, its clause and both numbers.

CV 6165/BGDĐT-GDPT (10/2025) says what may be merged; sizes are the lines of `sizes.py`; the longest
way is the Department's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from eduportal.planning.rules.network import CONTINUING, PRESCHOOL, UPPER, Network, School
from eduportal.planning.rules.network_figures import Terms, figures_of, needs_of_school
from eduportal.planning.rules.operations import Kind, Operation

CV_6165 = "CV 6165/BGDĐT-GDPT (10/2025)"
OWN_LIMIT = "giới hạn do Sở quy định"
MERGES = (Kind.MERGE_SITES, Kind.MERGE_ADMIN, Kind.CLOSE)
GENERAL = {"02", "03", "04"}


class Verdict(StrEnum):
    """`NOTED`: outside a limit, but not made worse; `UNKNOWN`: a number is missing."""

    KEPT = "kept"
    NOTED = "noted"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class Rule(StrEnum):
    """What a check looks at."""

    ONE_COMMUNE = "one_commune"
    EACH_LEVEL = "each_level"
    PRESCHOOL_APART = "preschool_apart"
    CENTRE_APART = "centre_apart"
    WAY = "way"
    CLASSES = "classes"
    CLASS_SIZE = "class_size"
    SITES = "sites"


@dataclass(frozen=True, slots=True)
class Check:
    """One answer about a school or commune: the number found and the limit it is held against."""

    rule: Rule
    clause: str
    verdict: Verdict
    about: str
    figures: Mapping[str, object] = field(default_factory=dict)


def checks(
    before: Network, after: Network, operations: Iterable[Operation], terms: Terms
) -> list[Check]:
    """Every answer about what the steps touched; refusals first."""
    found = [
        *_one_commune(before, after, operations),
        *_each_level(before, after),
        *_apart(before, after),
        *_ways(after, terms),
        *_sizes(before, after, terms),
    ]
    order = [Verdict.REFUSED, Verdict.UNKNOWN, Verdict.NOTED, Verdict.KEPT]
    return sorted(found, key=lambda each: order.index(each.verdict))


def _one_commune(
    before: Network, after: Network, operations: Iterable[Operation]
) -> Iterator[Check]:
    """Schools are merged inside one commune; the Department's upper secondary schools are not
    spoken of."""
    known = {**after.schools, **before.schools}
    for step in operations:
        source, target = known.get(step.school), known.get(step.target)
        if step.kind not in MERGES or source is None or target is None:
            continue
        if set(source.stages) == set(target.stages) == {UPPER}:
            continue
        same = source.commune == target.commune
        told = {"school": source.name, "target": target.name}
        told |= {"one": source.commune, "other": target.commune}
        verdict = Verdict.KEPT if same else Verdict.REFUSED
        yield Check(Rule.ONE_COMMUNE, CV_6165, verdict, source.key, told)


def _each_level(before: Network, after: Network) -> Iterator[Check]:
    """A commune keeps at least one preschool, primary and lower secondary school."""
    known = {**before.schools, **after.schools}
    for commune in sorted({known[key].commune for key in after.touched if key in known}):
        for stage in (PRESCHOOL, "02", "03"):
            there, left = _having(before, commune, stage), _having(after, commune, stage)
            if there and not left:
                verdict = Verdict.REFUSED
            elif not left:
                verdict = Verdict.NOTED
            else:
                verdict = Verdict.KEPT
            told = {"stage": stage, "before": there, "after": left, "least": 1}
            yield Check(Rule.EACH_LEVEL, CV_6165, verdict, commune, told)


def _having(network: Network, commune: str, stage: str) -> int:
    there = (each for each in network.schools.values() if each.commune == commune)
    return sum(stage in each.stages for each in there)


def _apart(before: Network, after: Network) -> Iterator[Check]:
    """Neither preschools nor centres of continuing education go together with general schools."""
    for rule, stage in ((Rule.PRESCHOOL_APART, PRESCHOOL), (Rule.CENTRE_APART, CONTINUING)):
        for school in _touched(after):
            if stage not in school.stages or not set(school.stages) & GENERAL:
                continue
            was = before.schools.get(school.key)
            same = was is not None and set(school.stages) <= set(was.stages)
            verdict = Verdict.NOTED if same else Verdict.REFUSED
            levels = ", ".join(school.stages)
            yield Check(rule, CV_6165, verdict, school.key, {"levels": levels})


def _ways(after: Network, terms: Terms) -> Iterator[Check]:
    """No student goes farther than the Department allows for the level."""
    for moved in after.moved:
        school = after.schools.get(moved.target)
        if school is None:
            continue
        limits = [terms.longest.get(stage, 0) for stage in school.stages]
        limit = min((each for each in limits if each), default=0)
        km = None if moved.way is None else round(moved.way * terms.detour, 1)
        if km is None or not limit:
            verdict = Verdict.UNKNOWN
        else:
            verdict = Verdict.REFUSED if km > limit else Verdict.KEPT
        told = {"km": km, "limit": limit, "students": moved.students, "factor": terms.detour}
        yield Check(Rule.WAY, OWN_LIMIT, verdict, school.key, told)


def _touched(network: Network) -> list[School]:
    return [network.schools[key] for key in sorted(network.touched) if key in network.schools]


def _sizes(before: Network, after: Network, terms: Terms) -> Iterator[Check]:
    for school in _touched(after):
        was = before.schools.get(school.key)
        yield from _classes(was, school, terms)
        yield from _class_size(was, school, terms)
        yield from _sites(was, school, terms)


def _beyond(value: float, least: float, most: float) -> float:
    """How far outside the limits; 0 inside."""
    return max(0, least - value, value - most)


def _judged(beyond: float, was: float | None) -> Verdict:
    if not beyond:
        return Verdict.KEPT
    return Verdict.NOTED if was is not None and beyond <= was else Verdict.REFUSED


def _classes(was: School | None, school: School, terms: Terms) -> Iterator[Check]:
    """Classes of a school between the fewest and the most."""
    size = terms.sizes.for_school(school.stages, school.zone)
    count = figures_of(school, terms).need.classes
    if size is None or set(school.stages) <= {PRESCHOOL, CONTINUING}:
        return
    past = figures_of(was, terms).need.classes if was else None
    beyond = _beyond(count, size.least, size.most)
    verdict = _judged(beyond, None if past is None else _beyond(past, size.least, size.most))
    told = {"classes": count, "before": past, "least": size.least, "most": size.most}
    yield Check(Rule.CLASSES, size.source, verdict, school.key, told)


def _class_size(was: School | None, school: School, terms: Terms) -> Iterator[Check]:
    """As many students a class as the rooms force, against the most a class may have."""
    past = _forced(was, terms) if was else {}
    for stage, forced in _forced(school, terms).items():
        size, most = terms.sizes.of(stage), terms.sizes.most_students(stage)
        clause = size.source if size else ""
        told: dict[str, object] = {"stage": stage, "most": most}
        if forced is None:
            yield Check(Rule.CLASS_SIZE, clause, Verdict.UNKNOWN, school.key, told)
            continue
        before = past.get(stage)
        verdict = _judged(
            _beyond(forced, 0, most), None if before is None else _beyond(before, 0, most)
        )
        told["students"] = round(forced, 1)
        yield Check(Rule.CLASS_SIZE, clause, verdict, school.key, told)


def _forced(school: School, terms: Terms) -> dict[str, float | None]:
    """By level of education: students a class if no more classes are made than there are rooms
    for; None where nobody has entered the rooms."""
    found: dict[str, float | None] = {}
    for stage, need in needs_of_school(school, terms.sizes).items():
        seated = need.classes - need.short_classes
        if need.unknown:
            found[stage] = None
        else:
            found[stage] = need.students / max(1, seated)
    return found


def _sites(was: School | None, school: School, terms: Terms) -> Iterator[Check]:
    """Sites of a school, where a line says how many it may have."""
    size = terms.sizes.for_school(school.stages, school.zone)
    if size is None or size.sites is None:
        return
    past = None if was is None else _beyond(was.site_count, 0, size.sites)
    verdict = _judged(_beyond(school.site_count, 0, size.sites), past)
    told = {"sites": school.site_count, "most": size.sites}
    yield Check(Rule.SITES, size.source, verdict, school.key, told)
