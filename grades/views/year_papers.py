"""The lists of a year's end on paper: a class's proposals and completion, a school's summer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from grades.choices import YearState
from grades.selectors.completing import CompletingLine, completing_lines
from grades.selectors.summer import SchoolSummer, SummerStudent, school_summer
from grades.selectors.year_end import class_year, sealed_results
from grades.selectors.year_words import YearLine, lines_of
from grades.views.access import find_led_class
from grades.views.summer import found_summer, led_in, results_of
from schools.models import ClassGroup
from students.models import Enrolment

Row = list[str]
SHEET_NAME = 31  # The most characters the name of a sheet of a workbook may have.


@dataclass(frozen=True)
class Paper:
    """One list: what stands over the table, its columns and rows, and who signs under it.

    `derived` are the columns whose values were derived, `why` the address of how those of a row
    came about.
    """

    school: str
    title: str
    about: str
    columns: list[str]
    rows: list[Row]
    signs: list[str]
    derived: frozenset[str]
    why: list[str]

    @property
    def labelled(self) -> list[list[tuple[str, str, str]]]:
        """Each row with the column's title at each text, as a phone shows it, and the address of
        how a derived one came about."""
        return [
            [
                (title, text, why if title in self.derived else "")
                for title, text in zip(self.columns, row, strict=True)
            ]
            for row, why in zip(self.rows, self.why, strict=True)
        ]


def _why(stay: Enrolment) -> str:
    year = stay.class_group.school_year.code
    return reverse("grades:student-why-year", args=[stay.student.public_id, year])


@require_GET
def class_year_paper(request: HttpRequest, public_id: UUID, paper: str) -> HttpResponse:
    """The class's proposals and decisions, or who has completed the level; perhaps nobody yet."""
    group = find_led_class(request, public_id)
    found, students = (_completion if paper == "completion" else _proposals)(group)
    looked(request, Kind.STUDENT, at_school(group.school_id, students))
    return _answer(request, group.school_id, {"paper": found, "class_group": group})


@require_GET
def summer_paper(request: HttpRequest, school: str, paper: str) -> HttpResponse:
    """Who is assessed again in which subject, or how the summer ended for each student; a homeroom
    teacher sees the own classes."""
    of, year = found_summer(request, school)
    summer = school_summer(of, year)
    led = None if request.scope.can(Action.READ_MARKS, of.pk) else led_in(request, of, year)
    students = [
        each
        for each in summer.students
        if (led is None or each.class_id in led) and (paper != "again" or each.sat)
    ]
    shown = [each.result.enrolment.student_id for each in students]
    looked(request, Kind.STUDENT, at_school(of.pk, shown))
    if paper == "again":
        used = {row.sheet_id for each in students for row in each.sat}
        people = [each.staff_id for each in summer.sheets if each.staff_id and each.pk in used]
        looked(request, Kind.STAFF, at_school(of.pk, people))
    made = _again if paper == "again" else _summer
    return _answer(request, of.pk, {"paper": made(summer, students), "school": of})


def _answer(request: HttpRequest, school_id: int, context: dict[str, Any]) -> HttpResponse:
    """The list as a page to print or, for those who may export, as a workbook."""
    paper = _with_conduct_or_none(context["paper"])
    may_export = request.scope.may_export(frozenset({school_id}))
    if one_of(request, "export", ["xlsx"]):
        if not may_export:
            raise PermissionDenied
        table: list[Sequence[Value]] = [[paper.school], [f"{paper.title}, {paper.about}"]]
        table += [paper.columns, *paper.rows]
        content = write_xlsx([(paper.title[:SHEET_NAME], table)], lines_above=2)
        return download(content, slugify(f"{paper.title} {paper.about}"))
    shown = {"paper": paper, "may_export": may_export}
    return render(request, "grades/year_paper.html", context | shown)


def _with_conduct_or_none(paper: Paper) -> Paper:
    """Without the column of conduct where no student has any, as in primary school."""
    kept = [
        at
        for at, title in enumerate(paper.columns)
        if title != _("Conduct") or any(row[at] not in ("", "–") for row in paper.rows)
    ]
    rows = [[row[at] for at in kept] for row in paper.rows]
    return replace(paper, columns=[paper.columns[at] for at in kept], rows=rows)


def _proposals(group: ClassGroup) -> tuple[Paper, list[int]]:
    year = class_year(group)
    lines = lines_of(year, sealed_results(group) if year.state == YearState.SEALED else [])
    titles = [
        _("No."),
        _("Full name"),
        _("Date of birth"),
        _("Learning result"),
        _("Conduct"),
        _("Sessions missed"),
        _("Proposal"),
        _("Title"),
        _("Reason and decision"),
    ]
    decided = _("Year sealed") if year.state == YearState.SEALED else year.state.label
    about = _("Class %(name)s · %(year)s · %(state)s") % {
        "name": group.name,
        "year": group.school_year.code,
        "state": decided,
    }
    in_order = sorted(lines, key=lambda line: (line.student.stay.position or 0, line.name_key))
    rows = [_proposal(number, line) for number, line in enumerate(in_order, start=1)]
    signs = [_("Homeroom teacher"), _("Head of the school")]
    title = _("Proposals and decisions of the end of the year")
    derived = frozenset({_("Learning result"), _("Conduct"), _("Proposal"), _("Title")})
    why = [_why(line.student.stay) for line in in_order]
    paper = Paper(group.school.name, title, about, titles, rows, signs, derived, why)
    return paper, [line.student.stay.student_id for line in lines]


def _proposal(number: int, line: YearLine) -> Row:
    student = line.student.stay.student
    said = [
        f"{each.in_words} ({each.number}, {each.signed_on:%d/%m/%Y})" for each in line.decisions
    ]
    return [
        str(number),
        student.full_name,
        f"{student.birth_date:%d/%m/%Y}",
        line.learning,
        line.conduct,
        str(line.student.outcome.absences),
        f"{line.label} → {line.again}" if line.again else line.label,
        line.award,
        "; ".join([*line.reasons, *said]),
    ]


def _completion(group: ClassGroup) -> tuple[Paper, list[int]]:
    lines = completing_lines(group)
    rows = [_completed(number, line) for number, line in enumerate(lines, start=1)]
    columns = [
        _("No."),
        _("Full name"),
        _("Date of birth"),
        _("Learning result"),
        _("Conduct"),
        _("What follows"),
        _("Completed on"),
        _("Decision"),
    ]
    words = {"name": group.name, "year": group.school_year.code}
    about = _("Class %(name)s · %(year)s") % words
    title = _("List of students who complete the level")
    signs = [_("Head of the school")]
    stays = [line.result.enrolment for line in lines]
    derived = frozenset({_("Learning result"), _("Conduct"), _("What follows")})
    why = list(map(_why, stays))
    paper = Paper(group.school.name, title, about, columns, rows, signs, derived, why)
    return paper, [stay.student_id for stay in stays]


def _completed(number: int, line: CompletingLine) -> Row:
    student, completion = line.result.enrolment.student, line.completion
    return [
        str(number),
        student.full_name,
        f"{student.birth_date:%d/%m/%Y}",
        str(line.result.get_learning_display() or ""),
        str(line.result.get_conduct_display() or ""),
        line.result.final_promotion_in_words,
        f"{completion.completed_on:%d/%m/%Y}" if completion else "",
        completion.decision if completion else "",
    ]


def _again(summer: SchoolSummer, students: list[SummerStudent]) -> Paper:
    """Subject by subject, with room for the new result while there is none."""
    who = {sheet.pk: sheet.staff.full_name for sheet in summer.sheets if sheet.staff}
    lines = [(row, each) for each in students for row in each.sat]
    lines.sort(key=lambda line: (line[0].subject.position, line[0].subject_id))
    rows = [
        [
            str(number),
            row.subject.name,
            each.result.enrolment.student.full_name,
            each.result.enrolment.class_group.name,
            results_of(row)[0] or "–",
            results_of(row)[1],
            who.get(row.sheet_id or 0, ""),
        ]
        for number, (row, each) in enumerate(lines, start=1)
    ]
    columns = [
        _("No."),
        _("Subject"),
        _("Full name"),
        _("Class"),
        _("Result of the year"),
        _("New result"),
        _("Who enters it"),
    ]
    title, derived = _("List of students assessed again"), {_("Result of the year")}
    whose = [each for _row, each in lines]
    return _of_summer(summer, title, columns, rows, derived, whose)


def _of_summer(
    summer: SchoolSummer,
    title: str,
    columns: list[str],
    rows: list[Row],
    derived: set[str],
    whose: list[SummerStudent],
) -> Paper:
    """A list of the school, each row about one of the students."""
    signs = [_("Who made the list"), _("Head of the school")]
    why = [_why(each.result.enrolment) for each in whose]
    about = summer.year.code
    return Paper(summer.school.name, title, about, columns, rows, signs, frozenset(derived), why)


def _summer(summer: SchoolSummer, students: list[SummerStudent]) -> Paper:
    rows = [
        [
            str(number),
            each.result.enrolment.student.full_name,
            each.result.enrolment.class_group.name,
            "; ".join(_again_words(each)),
            _training_words(each),
            _follows(each),
        ]
        for number, each in enumerate(students, start=1)
    ]
    columns = [
        _("No."),
        _("Full name"),
        _("Class"),
        _("Assessed again"),
        _("Summer training"),
        _("What follows"),
    ]
    derived = {_("Assessed again"), _("Summer training"), _("What follows")}
    return _of_summer(summer, _("Results of the summer"), columns, rows, derived, students)


def _follows(student: SummerStudent) -> str:
    """What the sealed summer says, with the principal's decision where one was needed."""
    said, row = student.result.said(student.result.promotion_again), student.decision
    return f"{said} ({row.number}, {row.signed_on:%d/%m/%Y})" if said and row else said


def _again_words(student: SummerStudent) -> list[str]:
    words = [(row.subject.name, *results_of(row)) for row in student.sat]
    return [f"{name}: {before or '–'} → {again or '…'}" for name, before, again in words]


def _training_words(student: SummerStudent) -> str:
    if not student.needs_training:
        return ""
    result = student.result
    after = result.get_retrained_conduct_display() or "…"
    return f"{result.get_conduct_display()} → {after} {result.training_note}".strip()
