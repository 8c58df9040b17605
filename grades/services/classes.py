"""Classes of a year as the school's office keeps them: made, changed, copied from last year.

Names and rooms are the register's, homerooms are staffing's, sheets are the mark book's: here they
change together.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grades.models import MarkRecord, MarkReview, MarkSheet, SheetStep
from grades.services.moving import lock_sheets
from grades.services.sheets import open_if_assessed
from schools.models import ClassGroup, School, SchoolYear, Term
from schools.rules.class_names import class_key
from schools.services import (
    ClassFacts,
    ClassRefused,
    add_classes,
    changed_class_problems,
    lock_classes,
    lock_register,
    new_class_problems,
    update_class,
)
from staffing.models import HomeroomAssignment, StaffMember
from staffing.selectors.staff import choosable_staff
from staffing.services import lead_class


def make_classes(
    *,
    school: School,
    school_year: SchoolYear,
    wanted: Sequence[ClassFacts],
    homeroom: StaffMember | None = None,
) -> list[ClassGroup]:
    """New classes of the year, all or none; `homeroom` leads the one class there then is.

    Raises ClassRefused.
    """
    with transaction.atomic():
        lock_register(school.pk)
        problems = problems_of_classes(school, school_year, wanted, homeroom)
        if problems:
            raise ClassRefused(problems)
        made = add_classes(school=school, school_year=school_year, wanted=wanted)
        if homeroom is not None:
            _lead(made[0], homeroom, school_year.starts_on)
        return made


def problems_of_classes(
    school: School,
    school_year: SchoolYear,
    wanted: Sequence[ClassFacts],
    homeroom: StaffMember | None,
) -> list[str]:
    """A sentence for each reason why these classes cannot be made with this homeroom teacher."""
    problems = new_class_problems(school, school_year, wanted)
    if homeroom is not None and len(wanted) > 1:
        problems.append(_("A homeroom teacher is chosen for one class at a time."))
    return problems


def alter_class(
    *, class_id: int, shown: str, facts: ClassFacts, homeroom: StaffMember | None
) -> ClassGroup:
    """Change what is recorded of a class; the homeroom changes from today. Raises ClassRefused.

    `shown` is the revision of the class on the page, with its homeroom (revision_with_homeroom).
    Packages name a class by its code, which stays. Grade and programme decide what a sheet asks
    for: they stay once a sheet holds something.
    """
    with transaction.atomic():
        lock_register(ClassGroup.objects.values_list("school_id", flat=True).get(pk=class_id))
        lock_classes([class_id])
        lock_sheets([class_id])
        group = ClassGroup.objects.select_related("school", "school_year").get(pk=class_id)
        leader = leader_of(group)
        if revision_with_homeroom(group, leader) != shown:
            raise ClassRefused(
                [_("The class has changed since this page was opened. Nothing was saved.")]
            )
        problems = problems_of_change(group, facts)
        if problems:
            raise ClassRefused(problems)
        asks_otherwise = _asks_otherwise(group, facts)
        update_class(group=group, facts=facts)
        if asks_otherwise and MarkSheet.objects.filter(class_group=group).exists():
            _open_anew(group)
        if homeroom != leader:
            _lead(group, homeroom, first_day_of_homeroom(group))
        return group


def copy_classes(*, school: School, school_year: SchoolYear, earlier: SchoolYear) -> int:
    """Make the classes of an earlier year again, without their students; returns how many.

    Those whose name the year has already are left out.
    """
    with transaction.atomic():
        lock_register(school.pk)
        there = ClassGroup.objects.filter(school=school, school_year=school_year)
        taken = {class_key(name) for name in there.values_list("name", flat=True)}
        before = ClassGroup.objects.filter(school=school, school_year=earlier)
        wanted = [_same(group) for group in before if class_key(group.name) not in taken]
        return len(add_classes(school=school, school_year=school_year, wanted=wanted))


def leader_of(group: ClassGroup) -> StaffMember | None:
    """The homeroom teacher of the class today, or on the nearest day of its year."""
    day = group.school_year.day_in(timezone.localdate())
    rows = HomeroomAssignment.objects.in_force(day).filter(class_group=group)
    row = rows.select_related("staff").first()
    return row.staff if row else None


def revision_with_homeroom(group: ClassGroup, leader: StaffMember | None) -> str:
    """What the form of a class was made for."""
    return f"{group.revision}.{leader.pk if leader else ''}"


def first_day_of_homeroom(group: ClassGroup) -> datetime.date:
    """From when a new homeroom teacher leads the class: the year's beginning, later today."""
    year: SchoolYear = group.school_year
    is_new = not HomeroomAssignment.objects.filter(class_group=group).exists()
    return year.starts_on if is_new else year.day_in(timezone.localdate())


def _same(group: ClassGroup) -> ClassFacts:
    return ClassFacts(group.name, group.grade_level_id, group.programme, group.room, group.session)


def _lead(group: ClassGroup, staff: StaffMember | None, on: datetime.date) -> None:
    if staff is not None and staff not in choosable_staff(group.school):
        raise ClassRefused([_("This person is not on the school's staff, or has left.")])
    lead_class(group, staff, on)


def problems_of_change(group: ClassGroup, facts: ClassFacts) -> list[str]:
    """A sentence for each reason why the class cannot be changed so."""
    problems = changed_class_problems(group, facts)
    if _asks_otherwise(group, facts) and _is_used(group):
        problems.append(
            _("Marks are entered in the class: its grade and programme stay for this year.")
        )
    return problems


def _asks_otherwise(group: ClassGroup, facts: ClassFacts) -> bool:
    return (group.grade_level_id, group.programme) != (facts.grade, facts.programme)


def _is_used(group: ClassGroup) -> bool:
    """Whether a sheet of the class holds a mark, a remark, or has been handed in or asked about."""
    if MarkReview.objects.filter(record__sheet__class_group=group).exists():
        return True
    if SheetStep.objects.filter(sheet__class_group=group).exists():
        return True
    records = MarkRecord.objects.filter(sheet__class_group=group)
    return any(record.holds_something for record in records)


def _open_anew(group: ClassGroup) -> None:
    """Empty sheets go; those of the new grade and programme are opened, in the same terms."""
    sheets = MarkSheet.objects.filter(class_group=group)
    terms = list(Term.objects.filter(sheets__in=sheets).distinct())
    sheets.delete()
    for term in terms:
        open_if_assessed(group, term)
