"""Mark books for the tests of figures: classes, sheets and results in few lines."""

import factory

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, TermResult
from students.models import Enrolment, Student
from tests import factories
from tests.grades.conftest import set_state


def students(group, count, left=False):
    """Enrol so many students, with two statements however many they are."""
    enrolments = factories.EnrolmentFactory.build_batch(
        count,
        class_group=group,
        left=left,
        student=factory.LazyFunction(lambda: factories.StudentFactory.build(school=group.school)),
    )
    Student.objects.bulk_create(each.student for each in enrolments)
    for each in enrolments:
        each.student = each.student  # takes over the key the database has given
    return Enrolment.objects.bulk_create(enrolments)


def class_of(count, school=None, **fields):
    """A class with students, all of them present."""
    group = factories.ClassGroupFactory(school=school or factories.SchoolFactory(), **fields)
    students(group, count)
    return group


def sheet(group, term, subject="TOAN", state=SheetState.OPEN, **marks):
    """A sheet with a line for each student of the class, all of them with these marks."""
    found = factories.MarkSheetFactory(
        class_group=group,
        term=term,
        subject=factories.SubjectFactory(code=subject),
        regular_count=2,
        state=state,
    )
    MarkRecord.objects.bulk_create(
        MarkRecord(
            school=found.school,
            sheet=found,
            enrolment=enrolment,
            **({"regular": [None, None]} | marks),
        )
        for enrolment in group.enrolments.all()
    )
    return found


def seal(group, term):
    """Seal every sheet of the class: with a package, which the database insists on."""
    factories.class_package(group, term)
    sheets = MarkSheet.objects.filter(class_group=group, term=term)
    sheets.update(revision=7)
    for each in sheets:
        set_state(each, SheetState.SEALED)


def results(group, term, levels):
    """One result a student, in the order of the class: 4 Tốt … 1 Chưa đạt, None for no level."""
    enrolments = group.enrolments.order_by("pk")
    TermResult.objects.bulk_create(
        factories.TermResultFactory.build(enrolment=enrolment, term=term, learning=level)
        for enrolment, level in zip(enrolments, levels, strict=True)
    )


def sealed_class(school, term, name, good, fair, passed, not_passed):
    """A sealed class with so many students at each level."""
    levels = [4] * good + [3] * fair + [2] * passed + [1] * not_passed
    group = class_of(len(levels), school, name=name)
    sheet(group, term, regular=[80, 80], midterm=80, final=80)
    results(group, term, levels)
    seal(group, term)
    return group


def figures(school, term, grade, levels, girls, bins, subject="TOAN"):
    """What is kept of a sealed class: students and girls by level, averages by whole mark."""
    level = factories.GradeLevelFactory(id=grade)
    group = factories.ClassGroupFactory(
        school=school, school_year=term.school_year, grade_level=level
    )
    names = ("good", "fair", "passed", "not_passed")
    by_sex = {f"girls_{name}": count for name, count in zip(names, girls, strict=True)}
    pairs = zip(names, levels, girls, strict=True)
    by_sex |= {f"boys_{name}": count - of_girls for name, count, of_girls in pairs}
    factories.ClassFigureFactory(
        class_group=group,
        term=term,
        grade=grade,
        students=sum(levels),
        sheets=1,
        sealed=1,
        **dict(zip(names, levels, strict=True)),
        **by_sex,
    )
    return factories.SubjectFigureFactory(
        school=school,
        term=term,
        grade=grade,
        subject=factories.SubjectFactory(code=subject),
        bins=bins,
    )
