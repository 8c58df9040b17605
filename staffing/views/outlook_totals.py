"""The years to come of the schools in sight, added up by year, subject and place."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.charts import diverging_bar
from eduportal.core.downloads import download
from eduportal.core.params import one_of
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_csv, write_xlsx
from schools.models import SchoolYear, Subject
from staffing.forms.outlook import AssumptionsForm
from staffing.rules.counted import NONE
from staffing.rules.outlook import YearAhead
from staffing.rules.totals import by_subject
from staffing.selectors.counted import SchoolCount, by_unit
from staffing.selectors.outlook import assumptions
from staffing.services import StaffRefused, assume
from staffing.views.asked import FORMATS, Asked, asked_for, frame_of, list_address
from staffing.views.balance_files import rounded
from staffing.views.balance_shown import amount, names_of, number

SCHOOL = "school"


@require_GET
def outlook_totals(request: HttpRequest) -> HttpResponse:
    """Five years, each with what leaves and comes, and one of them by subject and place."""
    return _page(request)


@require_POST
def outlook_assume(request: HttpRequest) -> HttpResponse:
    """Change what the outlook assumes of entry classes."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
    form = AssumptionsForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        assume(facts=form.facts, shown=whole_number(request.POST.get("shown", "")) or 0)
    except StaffRefused as refusal:
        return _page(request, form, refusal.problems)
    messages.success(request, _("The changes are saved; the outlook is being counted."))
    return redirect("staffing:outlook-totals")


def _page(
    request: HttpRequest, form: AssumptionsForm | None = None, problems: list[str] | None = None
) -> HttpResponse:
    asked = asked_for(request, FORMATS, ahead=True)
    years = _by_year(asked.counts.rows)
    code = one_of(request, "ahead", list(years)) or next(iter(years), "")
    by = one_of(request, "by", [SCHOOL]) or "unit"
    names = names_of(list(Subject.objects.all()))
    places = _places(asked, code, by)
    if asked.export:
        return _file(asked.export, asked.year, years, places, names)
    found, may_assume = assumptions(), request.scope.can(Action.ADMINISTER)
    context = {
        "years": _shown([(each, *_sums(rows)) for each, rows in years.items()]),
        "subjects": _subjects(years.get(code, []), names),
        "places": [{**row, "url": _url(request, by, key[0], code)} for key, row in
                   zip(places, _shown([(key[1], *_sums(rows)) for key, rows in places.items()]),
                       strict=True)],
        "ahead": code,
        "ahead_name": code.replace("-", "–"),
        "by": by,
        "assumed": found,
        "shown": found.revision if found else 0,
        "form": form or (AssumptionsForm(found=found) if may_assume else None),
        "problems": problems or [],
        **frame_of(request, asked),
    }  # fmt: skip
    return render(request, "staffing/outlook_totals.html", context)


def _by_year(rows: Sequence[SchoolCount]) -> dict[str, list[YearAhead]]:
    found: dict[str, list[YearAhead]] = {}
    for row in rows:
        for each in row.years:
            found.setdefault(each.code, []).append(each)
    return dict(sorted(found.items()))


def _places(asked: Asked, code: str, by: str) -> dict[tuple[str, str], list[YearAhead]]:
    """The year's figures of each commune, or of each school."""
    rows = asked.counts.rows
    cut = (
        {(each.school.code, each.school.name): [each] for each in rows}
        if by == SCHOOL
        else by_unit(rows)
    )
    return {
        place: [year for row in found for year in row.years if year.code == code]
        for place, found in cut.items()
    }


Sums = tuple[int, Fraction, Fraction, Fraction, Fraction, Fraction]


def _sums(years: Sequence[YearAhead]) -> Sums:
    """Classes; posts that retire, end, and come or come back; posts short and too many."""
    return (
        sum(each.classes for each in years),
        sum((sum(each.leaving.values(), NONE) for each in years), NONE),
        sum((each.ends for each in years), NONE),
        sum((each.back + each.coming for each in years), NONE),
        sum((each.counted.short for each in years), NONE),
        sum((each.counted.surplus for each in years), NONE),
    )


def _shown(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Rows of a name and sums, with bars beside each other."""
    most = max((max(row[5], row[6]) for row in rows), default=NONE)
    return [_row(name, sums, most) for name, *sums in rows]


def _row(name: str, sums: Sequence[Any], most: Fraction) -> dict[str, Any]:
    classes, leaving, ends, back, short, spare = sums
    words = amount(-short), amount(spare)
    label = f"{words[0].text}, {words[1].text}"
    return {
        "code": name,
        "name": name.replace("-", "–") if name[:2] == "20" else name,
        "classes": classes,
        "leaving": number(leaving),
        "ends": number(ends),
        "back": number(back),
        "short": words[0],
        "spare": words[1],
        "bar": diverging_bar(float(short / most), float(spare / most), label) if most else "",
    }


def _subjects(years: Sequence[YearAhead], names: Any) -> list[dict[str, Any]]:
    totals = by_subject(each.counted for each in years)
    most = max((max(each.sides.short, each.sides.spare) for each in totals.values()), default=NONE)
    rows = []
    for code, name in names.items():
        if code not in totals:
            continue
        posts, sides = totals[code].posts, totals[code].sides
        leaving = sum((each.leaving.get(code, NONE) for each in years), NONE)
        sums = (0, leaving, NONE, NONE, sides.short, sides.spare)
        rows.append(
            {
                **_row(name, sums, most),
                "needed": number(posts.needed),
                "there": number(posts.there),
            }
        )
    return rows


def _url(request: HttpRequest, by: str, key: str, code: str) -> str:
    """A commune opens to its schools, a school to its own page."""
    if by == SCHOOL:
        return list_address("staffing:outlook", {"school": key})
    narrowed = {"unit": key, "by": SCHOOL, "ahead": code}
    return (
        list_address("staffing:outlook-totals", narrowed, request.GET.get("year", ""))
        if key
        else ""
    )


def _file(
    kind: str, year: SchoolYear, years: Any, places: Any, names: dict[str, str]
) -> HttpResponse:
    """Years, places of one year, and subjects of every year; a CSV file has the years."""
    titles: list[Value] = [_("Classes"), _("Posts that retire"), _("Contracts and leave")]
    titles += [_("Coming and back"), _("Short by subject"), _("Too many by subject")]
    by_year: list[Sequence[Value]] = [[_("School year"), *titles]]
    by_year += [[code, *_values(rows)] for code, rows in years.items()]
    if kind == "csv":
        return download(write_csv(by_year), f"outlook-{year.code}", kind)
    by_place: list[Sequence[Value]] = [[_("Place"), *titles]]
    by_place += [[name, *_values(rows)] for (_code, name), rows in places.items()]
    sheets = [(_("Years"), by_year), (_("Places"), by_place)]
    return download(
        write_xlsx([*sheets, (_("Subjects"), _by_subject(years, names))]), f"outlook-{year.code}"
    )


def _values(years: Sequence[YearAhead]) -> list[Value]:
    classes, *posts = _sums(years)
    return [classes, *map(rounded, posts)]


def _by_subject(years: Any, names: dict[str, str]) -> list[Sequence[Value]]:
    titles: list[Value] = [_("School year"), _("Subject"), _("Posts needed"), _("Posts there")]
    table: list[Sequence[Value]] = [[*titles, _("Short by subject"), _("Too many by subject")]]
    for code, rows in years.items():
        for subject, total in by_subject(each.counted for each in rows).items():
            posts, sides = total.posts, total.sides
            exact = (posts.needed, posts.there, sides.short, sides.spare)
            table.append([code, names.get(subject, subject), *map(rounded, exact)])
    return table
