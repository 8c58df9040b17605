"""Declarations of staff, and what the portal counts beside them."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import ClassGroup, GradeLevel, School, SchoolYear, Subject
from staffing.models import Declaration, StaffingReview
from staffing.rules.balance import CLASS_TEACHERS, balance_of
from staffing.rules.counted import counted
from staffing.rules.declaring import CLASSES, CONTRACT, PAYROLL, Line, counted_lines
from staffing.selectors.balance import facts_of
from staffing.selectors.norms import norms_for


def counted_now(school: School, year: SchoolYear) -> list[Line]:
    """What the portal counts of the school today: some fifteen queries."""
    norms, _norm_set = norms_for(year)
    facts = facts_of([school], year, year.day_in(timezone.localdate()), norms.ceilings)
    figures = counted(balance_of(facts[school.pk], norms.ceilings))
    groups = ClassGroup.objects.filter(school=school, school_year=year).order_by()
    by_grade = groups.values_list("grade_level_id").annotate(Count("pk"))
    return counted_lines(figures, dict(by_grade))


def line_names(lines: Sequence[Line]) -> dict[str, str]:
    """What each line is called: two queries."""
    grades = dict(GradeLevel.objects.values_list("pk", "name"))
    names = {
        PAYROLL: _("Posts of teachers on the payroll"),
        CONTRACT: _("Posts of teachers on contract"),
        CLASS_TEACHERS: _("Class teachers of the primary level"),
        **dict(Subject.objects.values_list("code", "name")),
    }
    for line in lines:
        if line.code.startswith(CLASSES):
            grade = int(line.code.removeprefix(CLASSES))
            names[line.code] = _("Classes: %s") % grades.get(grade, grade)
    return {line.code: str(names.get(line.code, line.code)) for line in lines}


def review_of(year: SchoolYear) -> StaffingReview | None:
    """The review of the year, if it was opened."""
    return StaffingReview.objects.select_related("school_year").filter(school_year=year).first()


def declarations_of(review: StaffingReview, schools: Sequence[School]) -> dict[int, Declaration]:
    """By the school's key: one query."""
    found = Declaration.objects.filter(review=review, school__in=[each.pk for each in schools])
    return {each.school_id: each for each in found}
