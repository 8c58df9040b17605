"""The only writer of how training ends, and of many trainings planned at once."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staffing.choices import Degree, TrainingOutcome
from staffing.models import Qualification, StaffMember, Training
from staffing.rules.outlook import year_later
from staffing.services.errors import StaffRefused, require_none
from staffing.services.people import locked_staff

BEGINS = (9, 1)


def end_training(
    training: Training, *, shown: str, on: datetime.date, outcome: TrainingOutcome
) -> None:
    """Record the day training was finished or broken off. Raises StaffRefused.

    Finished training is the degree it aimed at, from that day on, by the same paper.
    """
    with transaction.atomic():
        staff = locked_staff(training.staff_id, shown)
        found = Training.objects.get(pk=training.pk)
        require_none(_cannot_end(found, on))
        found.outcome, found.ends_on = outcome, on
        found.save(update_fields=["outcome", "ends_on"])
        if outcome == TrainingOutcome.FINISHED:
            Qualification.objects.create(
                school_id=staff.school_id,
                staff=staff,
                degree=found.goal,
                major=found.major,
                is_teacher_training=True,
                starts_on=on,
                decision=found.decision,
            )


def _cannot_end(training: Training, on: datetime.date) -> list[str]:
    if training.outcome:
        return [_("This training has ended already.")]
    problems = []
    if not training.decision:
        problems.append(_("This training is only planned: record it with its order first."))
    if on < training.starts_on:
        problems.append(_("The last day must not be before the first."))
    if on > timezone.localdate():
        problems.append(_("Training cannot have ended on a day to come."))
    return problems


@dataclass(frozen=True)
class Planned:
    """What a plan says of everybody in it: where, how long in years, and the share of the post."""

    place: str
    takes: int
    share: Decimal


def plan_trainings(
    *, begins: Mapping[int, int], cost: Mapping[int, int], plan: Planned
) -> Sequence[Training]:
    """Plan training for these people of the scope, each in the year said, all or none.

    `begins` and `cost` by the person's key. Raises StaffRefused naming who has training planned or
    under way already, or is in no school of the scope.
    """
    with transaction.atomic():
        people = StaffMember.objects.select_for_update(of=("self",)).filter(pk__in=begins)
        found = {each.pk: each for each in people.select_related("main_subject").order_by("pk")}
        open_ones = Training.objects.filter(staff__in=found, outcome=TrainingOutcome.OPEN)
        taken = set(open_ones.values_list("staff_id", flat=True))
        sentence = _("%s: training is planned or under way already.")
        require_none([sentence % found[key].full_name for key in sorted(taken)])
        if len(found) != len(begins):
            raise StaffRefused([_("Some of these people are not there any more.")])
        return Training.objects.bulk_create(
            _training(found[key], year, cost[key], plan) for key, year in sorted(begins.items())
        )


def _training(staff: StaffMember, year: int, cost: int, plan: Planned) -> Training:
    first = datetime.date(year, *BEGINS)
    return Training(
        school_id=staff.school_id,
        staff=staff,
        goal=Degree.BACHELOR,
        major=staff.main_subject.name if staff.main_subject else str(_("teacher training")),
        place=plan.place,
        share=plan.share,
        cost=cost,
        starts_on=first,
        ends_on=year_later(first, plan.takes) - datetime.timedelta(days=1),
    )
