"""A school's teachers by the professional standard: the head enters a year's ratings at once."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import School, SchoolYear
from staffing.choices import Rating
from staffing.forms.rating import LABELS, RatingsForm
from staffing.models.rating import VALUES
from staffing.selectors.norms import norms_for
from staffing.selectors.rating import Rated, rated_of, ratings_revision
from staffing.services import StaffRefused, rate_teachers
from staffing.views.access import chosen_school, schools_in_sight, year_of


@require_http_methods(["GET", "POST"])
def ratings(request: HttpRequest) -> HttpResponse:
    """Show the ratings of a school's teachers, write down what the head has entered, or a file."""
    schools = schools_in_sight(request, Action.DECLARE_STAFF, Action.CHECK_STAFF)
    school, year = chosen_school(request, schools), year_of(request)
    is_head = request.scope.can(Action.DECLARE_STAFF, school.pk)
    if year is None or (request.method == "POST" and not is_head):
        raise Http404
    norms, norm_set = norms_for(year)
    rows = rated_of(school, year, year.today_in(), norms.rating)
    looked(request, Kind.STAFF, at_school(school.pk, [each.staff.pk for each in rows]))
    if one_of(request, "export", ["xlsx"]):
        return _file(request, school, year, rows)
    form = _form(request, rows)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        problems = _written(request, school, year, form)
        if not problems:
            return redirect(f"{reverse('staffing:ratings')}?school={school.code}&year={year.code}")
    context = {
        "schools": schools,
        "rule": norms.rating,
        "norm_set": norm_set,
        "is_head": is_head,
        "form": form,
        "problems": problems,
        **_shown(request, school, year),
        **_summary(rows),
    }
    return render(request, "staffing/ratings.html", context)


def _form(request: HttpRequest, rows: Sequence[Rated]) -> RatingsForm:
    """What was sent, or what is stored; the head signs unless another is named."""
    by = request.user.full_name if request.user.is_authenticated else ""
    return RatingsForm(request.POST if request.method == "POST" else None, rows=rows, by=by)


def _shown(request: HttpRequest, school: School, year: SchoolYear) -> dict[str, object]:
    """Of which school and year the page is, and at which revision."""
    return {
        "school": school,
        "year": year,
        "may_export": request.scope.may_export(frozenset({school.pk})),
        "shown": ratings_revision(school, year),
    }


def _written(
    request: HttpRequest, school: School, year: SchoolYear, form: RatingsForm
) -> list[str]:
    """Write down what the form says; why it cannot be, empty when it is."""
    try:
        count = rate_teachers(
            school=school,
            year=year,
            ratings=form.ratings,
            announced=form.announced,
            shown=request.POST.get("shown", ""),
        )
    except StaffRefused as refusal:
        return refusal.problems
    done = ngettext(
        "The ratings of %s teacher are saved.", "The ratings of %s teachers are saved.", count
    )
    messages.success(request, done % count if count else _("Nothing was changed."))
    return []


def _summary(rows: Sequence[Rated]) -> dict[str, Any]:
    """How many have which result, and how many the head still has to rate."""
    results = Counter(each.rating.result for each in rows if each.rating and each.rating.result)
    open_ones = [each for each in rows if each.due and not (each.rating and each.rating.result)]
    return {
        "rows": rows,
        "results": [(label, results[value]) for value, label in Rating.choices],
        "rated": results.total(),
        "due": len(open_ones),
    }


def _file(
    request: HttpRequest, school: School, year: SchoolYear, rows: Sequence[Rated]
) -> HttpResponse:
    if not request.scope.may_export(frozenset({school.pk})):
        raise PermissionDenied
    titles: list[Value] = [_("Full name"), _("Date of birth"), _("Ministry code")]
    titles += [_("Main subject"), *(str(LABELS[name]) for name in VALUES)]
    titles += [_("Day of the result"), _("Rated by"), _("Last result before")]
    table: list[Sequence[Value]] = [titles, *map(_line, rows)]
    name = f"ratings-{school.code}-{year.code}"
    return download(write_xlsx([(_("Professional standard"), table)]), name)


def _line(row: Rated) -> list[Value]:
    staff, rating, before = row.staff, row.rating, row.before
    subject = staff.main_subject.name if staff.main_subject else ""
    line: list[Value] = [staff.full_name, staff.birth_date, staff.ministry_code or "", subject]
    for name in VALUES:
        value = getattr(rating, name, None)
        line.append(str(Rating(value).label) if value else "")
    line += [rating.assessed_on if rating else None, rating.assessor if rating else ""]
    return [*line, str(before) if before else ""]
