"""The lines of sealed packages about one student, in words."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from eduportal import registry
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.feeds.students import IdentifiedFeed, StudentFeed
from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire.package import parse
from eduportal.privacy.copies.sheets import Copy, as_text, on_the_wall
from grades.rules.cells import CellForm
from grades.rules.mark_text import format_cell
from grades.rules.travelling import SubjectCells, SubjectLayout, by_subject, marks_of
from grades.selectors.term_lines import FEED
from schools.models import Subject, period_title
from students.models import Student


def add_packages(copy: Copy, student: Student, attended: set[int]) -> None:
    """Every version of every package with a line of the student, as it was sealed."""
    packages = Package.objects.filter(school__in=attended, feed=FEED)
    subjects = dict(Subject.objects.values_list("code", "name"))
    copy.add(
        _("Sealed packages"),
        [_("Term"), _("Class"), _("Version"), _("State"), _("Sealed"), *_titles()],
        (
            [
                period_title(package.year, package.period),
                package.unit_name,
                package.version,
                str(package.get_state_display()),
                on_the_wall(package.sealed_at),
                *line,
            ]
            for package in packages.order_by("sealed_at", "pk").iterator(chunk_size=10)
            for line in _lines_of(str(student.person_uid), package, subjects)
        ),
    )


def _titles() -> list[str]:
    return [_("Subject"), _("Regular marks"), _("Midterm mark"), _("Final mark"), _("Average")]


def add_other_packages(copy: Copy, student: Student, attended: set[int]) -> None:
    """Every version of the lists, midterms and results of a year with a line of the student."""
    packages = Package.objects.filter(school__in=attended, feed__in=_feeds_about_students())
    taken_in = packages.exclude(state__in=[PackageState.PARKED, PackageState.RETURNED])
    copy.add(
        _("Lists and other sealed results"),
        [
            _("Term"),
            _("Class"),
            _("Version"),
            _("State"),
            _("Sealed"),
            _("What is said"),
            _("Value"),
        ],
        (
            [
                period_title(package.year, package.period),
                package.unit_name,
                package.version,
                str(package.get_state_display()),
                on_the_wall(package.sealed_at),
                *said,
            ]
            for package in taken_in.order_by("sealed_at", "pk").iterator(chunk_size=10)
            for said in _said_of(str(student.person_uid), package)
        ),
    )


def _feeds_about_students() -> list[str]:
    about = (StudentFeed, IdentifiedFeed)
    return [name for name in registry.FEEDS if name != FEED and isinstance(feed_for(name), about)]


def _said_of(uid: str, package: Package) -> Iterator[tuple[str, str]]:
    """What a package says of the student: things and values."""
    if uid.encode() in package.plain:
        contents = parse(package.plain)
        words = feed_for(package.feed).in_words(contents.header)
        for line in contents.lines:
            if line[0] == uid:
                yield from words(line).items()


def _lines_of(uid: str, package: Package, subjects: dict[str, str]) -> Iterator[list[str]]:
    """The student's subjects in a sealed package; the header is no line."""
    layout = [SubjectLayout(*entry) for entry in package.layout]
    for line in package.plain.splitlines()[1:]:
        if uid.encode() in line:
            for subject, cells in zip(layout, by_subject(layout, json.loads(line)[7]), strict=True):
                if cells.is_taken:
                    yield [
                        subjects.get(subject.subject, subject.subject),
                        *_in_words(subject, cells),
                    ]


def _in_words(layout: SubjectLayout, cells: SubjectCells) -> list[str]:
    marks = marks_of(layout, cells)
    form = CellForm.POINTS if layout.form == CellForm.LEVELS else CellForm.SCORED
    return [
        "; ".join(_cell(value, form) for value in marks.regular),
        *(_cell(value, form) for value in (marks.midterm, marks.final, cells.average)),
    ]


def _cell(value: Any, form: CellForm) -> str:
    """As people write it; as it stands where another node wrote what this one does not know."""
    try:
        return format_cell(value, form)
    except ValueError:
        return as_text(value)
