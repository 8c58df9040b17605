"""What the portal knows of a school on a day: figures that fill a form, so that nobody is asked.

Those of the register are defined here; those of the mark book are the figures of the officials'
pages. A number is None where it is not known, which is not 0.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.figures.definitions import FIGURES
from eduportal.dashboards.figures.selectors import term_figures
from schools.choices import Sex, Stage
from schools.models import ClassGroup, SchoolYear, Site
from schools.selectors import current_term
from staffing.choices import PostKind, StaffStatus
from staffing.models import Post
from students.models import Enrolment
from students.selectors.stays import in_class_on

Numbers = Mapping[int, int]
# Schools and a day -> the number of each school, those left out that nobody knows it of.
Read = Callable[[Collection[int], datetime.date], Numbers]
CLASSROOMS = ("solid", "semi_solid", "temporary", "borrowed")


@dataclass(frozen=True)
class Known:
    """One figure that can fill a question."""

    code: str
    name: Promise
    meaning: Promise
    counts_persons: bool
    read: Read


def _year_of(day: datetime.date) -> SchoolYear | None:
    return SchoolYear.objects.filter(starts_on__lte=day).order_by("-starts_on").first()


def _classes(ids: Collection[int], day: datetime.date, **which: object) -> Numbers:
    found = ClassGroup.objects.filter(school__in=ids, school_year=_year_of(day), **which)
    counted = found.order_by().values_list("school").annotate(Count("pk"))
    return dict.fromkeys(ids, 0) | dict(counted)


def _students(ids: Collection[int], day: datetime.date, **which: object) -> Numbers:
    found = Enrolment.objects.filter(
        in_class_on(day), school__in=ids, school_year=_year_of(day), **which
    )
    counted = found.order_by().values_list("school").annotate(Count("student", distinct=True))
    return dict.fromkeys(ids, 0) | dict(counted)


def _staff(ids: Collection[int], day: datetime.date, kinds: Collection[str]) -> Numbers:
    held = Post.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), school__in=ids, kind__in=kinds, starts_on__lte=day
    ).exclude(staff__status=StaffStatus.LEFT)
    counted = held.order_by().values_list("school").annotate(Count("staff", distinct=True))
    return dict.fromkeys(ids, 0) | dict(counted)


def _rooms(ids: Collection[int], day: datetime.date, kinds: Collection[str]) -> Numbers:
    """A school with a site whose rooms nobody has counted is left out."""
    found: Counter[int] = Counter()
    unknown = set(ids)
    sites = Site.objects.filter(Q(closed_on=None) | Q(closed_on__gt=day), school__in=ids)
    for school, *rooms in sites.values_list("school", *kinds):
        unknown.discard(school)
        if None in rooms:
            found[school] = -1
        elif found[school] >= 0:
            found[school] += sum(rooms)
    return {school: number for school, number in found.items() if number >= 0}


KNOWN: dict[str, Known] = {}


def _add(code: str, name: Promise, meaning: Promise, read: Read, *, persons: bool = False) -> None:
    KNOWN[code] = Known(code, name, meaning, persons, read)


_add("TK-01", _("Classes"), _("Classes of the school year of the day."), _classes)
_add(
    "TK-02",
    _("Students"),
    _("Students who sit in a class of the school on the day."),
    _students,
    persons=True,
)
_add(
    "TK-03",
    _("Students, girls"),
    _("Girls who sit in a class of the school on the day."),
    partial(_students, student__sex=Sex.FEMALE),
    persons=True,
)
_add(
    "TK-04",
    _("Classrooms"),
    _("Permanent, semi-permanent, temporary and borrowed classrooms of all sites."),
    partial(_rooms, kinds=CLASSROOMS),
)
_add(
    "TK-05",
    _("Classrooms, permanent"),
    _("Permanent classrooms of all sites."),
    partial(_rooms, kinds=("solid",)),
)
_add(
    "TK-06",
    _("Staff"),
    _("Persons who hold a post at the school on the day."),
    partial(_staff, kinds=PostKind.values),
    persons=True,
)
_add(
    "TK-07",
    _("Teachers"),
    _("Persons who hold a post of a teacher on the day."),
    partial(_staff, kinds=(PostKind.TEACHER,)),
    persons=True,
)
_add(
    "TK-08",
    _("Managers of the school"),
    _("Heads and vice-heads on the day."),
    partial(_staff, kinds=(PostKind.HEAD, PostKind.VICE_HEAD)),
    persons=True,
)
_add(
    "TK-09",
    _("Clerks and support staff"),
    _("Persons who hold any other post on the day."),
    partial(_staff, kinds=(PostKind.YOUTH_LEADER, PostKind.CLERK, PostKind.SUPPORT)),
    persons=True,
)
for _stage, _first, _last in (
    (Stage.PRIMARY, 1, 5),
    (Stage.LOWER_SECONDARY, 6, 9),
    (Stage.UPPER_SECONDARY, 10, 12),
):
    _add(
        f"TK-C{_stage}",
        format_lazy(_("Classes: {stage}"), stage=_stage.label),
        _("Classes of the level of education in the school year of the day."),
        partial(_classes, grade_level__in=range(_first, _last + 1)),
    )
    _add(
        f"TK-D{_stage}",
        format_lazy(_("Students: {stage}"), stage=_stage.label),
        _("Students who sit in a class of the level of education on the day."),
        partial(_students, class_group__grade_level__in=range(_first, _last + 1)),
        persons=True,
    )
    _add(
        f"TK-G{_stage}",
        format_lazy(_("Girls: {stage}"), stage=_stage.label),
        _("Girls who sit in a class of the level of education on the day."),
        partial(
            _students,
            class_group__grade_level__in=range(_first, _last + 1),
            student__sex=Sex.FEMALE,
        ),
        persons=True,
    )
for _grade in range(1, 13):
    _add(
        f"TK-L{_grade:02}",
        format_lazy(_("Classes of grade {grade}"), grade=_grade),
        _("Classes of the grade in the school year of the day."),
        partial(_classes, grade_level=_grade),
    )
    _add(
        f"TK-H{_grade:02}",
        format_lazy(_("Students of grade {grade}"), grade=_grade),
        _("Students who sit in a class of the grade on the day."),
        partial(_students, class_group__grade_level=_grade),
        persons=True,
    )


def _of_marks(code: str) -> Read:
    """A figure of the mark book, in the term of the day."""

    def read(ids: Collection[int], day: datetime.date) -> Numbers:
        term, figure = current_term(day), FIGURES[code]
        if term is None or figure.read is None:
            return {}
        rows = term_figures(term, frozenset(ids)).schools
        found = {row.school.pk: figure.read(row.tally, ([], None)).part for row in rows}
        return {pk: number for pk, number in found.items() if number is not None}

    return read


def known() -> dict[str, Known]:
    """By code, in the order of a list to choose from."""
    of_marks = {
        code: Known(code, each.name, each.meaning, False, _of_marks(code))
        for code, each in FIGURES.items()
        if not each.sensitive and each.read is not None
    }
    return KNOWN | of_marks


def filled(
    codes: Collection[str], school_ids: Collection[int], day: datetime.date
) -> dict[int, dict[str, str]]:
    """By school: the numbers of these figures as answers are stored, one query or two a figure."""
    table = known()
    found: dict[int, dict[str, str]] = {pk: {} for pk in school_ids}
    for code in codes:
        if code in table:
            for school, number in table[code].read(school_ids, day).items():
                found[school][code] = str(number)
    return found
