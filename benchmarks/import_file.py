"""Rows of a spreadsheet a second, checked and written by an import, against reading and COPY alone.

The floor reads the same .xlsx with python-calamine and copies its cells, as texts, into a table
without keys, checks or policy. Ours reads in a process of its own, understands every cell, matches
every person, keeps what people will look at, and then writes through the services: students into
a year that is over, students into this year, where each gets a line on every mark sheet of the
class, and marks on those lines. The stock reference is a ModelResource of django-import-export,
full and bulk, on the file of students. What is written is measured with the constraints that a
commit would check. A list of which each row is wrong is checked alone: how long it takes, and how
soon the first problem can be seen. The closing line is the check of students, at the last size.

Students of 10,000, 100,000 and 300,000 rows, the stock reference up to 10,000, and marks of 10,000;
BENCH_ROWS=10000 and BENCH_MARK_ROWS=10000,100000,300000 say otherwise. All of it happens in one
transaction that is rolled back, and the files lie in a folder that is removed.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import django
from python_calamine import CalamineWorkbook

from benchmarks import _import_files as files
from benchmarks._spent import Spent, forget_peak, peak, spent

SIZES = tuple(map(int, os.environ.get("BENCH_ROWS", "10000,100000,300000").split(",")))
# Each student of this year gets a dozen lines, so that the larger sizes take many minutes.
MARK_SIZES = tuple(map(int, os.environ.get("BENCH_MARK_ROWS", "10000").split(",")))
WRONG_ROWS = 60_000
# Beyond this the stock reference takes longer than anyone waits.
STOCK_ROWS = 10_000
# Of the students of grade 6 when the school year begins.
AGE = 11


@dataclass(frozen=True)
class Place:
    """The school that gets the files, a year that is over and the present one."""

    school: Any
    past: Any
    year: Any

    @property
    def born(self) -> int:
        """The year of birth of its students, who may be in grade 6 in both years."""
        year: int = self.past.starts_on.year - AGE
        return year


def main() -> None:
    """Print a line for each kind, size and step, then the closing line."""
    django.setup()
    from django.conf import settings
    from django.test import override_settings

    from eduportal import scoping

    ours = reference = 0.0
    with tempfile.TemporaryDirectory() as folder:
        kept = {**settings.STORAGES["default"], "OPTIONS": {"location": folder, "base_url": None}}
        with (
            override_settings(STORAGES={**settings.STORAGES, "default": kept}),
            scoping.everywhere("the benchmark imports into a school of its own"),
            _taken_back(),
        ):
            place = _place()
            _wrong(place, WRONG_ROWS)
            for rows in MARK_SIZES:
                _marks(place, rows)
            for rows in SIZES:
                ours, reference = _students(place, rows)
    print(
        f"import_file ratio={ours / reference:.3f} ours={ours:.0f} "
        f"reference={reference:.0f} unit=rows/s"
    )


@contextmanager
def _taken_back() -> Iterator[None]:
    """Undo whatever the block writes."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _place() -> Place:
    """A school of all grades beside the reference register."""
    from django.utils import timezone

    from schools.models import AdminUnit, School, SchoolYear
    from schools.services import load_reference

    load_reference()
    school = School.objects.create(
        code="BENCH",
        name="Trường đo tốc độ",
        search_key="truong do toc do",
        stages=["02", "03", "04"],
        unit=AdminUnit.objects.filter(parent__isnull=False).first(),
    )
    today = timezone.localdate()
    years = SchoolYear.objects.order_by("starts_on")
    past = years.filter(ends_on__lt=today).last()
    return Place(school, past, years.filter(starts_on__lte=today, ends_on__gte=today).last())


def _students(place: Place, rows: int) -> tuple[float, float]:
    """Rows a second of the check and of the floor, into the year that is over."""
    content = files.students(rows, place.born)
    with _taken_back():
        floor = _floor("students", content, rows)
    with _taken_back():
        checked, both = _import("students", content, place, rows, year=place.past.code)
        _say("students check", rows, checked, floor)
        _say("students check+apply", rows, both, floor)
    if rows <= STOCK_ROWS:
        _stock(place, content, rows, both)
    return rows / checked.clock, rows / floor.clock


def _wrong(place: Place, rows: int) -> None:
    """A list without a right row: the time of its check, and until its first problem is told."""
    from eduportal.imports import services
    from eduportal.imports.services.progress import Progress

    told: list[float] = []

    class Watched(Progress):
        def tell(self, problems: Any) -> None:
            super().tell(problems)
            if self._told:
                told.append(spent().clock)

    content = files.wrong_students(rows, place.born)
    with _taken_back(), mock.patch("eduportal.imports.services.stages.Progress", Watched):
        job = _received(content, place, {"year": place.past.code})
        forget_peak()
        began = spent()
        services.check_job(job.pk)
        took = spent().since(began)
        job.refresh_from_db()
        assert job.refused == rows, (job.state, job.refusal, job.refused)
    print(
        f"wrong rows {rows:,}: check {took.clock:.1f} s ({took.processors:.1f} s of processors),"
        f" first problem after {told[0] - began.clock:.1f} s, peak {peak():.0f} MB",
        flush=True,
    )


def _marks(place: Place, rows: int) -> None:
    """Students of this year, and then their marks."""
    content = files.students(rows, place.born)
    what = "students of this year"
    with _taken_back():
        floor = _floor(what, content, rows)
        _checked, both = _import(what, content, place, rows, year=place.year.code)
        _say(f"{what} check+apply", rows, both, floor)
        content = files.marks(rows, place.born)
        term = place.year.terms.order_by("number").first().code
        floor = _floor("marks", content, rows)
        checked, both = _import("marks", content, place, rows, subject="toan", term=term)
        _say("marks check", rows, checked, floor)
        _say("marks check+apply", rows, both, floor)


def _floor(what: str, content: bytes, rows: int) -> Spent:
    """Reading the file and copying its cells."""
    began = spent()
    _copy(content)
    took = spent().since(began)
    print(f"floor {what} {rows:,}: {rows / took.clock:,.0f} rows/s")
    return took


def _copy(content: bytes) -> None:
    from django.db import connection

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    text = io.StringIO()
    for values in sheet.iter_rows():
        text.write("\t".join(map(str, values)) + "\n")
    text.seek(0)
    columns = ", ".join(f"c{number} text" for number in range(sheet.width))
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_cells")
        cursor.execute(f"create temporary table bench_cells ({columns})")
        cursor.cursor.copy_expert("copy bench_cells from stdin", text)


def _import(
    what: str, content: bytes, place: Place, rows: int, **options: str
) -> tuple[Spent, Spent]:
    """The check, and check and writing together."""
    from django.db import connection

    from eduportal.imports import services
    from eduportal.imports.choices import JobState

    job = _received(content, place, options)
    forget_peak()
    began = spent()
    services.check_job(job.pk)
    checked = spent().since(began)
    job.refresh_from_db()
    assert job.new == rows, (job.state, job.refusal, job.new, list(job.problems.all()[:3]))
    services.confirm_job(job=job, user_id=None)
    services.apply_job(job.pk)
    connection.check_constraints()
    both = spent().since(began)
    job.refresh_from_db()
    assert job.state == JobState.APPLIED, (job.refusal, list(job.problems.all()[:3]))
    print(f"{what} {rows:,}: {checked.clock:.1f} s, {both.clock:.1f} s, peak {peak():.0f} MB")
    return checked, both


def _received(content: bytes, place: Place, options: dict[str, str]) -> Any:
    from django.core.files.base import ContentFile

    from eduportal.imports import services

    return services.receive_file(
        importer="mark-sheet" if "subject" in options else "student-roster",
        file=ContentFile(content, name="do.xlsx"),
        file_name="do.xlsx",
        school_id=place.school.pk,
        user_id=None,
        options={**options, "create_classes": True},
        # Some of the numbers end in zeros, which is asked about.
        answers={"digits_lost": "take"},
    )


def _stock(place: Place, content: bytes, rows: int, ours: Spent) -> None:
    from django.db import connection

    from benchmarks import _import_stock as stock

    for name, kind in (("full", stock.Full), ("bulk", stock.Bulk)):
        with _taken_back():
            began = spent()
            assert stock.bring_in(kind, content, place.school.pk) == rows
            connection.check_constraints()
            took = spent().since(began)
        print(
            f"stock ModelResource {name} {rows:,}: {rows / took.clock:,.0f} rows/s,"
            f" ours {_times(took, ours)} as quick",
            flush=True,
        )


def _times(longer: Spent, shorter: Spent) -> str:
    clock = longer.clock / shorter.clock
    return f"{clock:.1f} × (processors {longer.processors / shorter.processors:.1f} ×)"


def _say(what: str, rows: int, ours: Spent, floor: Spent) -> None:
    print(
        f"{what} {rows:,}: {rows / ours.clock:,.0f} rows/s,"
        f" {floor.clock / ours.clock:.3f} of the floor"
        f" (processors {floor.processors / ours.processors:.3f})",
        flush=True,
    )


if __name__ == "__main__":
    main()
