"""Bringing a file through the stages, and what the stages found."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

import openpyxl
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation

from eduportal.accounts.models import User
from eduportal.imports import services
from eduportal.imports.choices import FileKind, Severity
from eduportal.imports.models import ImportJob, ImportProblem
from eduportal.imports.sentences import sentence
from grades.models import MarkSheet
from schools.models import School
from tests import factories
from tests.factories.marks import regulation_set
from tests.files import SAMPLES

ROSTER = "student-roster"
MARKS = "mark-sheet"
ROSTER_SAMPLE = (SAMPLES / "replica_csdl_danh_sach_hoc_sinh_25_cols.xlsx").read_bytes()
MARKS_SAMPLE = (SAMPLES / "replica_csdl_mau1_bang_diem.xlsx").read_bytes()


def let_bring_marks(user: User) -> None:
    """What the Department decides for one membership of a clerk or an administrator."""
    user.memberships.update(imports_marks=True)


def receive(
    content: bytes,
    importer: str,
    school: School | None,
    *,
    user: Any = None,
    name: str = "tep.xlsx",
    answers: Mapping[str, str] | None = None,
    **options: Any,
) -> ImportJob:
    """A file just received; without a user, from a command on the server.

    Without a school it is about the province.
    """
    return services.receive_file(
        importer=importer,
        file=ContentFile(content, name=name),
        file_name=name,
        school_id=school.pk if school else None,
        user_id=user.pk if user else None,
        options=options,
        answers=answers,
    )


def checked(content: bytes, importer: str, school: School | None, **more: Any) -> ImportJob:
    """A file received and checked."""
    job = receive(content, importer, school, **more)
    services.check_job(job.pk)
    job.refresh_from_db()
    return job


def written(job: ImportJob, user: Any = None) -> ImportJob:
    """The checked file confirmed and written."""
    services.confirm_job(job=job, user_id=user.pk if user else None)
    services.apply_job(job.pk)
    job.refresh_from_db()
    return job


def prepared(job: ImportJob, kind: str = FileKind.PROBLEMS, language: str = "vi") -> str:
    """Where a file of the job lies after a worker has made it."""
    made = services.ask_for_file(job=job, kind=kind, language=language)
    assert services.make_file(made.pk)
    return reverse("imports:job-file", args=[job.public_id, kind])


def found(job: ImportJob, severity: str = Severity.ERROR) -> list[tuple[str, str]]:
    """Cell and rule of each problem of one severity, in the file's order."""
    problems = job.problems.filter(severity=severity).order_by("pk")
    return list(problems.values_list("cell", "rule"))


def sentences(job: ImportJob) -> list[str]:
    """What the clerk reads of each problem, in English, in the file's order.

    Each must have its Vietnamese, which must name the same cells, people and values.
    """
    return [_sentence(problem) for problem in job.problems.order_by("pk")]


def _sentence(problem: ImportProblem) -> str:
    with translation.override("vi"):
        vietnamese = sentence(problem.message, problem.params)
    with translation.override("en"):
        english = sentence(problem.message, problem.params)
    assert vietnamese != english, f"not translated: {problem.message}"
    for name in re.findall(r"%\((\w+)\)", problem.message):
        assert str(problem.params[name]) in vietnamese
    return english


def in_vietnamese(message: str, **params: Any) -> str:
    """A text of ours as the catalogue has it: the tests must not repeat the translator."""
    with translation.override("vi"):
        text = translation.gettext(message)
    assert text != message, f"not translated: {message}"
    return text % params if params else text


def counts(job: ImportJob) -> dict[str, int]:
    return {name: getattr(job, name) for name in ("total", "new", "changed", "same", "refused")}


def sample_class(school: School, **of_sheet: Any) -> MarkSheet:
    """Class 10A1 of 2024-2025 with the 42 students of the sample, and its open sheet of Toán.

    The sheet stands under a set that lets M stand in a single cell, if none is given.
    """
    of_sheet.setdefault("regulation", regulation_set(exempt_cell="leave_out"))
    year = factories.SchoolYearFactory(
        code="2024-2025",
        starts_on=datetime.date(2024, 9, 5),
        ends_on=datetime.date(2025, 5, 31),
    )
    term = factories.TermFactory(school_year=year, number=1)
    level = factories.GradeLevelFactory(id=10, name="Khối 10", stage="04")
    group = factories.ClassGroupFactory(
        school=school, school_year=year, grade_level=level, name="10A1"
    )
    subject = factories.SubjectFactory()
    factories.CurriculumLineFactory(grade_level=level, subject=subject, annual_periods=105)
    sheet = factories.MarkSheetFactory(class_group=group, subject=subject, term=term, **of_sheet)
    rows = openpyxl.load_workbook(SAMPLES / "replica_csdl_mau1_bang_diem.xlsx").active
    for position, (code, name, born) in enumerate(
        rows.iter_rows(min_row=6, min_col=3, max_col=5, values_only=True), start=1
    ):
        day = born if isinstance(born, datetime.datetime) else _day(born)
        student = factories.StudentFactory(
            school=school,
            ministry_code=str(code) if code else "2543691231",
            full_name="Vũ Tấn Ân" if name.isupper() else name,
            birth_date=day,
        )
        enrolment = factories.EnrolmentFactory(
            class_group=group, student=student, position=position
        )
        factories.MarkRecordFactory(sheet=sheet, enrolment=enrolment)
    return sheet


def _day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()
