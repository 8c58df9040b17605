"""The only writer of what students wish for after grade 9 or 12."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from schools.models import ClassGroup
from students.models import DestinationWish
from students.models.leavers import COHORT_GRADES
from students.paths.rates import group_of
from students.paths.vocabulary import WISHED
from students.selectors import students_in
from students.selectors.wishes import wishes_of
from students.services.stays import StayRefused, lock_roster, require_none

LONGEST = 200


@dataclass(frozen=True)
class Wish:
    """One wish of a form: whose, for which state of it the form was made, and what it says.

    Without a destination the student has none noted.
    """

    student: int
    shown: str
    destination: str
    institution: str


def note_wishes(*, class_group: ClassGroup, said: Sequence[Wish], by: User) -> int:
    """Note wishes of the class's students; returns how many changed. All or nothing.

    Raises StayRefused with a sentence for each wish that somebody has noted since, and for what is
    no student of the class, no destination, or too long a name.
    """
    if class_group.grade_level_id not in COHORT_GRADES:
        raise StayRefused([_("Wishes are noted in grades 9 and 12.")])
    with transaction.atomic():
        lock_roster(class_group.school_id)
        known = wishes_of(class_group)
        _require_possible(class_group, known, said)
        changed = [each for each in said if _is_new(known.get(each.student), each)]
        _write(class_group, changed, by)
    return len(changed)


def _write(class_group: ClassGroup, changed: Sequence[Wish], by: User) -> None:
    year, now = class_group.school_year, timezone.now()
    gone = [each.student for each in changed if not each.destination]
    DestinationWish.objects.filter(student__in=gone, school_year=year).delete()
    DestinationWish.objects.bulk_create(
        (
            DestinationWish(
                school_id=class_group.school_id,
                student_id=each.student,
                school_year=year,
                destination=each.destination,
                institution=each.institution,
                by=str(by),
                at=now,
            )
            for each in changed
            if each.destination
        ),
        update_conflicts=True,
        unique_fields=["student", "school_year"],
        update_fields=["destination", "institution", "by", "at"],
    )


def _is_new(known: DestinationWish | None, said: Wish) -> bool:
    if known is None:
        return bool(said.destination)
    return (known.destination, known.institution) != (said.destination, said.institution)


def _require_possible(
    class_group: ClassGroup, known: dict[int, DestinationWish], said: Sequence[Wish]
) -> None:
    names = {each.student_id: each.student.full_name for each in students_in(class_group)}
    if any(each.student not in names for each in said):
        raise StayRefused([_("A student of the form does not sit in this class.")])
    possible = {"", *WISHED[group_of(class_group.grade_level_id, "")]}
    problems = []
    for each in said:
        stored, name = known.get(each.student), names[each.student]
        if each.destination not in possible:
            problems.append(_("%(name)s: this wish is not known.") % {"name": name})
        elif len(each.institution) > LONGEST:
            told = {"name": name, "most": LONGEST}
            problems.append(_("%(name)s: the institution has at most %(most)s characters.") % told)
        elif (stored.revision if stored else "") != each.shown and _is_new(stored, each):
            told = {"name": name, "known": stored.get_destination_display() if stored else "–"}
            problems.append(
                _("%(name)s: another person has noted “%(known)s” since. Nothing was saved.") % told
            )
    require_none(problems)
