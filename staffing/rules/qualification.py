"""Whether a teacher has the standard of training, and where one who has not stands.

The standard: Law on Education 2019 Điều 72, Law on Teachers Điều 28(1); for some subjects of
primary school NĐ 93/2026 Điều 20(2). The roadmap up to it: NĐ 71/2020, in force 1 July 2020, for
preschool, primary and lower secondary school, for those with enough months left to retirement on
that day; its second part ends on 31 December 2030.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

PRESCHOOL, PRIMARY, LOWER = "01", "02", "03"
ROADMAP_STAGES = frozenset({PRESCHOOL, PRIMARY, LOWER})
ROADMAP_BEGAN, ROADMAP_ENDS = datetime.date(2020, 7, 1), datetime.date(2030, 12, 31)
# Months to retirement on the first day of the roadmap (NĐ 71/2020 Điều 2): a primary teacher with
# an intermediate diploma has further to go.
MONTHS_LEFT, MONTHS_LEFT_INTERMEDIATE = 84, 96
# A trained teacher serves twice as long as the training took (NĐ 71/2020).
SERVICE_FOR_TRAINING = 2

CERTIFICATE = "certificate"
RANKS = MappingProxyType({"intermediate": 1, "college": 2, "bachelor": 3, "master": 4, "doctor": 5})
COLLEGE, BACHELOR = RANKS["college"], RANKS["bachelor"]
# Subjects of primary school for which a college diploma is enough: arts, foreign languages,
# informatics and technology (NĐ 93/2026 Điều 20(2)). Who has just that studies on (20(8)).
COLLEGE_SUBJECTS = frozenset(
    {
        "mi-thuat", "am-nhac", "nghe-thuat", "ngoai-ngu-1", "ngoai-ngu-2",
        "tin-hoc", "cong-nghe", "tin-hoc-cong-nghe",
    }
)  # fmt: skip


class Standing(StrEnum):
    """Where a teacher stands. Everybody has exactly one on a day."""

    AT_STANDARD = "standard"
    IN_TRAINING = "training"
    PLANNED = "planned"
    OUT_OF_SCOPE = "age"
    OTHER_DUTIES = "duties"
    NOT_PLANNED = "open"
    OVERDUE = "overdue"
    NOT_RECORDED = "unknown"


@dataclass(frozen=True, slots=True)
class Award:
    """A degree or certificate. `fits` says that its major fits the subject taught."""

    degree: str
    since: datetime.date
    is_training: bool = False
    fits: bool = False
    until: datetime.date | None = None

    def holds(self, day: datetime.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Study:
    """Training towards the standard. `is_ordered`: an order sends the person; before that it is
    planned. `outcome` is empty, "finished" or "broken_off"."""

    starts_on: datetime.date
    ends_on: datetime.date
    is_ordered: bool
    outcome: str = ""

    @property
    def serves_until(self) -> datetime.date | None:
        """The last day of the service that is owed; None unless finished."""
        if self.outcome != "finished":
            return None
        return self.ends_on + SERVICE_FOR_TRAINING * (self.ends_on - self.starts_on)


@dataclass(frozen=True, slots=True)
class Person:
    """What decides where a teacher stands. `moved_on`: from this day the person has had other work
    than teaching. `retires_on` is None where the date of birth or the sex is not recorded."""

    stage: str
    subject: str
    retires_on: datetime.date | None
    awards: tuple[Award, ...] = ()
    studies: tuple[Study, ...] = ()
    moved_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a teacher stands, from when, and until when it can stay so.

    `in_roadmap`: counted in the second denominator. `goes_on`: the standard is the one of NĐ
    93/2026 Điều 20(2), and the person has to study on.
    """

    standing: Standing
    since: datetime.date | None = None
    until: datetime.date | None = None
    in_roadmap: bool = False
    goes_on: bool = False


def needed_rank(stage: str, subject: str) -> int:
    """The lowest degree that meets the standard."""
    if stage == PRESCHOOL or (stage == PRIMARY and subject in COLLEGE_SUBJECTS):
        return COLLEGE
    return BACHELOR


def stand_of(person: Person, day: datetime.date) -> Stand:
    """Where the person stands on the day."""
    met = met_since(person, day)
    best = _best(person.awards, day)
    if met is not None:
        goes_on = best < BACHELOR and person.stage != PRESCHOOL
        return Stand(Standing.AT_STANDARD, met, None, _has_climbed(person, met), goes_on)
    if not best:
        return Stand(Standing.NOT_RECORDED)
    in_age = _has_months(person, best)
    in_roadmap = person.stage in ROADMAP_STAGES and in_age and person.moved_on is None
    if person.moved_on is not None:
        return Stand(Standing.OTHER_DUTIES, person.moved_on)
    return _below(person, day, in_roadmap) or _without_plan(person, day, in_roadmap, in_age)


def met_since(person: Person, day: datetime.date) -> datetime.date | None:
    """The first day on which the person has had the standard, by what holds on `day`.

    A degree that is not of teacher training needs a fitting major and the certificate of pedagogy
    (Điều 72(1)b); preschool teachers have been trained as such.
    """
    held = [each for each in person.awards if each.holds(day)]
    certified = min((each.since for each in held if each.degree == CERTIFICATE), default=None)
    needed, found = needed_rank(person.stage, person.subject), []
    for each in held:
        if RANKS.get(each.degree, 0) < needed:
            continue
        if each.is_training:
            found.append(each.since)
        elif each.fits and certified and person.stage != PRESCHOOL:
            found.append(max(each.since, certified))
    return min(found, default=None)


def _best(awards: Iterable[Award], day: datetime.date) -> int:
    """The rank of the highest degree held; 0 where none is recorded."""
    return max((RANKS.get(each.degree, 0) for each in awards if each.holds(day)), default=0)


def _has_months(person: Person, rank: int) -> bool:
    """Whether enough months were left; a person whose age is not known is not left out."""
    if person.retires_on is None:
        return True
    far = person.stage == PRIMARY and rank < COLLEGE
    months = MONTHS_LEFT_INTERMEDIATE if far else MONTHS_LEFT
    return person.retires_on >= ROADMAP_BEGAN.replace(year=ROADMAP_BEGAN.year + months // 12)


def _has_climbed(person: Person, met: datetime.date) -> bool:
    """Whether the person was below the standard and came up to it within the roadmap."""
    if person.stage not in ROADMAP_STAGES or met < ROADMAP_BEGAN:
        return False
    before = _best((each for each in person.awards if each.since < met), met)
    return bool(before) and before < BACHELOR and _has_months(person, before)


def _below(person: Person, day: datetime.date, in_roadmap: bool) -> Stand | None:
    """Where training, planned or under way, leaves a person below the standard; None without."""
    studies = [each for each in person.studies if not each.outcome]
    if not studies:
        return None
    study = min(studies, key=lambda each: each.starts_on)
    if day < study.starts_on:
        return Stand(Standing.PLANNED, None, study.starts_on, in_roadmap)
    if not study.is_ordered:
        return Stand(Standing.OVERDUE, study.starts_on, None, in_roadmap)
    if day <= study.ends_on:
        return Stand(Standing.IN_TRAINING, study.starts_on, study.ends_on, in_roadmap)
    return Stand(Standing.OVERDUE, study.ends_on + datetime.timedelta(days=1), None, in_roadmap)


def _without_plan(person: Person, day: datetime.date, in_roadmap: bool, in_age: bool) -> Stand:
    if person.stage in ROADMAP_STAGES and not in_age:
        return Stand(Standing.OUT_OF_SCOPE, ROADMAP_BEGAN, person.retires_on)
    if in_roadmap and day > ROADMAP_ENDS:
        return Stand(Standing.OVERDUE, ROADMAP_ENDS + datetime.timedelta(days=1), None, True)
    since = max((each.since for each in person.awards), default=ROADMAP_BEGAN)
    until = ROADMAP_ENDS if in_roadmap else None
    return Stand(Standing.NOT_PLANNED, max(since, ROADMAP_BEGAN), until, in_roadmap)


@dataclass(frozen=True, slots=True)
class Shares:
    """How many teachers stand where, and the two shares with a denominator each.

    `at_standard` of all `teachers` (% đạt chuẩn); `moving`, in training or up to the standard
    since 1 July 2020, of those `in_roadmap` (% lộ trình).
    """

    teachers: int
    at_standard: int
    in_roadmap: int
    moving: int
    standings: tuple[tuple[str, int], ...]

    def count(self, standing: str) -> int:
        return dict(self.standings).get(standing, 0)


MOVING = frozenset({Standing.AT_STANDARD, Standing.IN_TRAINING})


def shares_of(stands: Iterable[Stand]) -> Shares:
    """The counts of these persons. Who has other duties is no teacher any more."""
    found = list(stands)
    counts = {each.value: 0 for each in Standing}
    for stand in found:
        counts[stand.standing.value] += 1
    roadmap = [each for each in found if each.in_roadmap]
    return Shares(
        teachers=len(found) - counts[Standing.OTHER_DUTIES],
        at_standard=counts[Standing.AT_STANDARD],
        in_roadmap=len(roadmap),
        moving=sum(each.standing in MOVING for each in roadmap),
        standings=tuple(counts.items()),
    )


def added(all_shares: Iterable[Shares]) -> Shares:
    """The counts of several schools together."""
    found = list(all_shares)
    return Shares(
        sum(each.teachers for each in found),
        sum(each.at_standard for each in found),
        sum(each.in_roadmap for each in found),
        sum(each.moving for each in found),
        tuple((each.value, sum(one.count(each) for one in found)) for each in Standing),
    )


def kept_shares(shares: Shares) -> dict[str, Any]:
    """As JSON."""
    return {
        "teachers": shares.teachers,
        "at_standard": shares.at_standard,
        "in_roadmap": shares.in_roadmap,
        "moving": shares.moving,
        "standings": dict(shares.standings),
    }


def read_shares(row: Mapping[str, Any]) -> Shares:
    """What `kept_shares` has written."""
    counts = row["standings"]
    return Shares(
        row["teachers"],
        row["at_standard"],
        row["in_roadmap"],
        row["moving"],
        tuple((each.value, counts[each.value]) for each in Standing),
    )
