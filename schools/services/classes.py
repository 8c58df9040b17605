"""The only writer of classes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eduportal.core.text import squash
from schools.choices import Programme
from schools.models import ClassGroup, School, SchoolYear
from schools.rules.class_names import class_code, class_key
from schools.selectors import programmes_for, taught_levels

LONGEST_NAME = ClassGroup._meta.get_field("name").max_length or 0


class ClassRefused(ValueError):
    """Classes that cannot be as asked for; `problems` holds a sentence for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class ClassFacts:
    """What a form says of one class. `grade` is the key of a grade level."""

    name: str
    grade: int
    programme: str = Programme.GENERAL_2018
    room: str = ""
    session: str = ""


def lock_classes(class_ids: Iterable[int]) -> None:
    """Lock the classes until the transaction ends, by their keys: no two callers wait in a circle.

    Who sits in a class, its lines and its seal change under this lock.
    """
    groups = ClassGroup.objects.filter(pk__in=class_ids).order_by("pk")
    list(groups.select_for_update(no_key=True).values_list("pk"))


def lock_register(school_id: int) -> None:
    """Lock a school's register until the transaction ends: one change at a time."""
    School.objects.select_for_update(no_key=True).get(pk=school_id)


def create_classes(
    *, school_id: int, school_year: SchoolYear, levels: Mapping[str, int]
) -> list[ClassGroup]:
    """New classes of one school and year; `levels` maps the name of each to its grade level."""
    groups = [
        ClassGroup(school_id=school_id, school_year=school_year, grade_level_id=level, name=name)
        for name, level in levels.items()
    ]
    return _created(school_id, school_year, groups)


def add_classes(
    *, school: School, school_year: SchoolYear, wanted: Sequence[ClassFacts]
) -> list[ClassGroup]:
    """New classes of one school and year, all or none. Raises ClassRefused.

    The caller holds the school's register (lock_register).
    """
    problems = new_class_problems(school, school_year, wanted)
    if problems:
        raise ClassRefused(problems)
    groups = [_filled(ClassGroup(school=school, school_year=school_year), each) for each in wanted]
    return _created(school.pk, school_year, groups)


def new_class_problems(
    school: School, school_year: SchoolYear, wanted: Iterable[ClassFacts]
) -> list[str]:
    """A sentence for each reason why these classes cannot be made."""
    return _problems(school, school_year, wanted)


def update_class(*, group: ClassGroup, facts: ClassFacts) -> None:
    """Change what is recorded of a class. Raises ClassRefused.

    The caller holds the school's register and the class, and has checked that no package names
    the class and no mark hangs on its grade and programme.
    """
    problems = changed_class_problems(group, facts)
    if problems:
        raise ClassRefused(problems)
    _filled(group, facts).save()


def changed_class_problems(group: ClassGroup, facts: ClassFacts) -> list[str]:
    """A sentence for each reason why the register cannot say so of the class."""
    return _problems(group.school, group.school_year, [facts], but=group)


def delete_class(group: ClassGroup) -> None:
    """Delete a class on which nothing hangs, as the caller has checked under its lock."""
    ClassGroup.objects.filter(pk=group.pk).delete()


def _created(
    school_id: int, school_year: SchoolYear, groups: Sequence[ClassGroup]
) -> list[ClassGroup]:
    """Insert the classes, each with a code of its own that stays with it."""
    others = ClassGroup.objects.filter(school=school_id, school_year=school_year)
    taken = set(others.values_list("code", flat=True))
    for group in groups:
        group.code = class_code(group.name, taken)
        taken.add(group.code)
    return ClassGroup.objects.bulk_create(groups)


def _filled(group: ClassGroup, facts: ClassFacts) -> ClassGroup:
    group.name, group.room = squash(facts.name), squash(facts.room)
    group.grade_level_id, group.programme = facts.grade, facts.programme
    group.session = facts.session
    return group


def _problems(
    school: School,
    school_year: SchoolYear,
    wanted: Iterable[ClassFacts],
    but: ClassGroup | None = None,
) -> list[str]:
    others = ClassGroup.objects.filter(school=school, school_year=school_year)
    taken = {class_key(group.name) for group in others if but is None or group.pk != but.pk}
    levels = {level.pk: level for level in taught_levels(school)}
    problems = []
    for facts in wanted:
        name = squash(facts.name)
        if not name:
            problems.append(_("Give the class a name."))
        elif len(name) > LONGEST_NAME:
            problems.append(
                _("“%(name)s” is longer than %(most)d letters.")
                % {"name": name, "most": LONGEST_NAME}
            )
        elif class_key(name) in taken:
            problems.append(
                _("The school has a class “%(name)s” in %(year)s already.")
                % {"name": name, "year": school_year}
            )
        if facts.grade not in levels:
            problems.append(_("“%(name)s”: the school does not teach this grade.") % {"name": name})
        elif facts.programme not in programmes_for(school, levels[facts.grade]):
            problems.append(_("“%(name)s”: the grade has no such programme.") % {"name": name})
        taken.add(class_key(name))
    return problems
