"""The only writer of who teaches what: cells of a table, each from a day on."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine, School, SchoolYear
from staffing.models import StaffMember, TeachingAssignment
from staffing.rules.load import shares
from staffing.selectors.cells import HOMEROOM, CellKey, Given, contents_on, value_of
from staffing.selectors.matrix import Plan, plans_of
from staffing.selectors.staff import choosable_staff
from staffing.services.homerooms import lead_class
from staffing.services.spans import cut, free_until
from staffing.services.telling import CellChange, tell_of_cells

MOST_PERIODS = Decimal(40)
MOST_TEACHERS = 4


@dataclass(frozen=True)
class Wanted:
    """One teacher wanted in a cell; without `periods` the subject's are split evenly."""

    staff: UUID
    periods: Decimal | None = None


@dataclass(frozen=True)
class CellEdit:
    """One change: the cell, the value the page showed, and who is wanted.

    `class_group` is the public id of a class; `subject` a code, or HOMEROOM.
    """

    class_group: UUID
    subject: str
    before: str
    after: tuple[Wanted, ...]


@dataclass
class CellResult:
    """What became of one edit: saved, same, conflict (another change came first) or refused.

    `change` says who came and who went where it was saved.
    """

    edit: CellEdit
    status: str
    message: str = ""
    change: CellChange | None = None


@dataclass(frozen=True)
class Ground:
    """What every edit of a batch is checked against."""

    classes: Mapping[UUID, ClassGroup]
    plans: Mapping[int, Mapping[str, Plan]]
    staff: Mapping[UUID, StaffMember]
    on: datetime.date


def assign_cells(
    *, school: School, school_year: SchoolYear, on: datetime.date, edits: Sequence[CellEdit]
) -> list[CellResult]:
    """Change cells of one year from a day on; one result for each edit, in their order.

    The former teacher's assignment ends the day before. What is planned for later days stays, and
    what is written now lasts until then. A cell is written only if it holds on that day what the
    edit started from.
    """
    with transaction.atomic():
        ground = ground_of(school, school_year, on, edits)
        results = [_try(edit, ground) for edit in edits]
        saved: defaultdict[ClassGroup, set[str]] = defaultdict(set)
        for result in results:
            if result.status == "saved":
                saved[ground.classes[result.edit.class_group]].add(result.edit.subject)
        open_sheets(saved)
        tell_of_cells(result.change for result in results if result.change)
        return results


def ground_of(
    school: School, year: SchoolYear, on: datetime.date, edits: Sequence[CellEdit]
) -> Ground:
    named = ClassGroup.objects.filter(
        school=school, school_year=year, public_id__in={edit.class_group for edit in edits}
    )
    # By their keys, so that two batches never wait in a circle.
    locked = named.select_for_update(no_key=True, of=("self",)).order_by("pk")
    classes = list(locked.select_related("school_year"))
    return Ground(
        classes={group.public_id: group for group in classes},
        plans=plans_of(classes),
        staff={person.public_id: person for person in choosable_staff(school)},
        on=on,
    )


def _try(edit: CellEdit, ground: Ground) -> CellResult:
    group = ground.classes.get(edit.class_group)
    problem = problem_of(edit, group, ground)
    if problem or group is None:
        return CellResult(edit, "refused", problem)
    now = contents_on([group], ground.on)[CellKey(group.pk, edit.subject)]
    after = given_of(edit, group, ground, now.given)
    if now.value == value_of(after):
        return CellResult(edit, "same")
    if now.value != edit.before:
        return CellResult(edit, "conflict", someone_else(now.given))
    if edit.subject == HOMEROOM:
        lead_class(group, after[0].staff if after else None, ground.on)
        return CellResult(edit, "saved", change=_change(edit, group, now.given, after, ground))
    if problem := _stands_in_already(edit, group, after, now.given, ground):
        return CellResult(edit, "refused", problem)
    _write(group, edit.subject, ground, now.given, after)
    return CellResult(edit, "saved", change=_change(edit, group, now.given, after, ground))


def _change(
    edit: CellEdit,
    group: ClassGroup,
    now: Sequence[Given],
    after: Sequence[Given],
    ground: Ground,
) -> CellChange:
    """Who came and who went; whose periods alone changed is neither."""
    before, then = {each.staff for each in now}, {each.staff for each in after}
    is_homeroom = edit.subject == HOMEROOM
    return CellChange(
        class_group=group,
        subject=None if is_homeroom else ground.plans[group.pk][edit.subject].subject,
        on=ground.on,
        came=sorted(then - before, key=lambda staff: staff.pk),
        went=sorted(before - then, key=lambda staff: staff.pk),
    )


def someone_else(given: Sequence[Given]) -> str:
    """That the cell is not as the page showed it, with who is in it now."""
    names = ", ".join(each.staff.full_name for each in given) or _("nobody")
    sentence = _("Another person has changed this cell meanwhile: %(names)s. Look again.")
    return sentence % {"names": names}


def problem_of(edit: CellEdit, group: ClassGroup | None, ground: Ground) -> str:
    """Why the edit can be no assignment; empty when it can."""
    if group is None:
        return _("The class is not one of this school and year.")
    if edit.subject != HOMEROOM and edit.subject not in ground.plans[group.pk]:
        return _("The subject is not in the programme of class %(name)s.") % {"name": group.name}
    year = group.school_year
    if not year.starts_on <= ground.on <= year.ends_on:
        return _("The day must be from %(first)s to %(last)s.") % {
            "first": f"{year.starts_on:%d/%m/%Y}",
            "last": f"{year.ends_on:%d/%m/%Y}",
        }
    if not all(each.staff in ground.staff for each in edit.after):
        return _("A person named here is not on the school's staff any more.")
    most = 1 if edit.subject == HOMEROOM else MOST_TEACHERS
    if len({each.staff for each in edit.after}) != len(edit.after) or len(edit.after) > most:
        return _("A cell takes each teacher once, and at most %(most)d.") % {"most": most}
    if any(not 0 <= (each.periods or 0) <= MOST_PERIODS for each in edit.after):
        return _("Periods a week are a number from 0 to %(most)s.") % {"most": MOST_PERIODS}
    return ""


def given_of(
    edit: CellEdit, group: ClassGroup, ground: Ground, now: Sequence[Given]
) -> list[Given]:
    """Who is wanted with the periods of each."""
    people = [ground.staff[each.staff] for each in edit.after]
    if edit.subject == HOMEROOM:
        return [Given(person, None) for person in people]
    # The same people without periods named: they keep theirs.
    kept = {each.staff: each.periods for each in now}
    if kept.keys() == set(people) and all(each.periods is None for each in edit.after):
        return list(now)
    periods = shares(ground.plans[group.pk][edit.subject].periods, len(people))
    return [
        Given(person, share if wanted.periods is None else wanted.periods)
        for person, wanted, share in zip(people, edit.after, periods, strict=True)
    ]


def _stands_in_already(
    edit: CellEdit,
    group: ClassGroup,
    after: Sequence[Given],
    now: Sequence[Given],
    ground: Ground,
) -> str:
    """A teacher who stands in here would give the subject twice on the same days."""
    new = {each.staff for each in after} - {each.staff for each in now}
    rows = TeachingAssignment.objects.touching(ground.on, None).exclude(substitution=None)
    found = rows.filter(class_group=group, subject__code=edit.subject, staff__in=new)
    for row in found.select_related("staff"):
        return _("%(name)s stands in here until %(day)s: end that first.") % {
            "name": row.staff.full_name,
            "day": f"{row.ends_on:%d/%m/%Y}" if row.ends_on else "–",
        }
    return ""


def _write(
    group: ClassGroup,
    code: str,
    ground: Ground,
    now: Sequence[Given],
    after: Sequence[Given],
) -> None:
    subject = ground.plans[group.pk][code].subject
    cell = TeachingAssignment.objects.filter(class_group=group, subject=subject)
    own = cell.filter(substitution=None)
    until = free_until(own, ground.on)
    for row in own.in_force(ground.on).select_related("staff"):
        if Given(row.staff, row.weekly_periods) not in after:
            cut(row, ground.on)
    gone = {each.staff for each in now} - {each.staff for each in after}
    for row in cell.filter(substitution__absent__in=gone).touching(ground.on, None):
        cut(row, ground.on)
    TeachingAssignment.objects.bulk_create(
        TeachingAssignment(
            school_id=group.school_id,
            staff=each.staff,
            class_group=group,
            subject=subject,
            weekly_periods=each.periods or Decimal(0),
            starts_on=ground.on,
            ends_on=until,
        )
        for each in after
        if each not in now
    )


def open_sheets(given: Mapping[ClassGroup, Collection[str]]) -> None:
    """Sheets follow the teachers: electives open and close, a withdrawn sheet opens again.

    `given` are the subjects, by code, whose teachers have changed in each class.
    """
    if not given:
        return
    has_sheet = import_string(registry.SUBJECTS_WITH_SHEETS)([group.pk for group in given])
    with_sheets = {class_id for class_id, _subject in has_sheet}
    touched = []
    for group, subjects in given.items():
        lines = CurriculumLine.objects.filter(
            programme=group.programme, grade_level=group.grade_level_id, subject__code__in=subjects
        )
        if any(
            line.kind != LineKind.COMPULSORY
            or (group.pk in with_sheets and (group.pk, line.subject_id) not in has_sheet)
            for line in lines
        ):
            touched.append(group.pk)
    for name in registry.ON_SUBJECTS_CHOSEN if touched else ():
        import_string(name)(class_group_ids=touched)
