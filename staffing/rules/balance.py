"""A school's balance of teachers by four measures that stay apart, each with its lines.

To the norm (TT 20/2023, TT 19/2023), to the quota, by subject (periods of the programme against
the norm of TT 05/2025), and of the posts that were to be recruited. All are exact fractions of a
post; a page rounds where it shows. No circular gives a formula for the need of a subject: it is
its periods a year, divided by 35 weeks and the weekly norm.

Homerooms, the activities every teacher may give and local education belong to no subject: they
are one need of the whole school, which what subjects have to spare covers first. What is to spare
in one subject never covers another subject. In primary school class teachers form one group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from staffing.rules.balance_facts import Guest, Level, Need, SchoolFacts, Teacher
from staffing.rules.load import HOMEROOM, TEACHER_NORM
from staffing.rules.need import Gaps, gaps, teachers_needed
from staffing.rules.norms import (
    AGES,
    ClassCount,
    NormSet,
    SchoolSize,
    preschool_norm,
    teacher_norm,
)
from staffing.rules.specialities import BY_CLASS_TEACHER, FOR_EVERYBODY, fitting
from staffing.rules.weekly import CENTRE_NORM

PRESCHOOL, PRIMARY, LOWER, UPPER, CONTINUING = "01", "02", "03", "04", "05"
LEVELS = {PRIMARY: "TH", LOWER: "THCS", UPPER: "THPT"}
# TT 05/2025 Điều 7; centres of continuing education TT 04/2026 Điều 4.
WEEKLY = MappingProxyType(
    {**{stage: int(norm) for stage, norm in TEACHER_NORM.items()}, CONTINUING: CENTRE_NORM}
)
GRADE_AGES = dict(zip(range(101, 107), AGES, strict=True))
# Codes no subject has.
CLASS_TEACHERS, SHARED, NO_SUBJECT = "#class", "#shared", "#none"


@dataclass(eq=False)
class SubjectLine:
    """One subject, or one group of them: what it needs, who is there, and what is left over.

    The sums are kept once they were asked for: nothing is added afterwards.
    """

    code: str
    needs: list[Need] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    also: list[Teacher] = field(default_factory=list)
    homerooms: int = 0
    norm: int = 17

    @cached_property
    def weekly(self) -> Fraction:
        """Periods a week that have to be given, homerooms as they count."""
        return sum((each.weekly for each in self.needs), Fraction(HOMEROOM * self.homerooms))

    @cached_property
    def needed(self) -> Fraction:
        return teachers_needed(self.weekly, self.norm)

    @cached_property
    def there(self) -> Fraction:
        posts = sum((each.posts(self.norm) for each in self.teachers), Fraction(0))
        return posts + sum((each.weekly for each in self.guests), Fraction(0)) / self.norm

    @cached_property
    def gap(self) -> Fraction:
        """Posts to spare; negative where they are short."""
        return self.there - self.needed


@dataclass(frozen=True)
class Balance:
    """The four measures of one school. Gaps are positive where the school has too many.

    `ceilings` holds the norm of each level, or None where no norm is known; `unplaced` are
    teachers whose main subject is not recorded: they count in no subject.
    """

    ceilings: tuple[tuple[Level, Fraction | None], ...]
    on_payroll: Fraction
    on_contract: Fraction
    quota: int | None
    unfilled: int | None
    lines: tuple[SubjectLine, ...]
    shared: SubjectLine
    unplaced: SubjectLine

    @property
    def norm(self) -> Fraction | None:
        """The most teachers the school may have; None when a level has no norm."""
        values = [value for _level, value in self.ceilings if value is not None]
        is_whole = values and len(values) == len(self.ceilings)
        return sum(values, Fraction(0)) if is_whole else None

    @property
    def norm_gap(self) -> Fraction | None:
        return None if self.norm is None else -self._gaps.norm_gap

    @property
    def quota_gap(self) -> Fraction | None:
        return None if self.quota is None else -self._gaps.quota_gap

    @cached_property
    def covered(self) -> Fraction:
        """What the subjects' surplus covers of the need that belongs to no subject."""
        spare = sum((max(Fraction(0), line.gap) for line in self.lines), Fraction(0))
        return min(self.shared.needed, spare)

    @property
    def short(self) -> Fraction:
        """Posts short, each subject on its own, and what is left of the shared need."""
        return self._gaps.short

    @property
    def surplus(self) -> Fraction:
        """Posts to spare, each subject on its own, after the shared need is covered."""
        return self._gaps.surplus - self.covered

    @cached_property
    def _gaps(self) -> Gaps:
        by_subject = {line.code: (line.there, line.needed) for line in self.lines}
        by_subject[SHARED] = (self.covered, self.shared.needed)
        norm, quota = self.norm or Fraction(0), Fraction(self.quota or 0)
        return gaps(norm, quota, self.on_payroll, by_subject)


def balance_of(facts: SchoolFacts, norms: NormSet) -> Balance:
    """The balance of one school. The order of the facts changes nothing."""
    teachers = [each for each in facts.teachers if each.is_on_payroll]
    payroll = sum((each.share for each in teachers), Fraction(0)) + facts.youth_leaders
    contract = sum((each.share for each in facts.teachers if not each.is_on_payroll), Fraction(0))
    lines = _lines(facts)
    shared, unplaced = lines.pop(SHARED), lines.pop(NO_SUBJECT)
    unfilled = None
    if facts.approved is not None:
        unfilled = facts.approved - (facts.filled or 0)
    return Balance(
        ceilings=tuple((level, _ceiling(level, facts, norms)) for level in facts.levels),
        on_payroll=payroll,
        on_contract=contract,
        quota=facts.quota,
        unfilled=unfilled,
        lines=tuple(lines[code] for code in sorted(lines)),
        shared=shared,
        unplaced=unplaced,
    )


def _ceiling(level: Level, facts: SchoolFacts, norms: NormSet) -> Fraction | None:
    """The norm of one level; None where the circulars do not say one."""
    if not facts.has_norm or level.stage == CONTINUING:
        return None
    if level.stage == PRESCHOOL:
        return preschool_norm(_age_groups(level, norms))
    size = SchoolSize(
        LEVELS[level.stage],
        level.zone,
        level.students,
        level.classes,
        two_sessions=level.two_sessions,
    )
    return teacher_norm(size, norms)


def _age_groups(level: Level, norms: NormSet) -> Iterable[tuple[str, int, int]]:
    """Groups and remaining children by age, counted as the norm set says."""
    for grade, classes, children in level.groups:
        size = AGES[GRADE_AGES[grade]].size
        counted = {
            ClassCount.NORMATIVE: divmod(children, size),
            ClassCount.ACTUAL: (classes, 0),
            ClassCount.ACTUAL_EXCESS: (classes, max(0, children - classes * size)),
        }
        yield GRADE_AGES[grade], *counted[norms.class_count]


def _lines(facts: SchoolFacts) -> dict[str, SubjectLine]:
    """Needs, teachers and guests by subject or group of subjects."""
    found: defaultdict[str, SubjectLine] = defaultdict(lambda: SubjectLine(""))
    for need in facts.needs:
        found[needing(need)].needs.append(need)
    needed = frozenset(found)
    has_class_teachers = CLASS_TEACHERS in needed
    for teacher in facts.teachers:
        found[giving(teacher.subject, needed, has_class_teachers)].teachers.append(teacher)
        for code in {giving(each, needed, False) for each in teacher.also} & needed:
            found[code].also.append(teacher)
    for guest in facts.guests:
        found[giving(guest.subject, needed, has_class_teachers)].guests.append(guest)
    for level in facts.levels:
        if level.stage in WEEKLY:
            code = CLASS_TEACHERS if level.stage == PRIMARY else SHARED
            found[code].homerooms += level.classes
    stage = max((each.stage for each in facts.levels if each.stage in WEEKLY), default=UPPER)
    for code in (*found, SHARED, NO_SUBJECT):
        found[code].code, found[code].norm = code, _norm_of(found[code], stage)
    return dict(found)


def needing(need: Need) -> str:
    """The subject, or the group of subjects, a need counts for."""
    if need.stage == PRIMARY and need.subject in BY_CLASS_TEACHER:
        return CLASS_TEACHERS
    return SHARED if need.subject in FOR_EVERYBODY else need.subject


def giving(subject: str, needed: frozenset[str], has_class_teachers: bool) -> str:
    """Where a main subject counts: itself, or else the needed subject its teachers give."""
    if subject in needed:
        return subject
    if has_class_teachers and (not subject or subject in BY_CLASS_TEACHER):
        return CLASS_TEACHERS
    if not subject:
        return NO_SUBJECT
    return min((code for code in needed if subject in fitting(code)), default=subject)


def _norm_of(line: SubjectLine, stage: str) -> int:
    """The weekly norm of the level with most of the subject's periods; the school's otherwise."""
    weekly: Mapping[str, Fraction] = _by_stage(line.needs)
    most = max(weekly, key=lambda each: (weekly[each], each), default=stage)
    return WEEKLY.get(PRIMARY if line.code == CLASS_TEACHERS else most, WEEKLY[stage])


def _by_stage(needs: Iterable[Need]) -> dict[str, Fraction]:
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for each in needs:
        found[each.stage] += each.weekly
    return dict(found)
