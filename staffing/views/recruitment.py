"""What is to be recruited for the next school year, by commune and subject, and its annex."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.params import one_of
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import Subject
from staffing.rules.counted import NONE
from staffing.rules.outlook import year_code
from staffing.rules.recruitment import Line, Urgency, demand_of
from staffing.selectors.counted import SchoolCount
from staffing.views.asked import Asked, asked_for, frame_of, list_address
from staffing.views.balance_files import rounded
from staffing.views.balance_shown import names_of, number

# Lines on the page, the most urgent first; the file has all.
MOST_SHOWN = 200
URGENCIES: dict[Urgency, Promise] = {
    Urgency.NOBODY: gettext_lazy("1: a school has nobody for the subject"),
    Urgency.HALF_OPEN: gettext_lazy("2: half of the need or more is open"),
    Urgency.QUARTER_OPEN: gettext_lazy("3: a quarter of the need or more is open"),
    Urgency.TENTH_OPEN: gettext_lazy("4: a tenth of the need or more is open"),
    Urgency.LESS: gettext_lazy("5: less than a tenth is open"),
}


@require_GET
def recruitment(request: HttpRequest) -> HttpResponse:
    """Need of the next year less those who are there then, with what was to be recruited beside."""
    asked = asked_for(request, ["xlsx"], ahead=True)
    names = names_of(list(Subject.objects.all()))
    subject = one_of(request, "subject", list(names))
    lines = demand_of(schools_ahead(asked.counts.rows))
    shown = [line for line in lines if not subject or line.subject == subject]
    communes = {
        each.school.unit.code: each.school.unit.full_name
        for each in asked.counts.rows
        if each.school.unit
    }
    if asked.export:
        return _file(asked, shown, names, communes)
    context = {
        "next_year": year_code(asked.year.code, 1).replace("-", "–"),
        "lines": [_shown(line, names, communes) for line in shown[:MOST_SHOWN]],
        "count": len(shown),
        "posts": sum(line.posts for line in shown),
        "open_posts": number(sum((line.open_posts for line in shown), NONE)),
        "unfilled": _unfilled(asked.counts.rows),
        "subject": subject,
        "subjects": [(code, name) for code, name in names.items() if code[0] != "#"],
        **frame_of(request, asked),
    }
    return render(request, "staffing/recruitment.html", context)


def schools_ahead(rows: Sequence[SchoolCount]) -> list[tuple[str, Any]]:
    """By commune, the subjects of each school in the year after."""
    return [
        (row.school.unit.code if row.school.unit else "", row.years[0].counted.subjects)
        for row in rows
        if row.years
    ]


def _unfilled(rows: Sequence[SchoolCount]) -> str:
    """Posts of this year's plans of recruitment that are still open."""
    known = [row.figures.unfilled for row in rows if row.figures.unfilled is not None]
    return number(sum(known) if known else None, 0)


def _shown(line: Line, names: dict[str, str], communes: dict[str, str]) -> dict[str, Any]:
    return {
        "commune": communes.get(line.commune, "–"),
        "subject": names.get(line.subject, line.subject),
        "needed": number(line.needed),
        "there": number(line.there),
        "open": number(line.open_posts),
        "posts": line.posts,
        "schools": line.schools,
        "urgency": URGENCIES[line.urgency],
        "url": list_address(
            "staffing:balance-list", {"unit": line.commune, "subject": line.subject}
        ),
    }


def _file(
    asked: Asked, lines: Sequence[Line], names: dict[str, str], communes: dict[str, str]
) -> HttpResponse:
    """The annex: a line a commune and subject, and the open posts of the plans school by school."""
    titles: list[Value] = [_("No."), _("Commune or ward"), _("Subject"), _("Posts needed")]
    titles += [_("Posts there"), _("Posts open"), _("Posts to recruit"), _("Schools short")]
    demand: list[Sequence[Value]] = [[*titles, _("Order of urgency")]]
    for count, line in enumerate(lines, start=1):
        exact = (line.needed, line.there, line.open_posts)
        demand.append(
            [
                count,
                communes.get(line.commune, ""),
                names.get(line.subject, line.subject),
                *map(rounded, exact),
                line.posts,
                line.schools,
                str(URGENCIES[line.urgency]),
            ]
        )
    posts: list[Sequence[Value]] = [[_("School code"), _("School"), _("Quota"), _("Not recruited")]]
    posts += [
        [row.school.code, row.school.name, row.figures.quota, row.figures.unfilled]
        for row in asked.counts.rows
    ]
    name = f"recruitment-{year_code(asked.year.code, 1)}"
    sheets = [(_("Demand"), demand), (_("Not recruited"), posts)]
    return download(write_xlsx(sheets), name)
