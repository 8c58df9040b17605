"""Who has to study, and what covers the lessons meanwhile."""

import datetime
from collections.abc import Sequence

from schools.models import SchoolYear
from staffing.rules.balance import CLASS_TEACHERS, NO_SUBJECT, PRIMARY
from staffing.rules.counted import Counted
from staffing.rules.qualification import PRESCHOOL, Standing
from staffing.rules.specialities import BY_CLASS_TEACHER, fitting
from staffing.rules.training_plan import Candidate, Cell, Cover, Place, Terms, plan_of
from staffing.selectors.counted import SchoolCount
from staffing.selectors.qualification import Placed, placed_at
from staffing.selectors.supply import teachers_at

OPEN = (Standing.NOT_PLANNED, Standing.OVERDUE)


def training_plan(
    counts: Sequence[SchoolCount], year: SchoolYear, day: datetime.date, terms: Terms
) -> list[tuple[Placed, Place]]:
    """The plan for the teachers of these schools who have no training open: eleven queries."""
    schools = [each.school for each in counts]
    figures = {each.school.pk: each.figures for each in counts}
    placed = {
        each.key: each
        for each in placed_at(schools, day)
        if each.stand.standing in OPEN and not any(not one.outcome for one in each.person.studies)
    }
    posts = {
        teacher.key: teacher.share * (1 - teacher.absent)
        for teachers in teachers_at(list(figures), year.day_in(day)).values()
        for teacher in teachers
    }
    candidates = [
        Candidate(
            each.key,
            (each.school_id, _group(each, figures[each.school_id])),
            each.person.stage,
            posts[each.key],
            each.stand.since or day,
            each.person.retires_on,
        )
        for each in placed.values()
        if each.key in posts
    ]
    plan = plan_of(candidates, _cover(figures), terms)
    return [(placed[each.key], each) for each in plan]


def _cover(figures: dict[int, Counted]) -> dict[Cell, Cover]:
    return {
        (school, code): Cover(posts.there, posts.needed)
        for school, counted in figures.items()
        for code, posts in counted.subjects.items()
    }


def _group(placed: Placed, figures: Counted) -> str:
    """The line of the school's balance where the person counts."""
    subject, stage = placed.person.subject, placed.person.stage
    if subject in figures.subjects:
        return subject
    is_class_teacher = not subject or subject in BY_CLASS_TEACHER
    if stage in (PRIMARY, PRESCHOOL) and is_class_teacher and CLASS_TEACHERS in figures.subjects:
        return CLASS_TEACHERS
    if not subject:
        return NO_SUBJECT
    return min((code for code in figures.subjects if subject in fitting(code)), default=subject)
