"""An invented province of teachers, where they are short and where there are too many.

No figure is about the real province, but for the places of its communes and the periods of its
programme. Sizes, shares of second subjects, duties and protections are those a province of 1,024
schools has by public reports; the north and west have too many, the places near the city too few.
"""

from __future__ import annotations

import csv
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from pathlib import Path
from types import MappingProxyType

from staffing.rebalance.facts import (
    CHILDREN,
    CLASS_TEACHERS,
    LOWER,
    PRESCHOOL,
    PRIMARY,
    SHARED,
    UPPER,
    Facts,
    Need,
    Person,
    School,
    metres_between,
    metres_of,
)
from staffing.rebalance.options import (
    CONTRACT,
    FULL_LOAD,
    GROUP_HEAD,
    HARDSHIP,
    NURSING,
    PROBATION,
    RETIRING,
    SENT,
)
from staffing.rules.load import FIXED, HOMEROOM, TEACHING_WEEKS
from staffing.rules.specialities import BY_CLASS_TEACHER, FOR_EVERYBODY

SEED = 7
REFERENCE = Path(__file__).resolve().parents[3] / "schools" / "reference"
# Where the province grows: beside Ho Chi Minh City.
CITY = (10.72, 106.50)
HARD_COMMUNES, HOMES = 19, 5_000


@dataclass(frozen=True)
class Size:
    """Schools of one level, classes of a grade in each, and teachers for each full load needed."""

    schools: int
    grades: tuple[int, ...]
    classes: float
    supply: float


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        PRESCHOOL: Size(268, (103, 104, 105, 106), 2.6, 0.91),
        PRIMARY: Size(369, (1, 2, 3, 4, 5), 3.72, 1.03),
        LOWER: Size(236, (6, 7, 8, 9), 4.6, 0.975),
        UPPER: Size(80, (10, 11, 12), 7.9, 1.07),
    }
)
# Teachers a class needs: TT 19/2023 Điều 5, groups up to three years and classes from there on.
POSTS = {103: 25, 104: 22, 105: 22, 106: 22}
SCARCE = {
    "ngoai-ngu-1": 0.93, "tin-hoc": 0.88, "tin-hoc-cong-nghe": 0.76, "nghe-thuat": 0.9,
    "am-nhac": 0.75, "mi-thuat": 0.75,
}  # fmt: skip
SECOND = {
    "toan": ("tin-hoc", "khtn", "vat-li"), "ngu-van": ("gdcd", "lich-su-dia-li", "lich-su"),
    "khtn": ("cong-nghe", "toan"), "lich-su-dia-li": ("gdcd", "ngu-van"), "gdcd": ("ngu-van",),
    "tin-hoc": ("toan", "cong-nghe"), "cong-nghe": ("khtn", "tin-hoc", "vat-li"),
    "vat-li": ("cong-nghe", "toan"), "hoa-hoc": ("sinh-hoc",), "sinh-hoc": ("hoa-hoc", "cong-nghe"),
    "lich-su": ("dia-li", "gdktpl"), "dia-li": ("lich-su",), "gdktpl": ("lich-su",),
    "gdtc": ("gdqpan",), "gdqpan": ("gdtc",), CLASS_TEACHERS: ("gdtc", "nghe-thuat"),
}  # fmt: skip
ELECTIVES = (
    ("vat-li", "hoa-hoc", "sinh-hoc", "tin-hoc"), ("vat-li", "hoa-hoc", "tin-hoc", "cong-nghe"),
    ("dia-li", "gdktpl", "vat-li", "tin-hoc"), ("dia-li", "gdktpl", "sinh-hoc", "cong-nghe"),
    ("dia-li", "gdktpl", "hoa-hoc", "mi-thuat"), ("dia-li", "gdktpl", "tin-hoc", "am-nhac"),
)  # fmt: skip
CLUSTERS = (("toan", "vat-li", "hoa-hoc"), ("ngu-van", "lich-su", "dia-li"))
PROTECTED = (
    (CONTRACT, 0.10), (HARDSHIP, 0.08), (NURSING, 0.04), (GROUP_HEAD, 0.14), (SENT, 0.03),
    (PROBATION, 0.03),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A commune of today: its code and its middle."""

    code: str
    point: tuple[int, int]


@dataclass
class Invented:
    """What has been invented so far."""

    schools: list[School] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


def invent_province(share: float = 1.0, stages: Sequence[str] = (), seed: int = SEED) -> Facts:
    """A province of teachers; a `share` of its schools, of some levels of education only."""
    places, programme, found = communes(), periods(), Invented()
    # Those furthest from the city.
    hard = {place.code for place in places[-HARD_COMMUNES:]}
    for stage, size in SIZES.items():
        if stages and stage not in stages:
            continue
        # The same schools, whichever other levels are invented.
        draw = random.Random(f"{seed} {stage}")
        count = max(3, round(size.schools * share))
        used = places[: max(2, round(len(places) * share))]
        for number, place in enumerate(_spread(used, count, draw)):
            _invent_school(
                f"{stage}-{number:04d}", stage, place, place.code in hard, programme, draw, found
            )
    people = list(_with_wishes(found, places, seed))
    return Facts(tuple(found.schools), tuple(found.needs), tuple(people), "province")


def communes() -> list[Place]:
    """The communes of today, those nearest to the city first."""
    with (REFERENCE / "admin_units.csv").open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file) if row["level"] == "commune" and not row["valid_to"]
        ]
    found = [
        Place(row["code"], metres_of(float(row["latitude"]), float(row["longitude"])))
        for row in rows
    ]
    city = metres_of(*CITY)
    return sorted(found, key=lambda each: (metres_between(each.point, city), each.code))


def periods() -> dict[int, dict[str, tuple[int, str]]]:
    """Periods a year of each subject and whether it is compulsory, by grade."""
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    with (REFERENCE / "curriculum_2018.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[int(row["grade_level"])][row["subject"]] = int(row["annual_periods"]), row["kind"]
    return found


def _spread(places: Sequence[Place], count: int, draw: random.Random) -> Iterable[Place]:
    """As many schools in each commune as in any other, one more in some."""
    for number in range(count):
        if number % len(places) == 0:
            turn = draw.sample(places, len(places))
        yield turn[number % len(places)]


def _invent_school(
    key: str, stage: str, place: Place, is_hard: bool,
    programme: Mapping[int, Mapping[str, tuple[int, str]]], draw: random.Random, found: Invented,
) -> None:  # fmt: skip
    east, north = _near(place.point, 2_500, draw)
    managed_by = "department" if stage == UPPER else place.code
    school = School(key, stage, place.code, managed_by, east, north, is_hard)
    needs = _needs(stage, programme, draw)
    found.schools.append(school)
    found.needs += [Need(key, subject, units) for subject, units in sorted(needs.items()) if units]
    distance = metres_between((east, north), metres_of(*CITY))
    region = min(1.0, distance / 70_000) * 0.2 - 0.12 + random.Random(place.code).gauss(0, 0.05)
    supply = SIZES[stage].supply * (1 + region + draw.gauss(0, 0.05))
    found.people += _invent_people(school, needs, supply, draw)


def _needs(
    stage: str, programme: Mapping[int, Mapping[str, tuple[int, str]]], draw: random.Random
) -> Counter[str]:
    needs: Counter[str] = Counter()
    size = SIZES[stage]
    mean = max(1.0, draw.gauss(size.classes, size.classes * 0.38))
    for grade in size.grades:
        for _class in range(max(1, round(draw.gauss(mean, 0.4)))):
            if stage == PRESCHOOL:
                needs[CHILDREN] += POSTS[grade]
            else:
                needs.update(_class_needs(stage, programme[grade], draw))
    return needs


def _class_needs(
    stage: str, lines: Mapping[str, tuple[int, str]], draw: random.Random
) -> Counter[str]:
    """Periods a year of one class, its homeroom among them."""
    chosen = draw.choices(ELECTIVES, (30, 12, 30, 14, 2, 12))[0]
    needs: Counter[str] = Counter()
    for subject, (units, kind) in lines.items():
        if kind == "compulsory" or subject in chosen:
            needs[_need_of(stage, subject)] += units
    needs[CLASS_TEACHERS if stage == PRIMARY else SHARED] += int(HOMEROOM) * TEACHING_WEEKS
    if stage == UPPER:
        for subject in CLUSTERS["vat-li" not in chosen]:
            needs[subject] += TEACHING_WEEKS
    return needs


def _need_of(stage: str, subject: str) -> str:
    if stage == PRIMARY and subject in BY_CLASS_TEACHER:
        return CLASS_TEACHERS
    return SHARED if subject in FOR_EVERYBODY else subject


def _invent_people(
    school: School, needs: Mapping[str, int], supply: float, draw: random.Random
) -> Iterable[Person]:
    """Whole teachers for each subject, who share what belongs to none."""
    own = sum(units for subject, units in needs.items() if subject != SHARED)
    everybody = 1 + needs.get(SHARED, 0) / own
    count = 0
    for subject in sorted(needs):
        if subject == SHARED:
            continue
        loads = needs[subject] * everybody / FULL_LOAD[school.stage]
        wanted = loads * supply * SCARCE.get(subject, 1.0) * draw.gauss(1.0, 0.06)
        for _person in range(math.floor(wanted + draw.random())):
            count += 1
            yield _person_of(f"{school.key}-{count:03d}", school, subject, draw)


def _person_of(key: str, school: School, subject: str, draw: random.Random) -> Person:
    protections = {code for code, often in PROTECTED if draw.random() < often}
    years_left = draw.randrange(36)
    if years_left <= 2:
        protections.add(RETIRING)
    also = [each for each in SECOND.get(subject, ()) if _is_taught(school.stage, each)]
    has_second = draw.random() < (0.2 if school.stage == PRIMARY else 0.4)
    subjects = (subject, draw.choice(also)) if also and has_second else (subject,)
    return Person(
        key, school.key, subjects, FULL_LOAD[school.stage] - _duties(school.stage, protections),
        protections=frozenset(protections),
        years_here=draw.randrange(1, 25), years_left=years_left, was_sent=draw.random() < 0.06,
        home=_near((school.east, school.north), HOMES, draw),
    )  # fmt: skip


def _is_taught(stage: str, subject: str) -> bool:
    integrated = {"khtn", "lich-su-dia-li", "gdcd"}
    parts = {"vat-li", "hoa-hoc", "sinh-hoc", "lich-su", "dia-li", "gdktpl", "gdqpan"}
    return stage == PRIMARY or subject not in (parts if stage == LOWER else integrated)


def _duties(stage: str, protections: Iterable[str]) -> int:
    """Periods a year that duties and states take off (TT 05/2025 Điều 9 to 12)."""
    if stage == PRESCHOOL:
        return 0
    weekly = {GROUP_HEAD: int(FIXED["group_head"]), PROBATION: int(FIXED["probation"]), NURSING: 3}
    return sum(weekly.get(each, 0) for each in protections) * TEACHING_WEEKS


def _with_wishes(
    found: Invented, places: Sequence[Place], seed: int, often: float = 0.105
) -> Iterable[Person]:
    """Some who could go live in another commune and wish for up to five schools near home."""
    by_stage: defaultdict[str, list[School]] = defaultdict(list)
    of_key = {school.key: school for school in found.schools}
    for school in found.schools:
        by_stage[school.stage].append(school)
    for person in found.people:
        draw = random.Random(f"{seed} {person.key}")
        if person.protections or draw.random() > often:
            yield person
            continue
        school, place = of_key[person.school], draw.choice(places)
        near = _nearest(by_stage[school.stage], place.point)
        wishes = [each.key for each in near if each.key != school.key]
        yield replace(person, wishes=tuple(wishes[: draw.randint(1, 5)]), home=place.point)


def _near(point: tuple[int, int], metres: int, draw: random.Random) -> tuple[int, int]:
    return point[0] + round(draw.gauss(0, metres)), point[1] + round(draw.gauss(0, metres))


def _nearest(schools: Sequence[School], point: tuple[int, int]) -> list[School]:
    return nsmallest(6, schools, lambda each: metres_between((each.east, each.north), point))
