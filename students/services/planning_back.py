"""Which stays that one list has written can go back."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from eduportal.imports.undoing import Stays, Undone
from students.models import Enrolment, Student
from students.selectors.operations import Facts, Written, merged_away
from students.services.stays import ONE_DAY

CHANGED = gettext_noop("The record has been changed since.")
STAY_CHANGED = gettext_noop("The class, or how the student left it, has been changed since.")
MERGED = gettext_noop("The record was merged into another record of the same child since.")
Move = tuple[Enrolment, Enrolment, Facts]


@dataclass
class Plan:
    """The stays that go back. `former` is what a stay was before the list.

    `entered` are students the list brought, `added` first stays in a year of those who were known,
    `moved` changes of class (the new stay, the old one), `altered` stays changed in place.
    """

    entered: list[Enrolment] = field(default_factory=list)
    added: list[Enrolment] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    altered: list[tuple[Enrolment, Facts]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.entered) + len(self.added) + len(self.moved) + len(self.altered)

    def days(self) -> Iterator[tuple[int, datetime.date]]:
        """From which day on which class would have other students."""
        for stay in (*self.entered, *self.added):
            yield stay.class_group_id, stay.starts_on
        for new, old, _former in self.moved:
            yield new.class_group_id, new.starts_on
            yield old.class_group_id, new.starts_on
        for stay, former in self.altered:
            for class_id in {stay.class_group_id, former["class_group_id"]}:
                yield class_id, (stay.ends_on + ONE_DAY if stay.ends_on else stay.starts_on)


def plan_back(
    written: dict[int, Written], before: Collection[int], touched: Collection[int], undone: Undone
) -> Plan:
    """Sort the stays that are as the list left them; say of the others that they stay."""
    plan = Plan()
    keys = [key for each in written.values() for key in each.stays]
    stays = Enrolment.objects.select_related("student", "class_group", "school_year").in_bulk(keys)
    names = Student.objects.in_bulk(list(written))
    for student_id, each in written.items():
        student = names.get(student_id)
        if student is None or not each.stays:
            continue
        is_new = student_id not in before
        if is_new and student_id in touched:
            undone.stays.append(kept(student, CHANGED))
        elif any(_facts(stays.get(key)) != new for key, (_old, new) in each.stays.items()):
            undone.stays.append(kept(student, STAY_CHANGED))
        else:
            _sort(plan, each, stays, is_new=is_new)
    undone.stays += [
        Stays(merge.gone_name, MERGED, values={"student": merge.student_id})
        for merge in merged_away(written)
    ]
    return plan


def _sort(plan: Plan, each: Written, stays: dict[int, Enrolment], *, is_new: bool) -> None:
    came = [stays[key] for key, (old, _new) in each.stays.items() if old is None]
    changed = [(stays[key], old) for key, (old, _new) in each.stays.items() if old is not None]
    if is_new:
        plan.entered += came
    elif came and changed:
        plan.moved.append((came[0], *changed[0]))
    elif came:
        plan.added += came
    else:
        plan.altered += changed


def _facts(stay: Enrolment | None) -> Facts:
    """A stay as the history writes it down; nothing for one that is gone."""
    if stay is None:
        return {}
    return {
        "class_group_id": stay.class_group_id,
        "starts_on": _day(stay.starts_on),
        "began": stay.began,
        "ends_on": _day(stay.ends_on),
        "ended": stay.ended,
        "succeeded_on": _day(stay.succeeded_on),
    }


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def kept(student: Student, message: str) -> Stays:
    return Stays(student.full_name, message, values={"student": student.pk})
