"""Schools, classes and mark books for the figures' tests: real rows, made in few lines."""

import itertools

from django.utils import timezone

from eduportal.core.text import name_sort_key, search_key
from eduportal.exchange.models import Package
from grades.models import MarkRecord, MarkSheet, TermResult
from schools.models import AdminUnit, ClassGroup, School, Subject, Term
from students.models import Enrolment, Student

counter = itertools.count(1)


def commune(code="80101", name="Đức Huệ"):
    unit, _created = AdminUnit.objects.get_or_create(
        code=code,
        level="commune",
        valid_from="2025-07-01",
        defaults={"type": "xa", "name": name, "search_key": search_key(name)},
    )
    return unit


def school(unit=None, name=None, stages=("03",), **fields):
    number = next(counter)
    name = name or f"Trường {number}"
    return School.objects.create(
        code=f"T{number:05}",
        name=name,
        search_key=search_key(name),
        stages=list(stages),
        ownership="1",
        managing_body="ubnd_xa",
        unit=unit,
        **fields,
    )


def class_group(of, term, name="8A1", level=8):
    return ClassGroup.objects.create(
        school=of, school_year=term.school_year, grade_level_id=level, name=name
    )


def students(group, count, status="studying"):
    return [enrol(group, f"Học Sinh {next(counter)}", status) for _student in range(count)]


def enrol(group, name, status="studying"):
    student = Student.objects.create(
        school_id=group.school_id,
        full_name=name,
        sort_key=name_sort_key(name),
        search_key=search_key(name),
        birth_date="2013-05-01",
        status=status,
    )
    return Enrolment.objects.create(
        school_id=group.school_id,
        student=student,
        class_group=group,
        school_year=group.school_year,
        status=status,
        enrolled_on="2026-09-05",
    )


def sheet(group, term, subject="toan", state="open", regular_count=2, **marks):
    """A sheet with a line for each student of the class, all of them with these marks."""
    found = MarkSheet.objects.create(
        school_id=group.school_id,
        class_group=group,
        term=term,
        subject=Subject.objects.get(code=subject),
        form="scored",
        regular_count=regular_count,
        state=state,
    )
    marks = {"regular": [None] * regular_count} | marks
    MarkRecord.objects.bulk_create(
        MarkRecord(school_id=group.school_id, sheet=found, enrolment=enrolment, **marks)
        for enrolment in group.enrolments.all()
    )
    return found


def seal(group, term):
    """Seal every sheet of the class: with a package, which the database insists on."""
    number = next(counter)
    package(group.school, f"{group.school.code}/{group.name}/{term.code}", term, group.name)
    MarkSheet.objects.filter(class_group=group, term=term).update(state="sealed", revision=number)


def package(of, scope, term, class_name, rows=10, state="accepted", origin="long-an", **fields):
    number = next(counter)
    return Package.objects.create(
        school=of,
        origin=origin,
        kind="subject-result",
        scope=scope,
        class_name=class_name,
        term_code=term.code,
        version=1,
        hash=f"{number:064}",
        content=b"{}",
        key_id="key",
        signature=b"",
        rows=rows,
        students=rows,
        score_sum=0,
        sealed_at=timezone.now(),
        sealed_by="Nguyễn Thị Hiệu",
        state=state,
        **fields,
    )


def results(group, term, levels):
    """One result a student, in the order of the class: 4 Tốt … 1 Chưa đạt, None for no level."""
    TermResult.objects.bulk_create(
        TermResult(
            school_id=group.school_id,
            enrolment=enrolment,
            term=term,
            regulation="TT22/2021",
            learning=level,
            computed_at=timezone.now(),
        )
        for enrolment, level in zip(group.enrolments.order_by("pk"), levels, strict=True)
    )


def current_term():
    return Term.objects.select_related("school_year").get(school_year__code="2026-2027", number=1)
