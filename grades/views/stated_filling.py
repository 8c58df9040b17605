"""Templates of other products filled with scores of examinations, and with earlier years."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.imports.filling import Filler, TemplateForm, person_values
from eduportal.imports.importer import load_importer
from eduportal.workbooks.editing.lines import Line
from eduportal.workbooks.headers import Header
from eduportal.workbooks.writing import Value
from grades.choices.examinations import Examination
from grades.models import Candidate, EarlierYear, ExaminationScore
from grades.selectors.earlier_years import earlier_in_class
from grades.selectors.examinations import candidates_in
from grades.views.access import find_led_class
from grades.views.files import as_number
from schools.models import ClassGroup
from students.models import Student

# How the importers call the column of a subject.
SCORE, MARK = "s_", "m_"


class YearsForm(TemplateForm):
    """The template, and the year it is about where it does not say that itself."""

    def __init__(self, *args: Any, years: Sequence[EarlierYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {f"{each.year} {each.part}": each for each in years}
        choices = [
            (key, f"{each.school_year_name}, {each.get_part_display()}")
            for key, each in found.items()
        ]
        self.fields["when"] = forms.ChoiceField(
            label=_("Year of the template"),
            choices=[("", _("As the file says")), *choices],
            required=False,
        )

    @property
    def about(self) -> dict[str, Any]:
        """The year and part chosen, of a valid form."""
        year, _space, part = self.cleaned_data["when"].partition(" ")
        return {"year": int(year), "part": part} if year else {}


@require_http_methods(["GET", "POST"])
def examination_template(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """Take a template for scores of the class's candidates; it comes back filled."""
    group = _class_to_take(request, public_id)
    if kind not in Examination.values:
        raise Http404
    examination = Examination(kind)
    rows = list(_candidates(examination, group))
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        importer = load_importer("examination-scores")
        content = form.filled_by(lambda book: importer.templates(book, {}), _scores(rows, group))
        if content is not None:
            looked(request, Kind.STUDENT, ((row.student_id, row.school_id) for row in rows))
            return download(content, f"scores-{kind}")
    page = reverse("grades:examination-class", args=[kind, group.public_id])
    context = {"group": group, "about": examination.label, "form": form, "up_url": page}
    return render(request, "grades/stated_template.html", context)


@require_http_methods(["GET", "POST"])
def earlier_template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a template for earlier years of the class; it comes back filled."""
    group = _class_to_take(request, public_id)
    known = [(each.student, year) for each in earlier_in_class(group) for year in each.years]
    years = [year for _student, year in known]
    form = YearsForm(request.POST or None, request.FILES or None, years=years)
    if request.method == "POST" and form.is_valid():
        importer, about = load_importer("earlier-years"), form.about
        content = form.filled_by(lambda book: importer.templates(book, about), _years(known))
        if content is not None:
            shown = [student.pk for student, _year in known]
            looked(request, Kind.STUDENT, at_school(group.school_id, shown))
            return download(content, "years")
    page = reverse("grades:earlier-years", args=[group.public_id])
    context = {"group": group, "about": _("Years before the portal"), "form": form, "up_url": page}
    return render(request, "grades/stated_template.html", context)


def _class_to_take(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class of the address, if what is known of it may be taken away."""
    group = find_led_class(request, public_id)
    if not request.scope.may_export(frozenset({group.school_id})):
        raise PermissionDenied
    return group


def _candidates(kind: Examination, group: ClassGroup) -> Iterator[Candidate]:
    rows = candidates_in(kind, group).select_related("student")
    yield from rows.prefetch_related("scores__subject").order_by("student__sort_key", "pk")


def _person(student: Student, header: Header, **more: Value) -> dict[int, Value]:
    code = student.ministry_code or ""
    known = {
        "ministry_code": code,
        "student_code": code,
        "full_name": student.full_name,
        "birth_date": student.birth_date,
        **more,
    }
    return person_values(header, known)


def _codes(student: Student) -> list[str]:
    return [code for code in (student.ministry_code, student.personal_number) if code]


def _scores(rows: Sequence[Candidate], group: ClassGroup) -> Filler:
    """A line for each candidate, or for each score where the table has a row for each."""

    def lines(header: Header) -> tuple[list[Line], list[str]] | None:
        has_subjects = any(key.startswith(SCORE) for key in header.columns)
        if not has_subjects and "scores" not in header.columns:
            return None
        with override("vi"):
            found = [line for row in rows for line in _lines_of(row, group, header)]
        return found, _without_column(rows, header) if has_subjects else []

    return Filler(lines, lambda _row: True)


def _lines_of(row: Candidate, group: ClassGroup, header: Header) -> Iterator[Line]:
    student, scores = row.student, list(row.scores.all())
    facts: dict[str, Value] = {"number": row.number, "council": row.council, "total": row.total}
    person = _person(
        student, header, class_name=group.name, school_name=group.school.name, number=row.number
    )
    codes = [*_codes(student), row.number]
    if "subject" in header.columns:
        for each in scores:
            if header.part in ("", each.subject.code):
                told = {**facts, "subject": each.subject.name, "scores": _value(each)}
                yield Line(
                    codes, student.full_name, student.birth_date, _placed(header, told), person
                )
        return
    packed = "   ".join(f"{each.subject.name}: {each.shown}" for each in scores)
    told = {**facts, "scores": packed.replace(",", ".")}
    told |= {f"{SCORE}{each.subject.code}": _value(each) for each in scores}
    yield Line(codes, student.full_name, student.birth_date, _placed(header, told), person)


def _value(score: ExaminationScore) -> Value:
    return score.shown if score.score is None else score.score


def _without_column(rows: Sequence[Candidate], header: Header) -> list[str]:
    """The subjects with scores that the template has no column for."""
    found = {each.subject.code: each.subject.name for row in rows for each in row.scores.all()}
    return [name for code, name in found.items() if f"{SCORE}{code}" not in header.columns]


def _placed(header: Header, facts: Mapping[str, Value]) -> dict[int, Value]:
    """The facts by the places of their columns; what is not known changes nothing."""
    return {
        header.columns[key][0]: value
        for key, value in facts.items()
        if key in header.columns and value not in (None, "")
    }


def _years(known: Sequence[tuple[Student, EarlierYear]]) -> Filler:
    """A line for each year of a student, or of the one year that the part of a header names."""

    def lines(header: Header) -> tuple[list[Line], list[str]]:
        some = [
            (student, year)
            for student, year in known
            if header.part in ("", f"{year.year} {year.part}")
        ]
        with override("vi"):
            found = [_year_line(student, year, header) for student, year in some]
        return found, _marks_left_out([year for _student, year in some], header)

    return Filler(lines, lambda _row: True)


def _year_line(student: Student, year: EarlierYear, header: Header) -> Line:
    older = "learning" not in header.columns
    facts: dict[str, Value] = {
        "school_name": year.school_name,
        "class_name": year.class_name,
        "average": as_number(year.average.replace(".", ",")),
        "learning": year.learning,
        "conduct": year.conduct,
        "ability": year.learning if older else "",
        "behaviour": year.conduct if "conduct" not in header.columns else "",
        "absences": year.absences,
        "award": year.award,
        "outcome": year.outcome,
    }
    facts |= {
        f"{MARK}{mark.subject.code}": as_number(mark.result.replace(".", ","))
        for mark in year.marks.all()
    }
    person = _person(student, header, year=year.school_year_name, part=str(year.get_part_display()))
    values = _placed(header, facts)
    return Line(_codes(student), student.full_name, student.birth_date, values, person)


def _marks_left_out(years: Sequence[EarlierYear], header: Header) -> list[str]:
    """The subjects with results that the template has no column for."""
    found = {mark.subject.code: mark.subject.name for year in years for mark in year.marks.all()}
    return [name for code, name in found.items() if f"{MARK}{code}" not in header.columns]
