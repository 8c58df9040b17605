"""Ends the past year of a few demo classes the way a head does, each one step less far."""

import datetime

from eduportal.accounts.models import User
from eduportal.accounts.selectors import scope_for
from eduportal.scoping import Actor, Scope, acting_as, everywhere
from grades.choices import Matter
from grades.rules.year_end import Verdict
from grades.selectors.year_end import StudentYear, class_year
from grades.services.year_end import seal_year
from grades.services.year_steps import YearDecided, decide_year, propose_year
from schools.models import ClassGroup, SchoolYear

REASON = "Theo biên bản họp hội đồng xét kết quả cuối năm"
NUMBER = "12/QĐ-HT"
# A level that is refused raises the question whether the student moves up, and no more.
ROUNDS = 3


def end_sample(*, year: SchoolYear, head: User) -> int:
    """Of the head's classes with both terms sealed the first is sealed, the second submitted.

    Returns how many students the sealed year has; 0 where no class is ready.
    """
    actor = Actor(user_id=head.pk, door="command", reason="demo")
    with everywhere("the year of demo classes is ended"), acting_as(actor):
        scope = scope_for(head)
        groups = ClassGroup.objects.filter(school__in=scope.school_ids or (), school_year=year)
        ready = [group for group in groups.order_by("grade_level", "name") if _is_due(group)]
        for group in ready[:2]:
            revision = class_year(group).revision
            propose_year(class_group=group, revision=revision, scope=scope, user=head)
        return _seal(ready[0], scope, head) if ready else 0


def _is_due(group: ClassGroup) -> bool:
    year = class_year(group)
    return year.is_due and bool(year.students)


def _seal(group: ClassGroup, scope: Scope, head: User) -> int:
    """Decide what a person has to, and seal; returns the students."""
    for _round in range(ROUNDS):
        year = class_year(group)
        if not year.undecided:
            break
        signed_on = group.school_year.ends_on
        decide_year(
            class_group=group,
            decisions=[_decided(each, signed_on) for each in year.undecided],
            revision=year.revision,
            scope=scope,
            user=head,
        )
    year = class_year(group)
    seal_year(class_group=group, revision=year.revision, scope=scope, user=head)
    return len(year.students)


def _decided(student: StudentYear, signed_on: datetime.date) -> YearDecided:
    """The first choice of the first open matter; no level where the results give none."""
    matter = student.outcome.open[0]
    choices = [choice.verdict for choice in student.outcome.matters[matter]]
    verdict = Verdict() if matter is Matter.LEARNING else choices[0]
    return YearDecided(student.stay.student_id, matter, verdict, NUMBER, signed_on, REASON)
