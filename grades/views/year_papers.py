"""The lists of a year's end on paper: a class's proposals and completion, a school's summer."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.looking import Kind, at_school, looked
from eduportal.scoping.actions import Action
from grades.choices import YearState
from grades.rules.mark_text import format_cell
from grades.selectors.completing import completing_lines
from grades.selectors.summer import SchoolSummer, SummerStudent, school_summer
from grades.selectors.year_end import class_year, sealed_results
from grades.selectors.year_words import YearLine, lines_of
from grades.views.access import find_led_class
from grades.views.summer import found_summer, led_in
from schools.models import ClassGroup

Row = list[str]


@dataclass(frozen=True)
class Paper:
    """One list: what stands over the table, its columns and rows, and who signs under it."""

    school: str
    title: str
    about: str
    columns: list[str]
    rows: list[Row]
    signs: list[str]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row with the column's title at each text, as a phone shows it."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@require_GET
def class_year_paper(request: HttpRequest, public_id: UUID, paper: str) -> HttpResponse:
    """The class's proposals and decisions, or who has completed the level; perhaps nobody yet."""
    group = find_led_class(request, public_id)
    made = _completion if paper == "completion" else _proposals
    found, students = made(group)
    looked(request, Kind.STUDENT, at_school(group.school_id, students))
    context = {"paper": found, "class_group": group}
    return render(request, "grades/year_paper.html", context)


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
        if led is None or each.result.enrolment.class_group_id in led
    ]
    looked(
        request,
        Kind.STUDENT,
        at_school(of.pk, [each.result.enrolment.student_id for each in students]),
    )
    if paper == "again":
        people = [sheet.staff_id for sheet in summer.sheets if sheet.staff_id]
        looked(request, Kind.STAFF, at_school(of.pk, people))
    found = (_again if paper == "again" else _summer)(summer, students)
    return render(request, "grades/year_paper.html", {"paper": found, "school": of})


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
    paper = Paper(group.school.name, title, about, titles, rows, signs)
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
    rows = [
        [
            str(number),
            line.result.enrolment.student.full_name,
            f"{line.result.enrolment.student.birth_date:%d/%m/%Y}",
            str(line.result.get_learning_display() or ""),
            str(line.result.get_conduct_display() or ""),
            line.result.final_promotion_in_words,
            f"{line.completion.completed_on:%d/%m/%Y}" if line.completion else "",
            line.completion.decision if line.completion else "",
        ]
        for number, line in enumerate(lines, start=1)
    ]
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
    paper = Paper(group.school.name, title, about, columns, rows, [_("Head of the school")])
    return paper, [line.result.enrolment.student_id for line in lines]


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
            format_cell(row.result) or "–",
            format_cell(row.again) or "",
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
    signs = [_("Who made the list"), _("Head of the school")]
    title = _("List of students assessed again")
    return Paper(summer.school.name, title, summer.year.code, columns, rows, signs)


def _summer(summer: SchoolSummer, students: list[SummerStudent]) -> Paper:
    rows = [
        [
            str(number),
            each.result.enrolment.student.full_name,
            each.result.enrolment.class_group.name,
            "; ".join(_again_words(each)),
            _training_words(each),
            str(each.result.get_promotion_again_display() or ""),
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
    signs = [_("Who made the list"), _("Head of the school")]
    title = _("Results of the summer")
    return Paper(summer.school.name, title, summer.year.code, columns, rows, signs)


def _again_words(student: SummerStudent) -> list[str]:
    return [
        f"{row.subject.name}: {format_cell(row.result) or '–'} → {format_cell(row.again) or '…'}"
        for row in student.sat
    ]


def _training_words(student: SummerStudent) -> str:
    if not student.needs_training:
        return ""
    result = student.result
    after = result.get_retrained_conduct_display() or "…"
    return f"{result.get_conduct_display()} → {after} {result.training_note}".strip()
