"""Where places will be missing: every commune the user plans, by level of education and year."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.hints import offer
from eduportal.core.numbers import grouped_text
from eduportal.planning.drawing import Point, draw_map
from eduportal.planning.files import (
    children_file,
    hamlets_file,
    roads_file,
    students_file,
    table_file,
)
from eduportal.planning.rules.need import Need
from eduportal.planning.selectors.runs import communes_forecast
from eduportal.planning.views.access import STAGES, Asked, asked_of, figures_of
from eduportal.planning.views.shown import last_errors, need_in, range_text, sum_of, year_name
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value
from schools.models import AdminUnit

BEHIND = {
    "students": students_file,
    "children": children_file,
    "hamlets": hamlets_file,
    "roads": roads_file,
}
FORMATS = ("xlsx", *BEHIND)


@dataclass(frozen=True)
class Row:
    """One commune: its numbers, its address, and how its last forecasts came out.

    `short` are the rooms short were its students at either end of the range.
    """

    unit: AdminUnit
    need: Need
    url: str
    pooled: int | None
    range: str
    short: tuple[int, int] | None
    errors: tuple[str, str]

    @property
    def number(self) -> int:
        """What the map shows: rooms short (negative), otherwise those to spare."""
        return -self.need.short_rooms or self.need.spare_rooms


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The map of communes and its table, or one of the files."""
    asked = asked_of(request, FORMATS)
    if asked.export in BEHIND:
        return BEHIND[asked.export](asked.units)
    rows = _rows(asked)
    total = sum_of(vars_of(row.need) for row in rows)
    if asked.export:
        return _file(asked, rows)
    context = {
        "asked": asked,
        "rows": rows,
        "total": total,
        "lead": _lead(asked, rows, total) if rows else "",
        "map": _map(asked, rows),
        "stages": [(stage.value, stage.label) for stage in STAGES],
        "years": [(year, year_name(year)) for year in asked.years],
        "year_name": year_name(asked.year),
        "may_count": request.scope.can(Action.ADMINISTER),
    }
    return render(request, "planning/overview.html", context)


@require_POST
def forecast_now(request: HttpRequest) -> HttpResponse:
    """Have the network forecast again now, instead of next night."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
    offer("planning.forecast")
    messages.success(request, _("The forecast is being made; look again in a minute."))
    return redirect("planning:overview")


def vars_of(need: Need) -> dict[str, int]:
    return {name: getattr(need, name) for name in need.__dataclass_fields__}


def _rows(asked: Asked) -> list[Row]:
    """The communes that have schools of the level, the shortest of rooms first."""
    if asked.run is None:
        return []
    rows = []
    for each in communes_forecast(asked.run, asked.units):
        line = need_in(each.figures, asked.stage, asked.year)
        if line is None:
            continue
        page = reverse("planning:commune", args=[each.unit.code])
        errors = figures_of(asked, each)["errors"].get(asked.stage, [])
        has_range = "low" in line
        rows.append(
            Row(
                each.unit,
                sum_of([line]),
                f"{page}?stage={asked.stage}&year={asked.year}",
                line.get("pooled"),
                range_text(line["low"], line["high"]) if has_range else "",
                tuple(line["rooms_short"]) if has_range else None,
                (last_errors(errors, 1), last_errors(errors, 3)),
            )
        )
    rows.sort(key=lambda row: (-row.need.short_rooms, row.unit.search_key))
    return rows


def _lead(asked: Asked, rows: list[Row], total: Need) -> str:
    """The answer in one or two sentences, from the numbers of the table."""
    short = sum(1 for row in rows if row.need.short_rooms)
    spare = sum(1 for row in rows if row.need.spare_rooms)
    text = _verdict(total) % {
        "year": year_name(asked.year),
        "stage": asked.stage.label,
        "short": short,
        "rooms": grouped_text(total.short_rooms),
        "spare": spare,
        "more": grouped_text(total.spare_rooms),
    }
    ends = [row.short for row in rows if row.short]
    if len(ends) == len(rows):
        text += " " + _(
            "Were every commune at the lower end of its range, %(low)s classrooms would be short; "
            "at the upper end, %(high)s."
        ) % {
            "low": grouped_text(sum(low for low, _high in ends)),
            "high": grouped_text(sum(high for _low, high in ends)),
        }  # fmt: skip
    if total.unknown:
        unknown = _("Of %(schools)s schools nobody has entered the rooms: they are in no sum.")
        text += " " + unknown % {"schools": total.unknown}
    return text


def _verdict(total: Need) -> str:
    """The sentence about short and spare, each of which may be none."""
    if total.short_rooms and total.spare_rooms:
        return _(
            "%(year)s, %(stage)s: %(short)s communes lack %(rooms)s classrooms; %(spare)s have "
            "%(more)s to spare, which help nobody elsewhere."
        )
    if total.short_rooms:
        return _(
            "%(year)s, %(stage)s: %(short)s communes lack %(rooms)s classrooms; none has any to "
            "spare."
        )
    if total.spare_rooms:
        return _(
            "%(year)s, %(stage)s: no commune lacks classrooms; %(spare)s have %(more)s to spare."
        )
    return _("%(year)s, %(stage)s: every commune has as many classrooms as it needs.")


def _map(asked: Asked, rows: list[Row]) -> Any:
    points = [
        Point(
            float(row.unit.latitude),
            float(row.unit.longitude),
            row.unit.name,
            row.number,
            row.url,
            sentence_of(row),
        )
        for row in rows
        if row.unit.latitude is not None and row.unit.longitude is not None
    ]
    label = _("Map of points: classrooms short or to spare by commune, %(stage)s, %(year)s") % {
        "stage": asked.stage.label,
        "year": year_name(asked.year),
    }
    return draw_map(points, label)


def sentence_of(row: Row) -> str:
    """What the map says of a commune, short and spare side by side."""
    need = row.need
    told = {
        "unit": row.unit.full_name,
        "short": need.short_rooms,
        "spare": need.spare_rooms,
        "needed": need.rooms_needed,
        "rooms": need.rooms,
    }
    if need.short_rooms and need.spare_rooms:
        text = _("%(unit)s: %(short)s rooms short, %(spare)s to spare; needs %(needed)s, has "
                 "%(rooms)s")  # fmt: skip
    elif need.short_rooms:
        text = _("%(unit)s: %(short)s rooms short; needs %(needed)s, has %(rooms)s")
    elif need.spare_rooms:
        text = _("%(unit)s: %(spare)s rooms to spare; needs %(needed)s, has %(rooms)s")
    else:
        text = _("%(unit)s: as many rooms as needed, %(needed)s")
    return text % told


def _file(asked: Asked, rows: list[Row]) -> HttpResponse:
    titles: list[Value] = [
        _("Code of the commune"),
        _("Commune or ward"),
        _("Students"),
        _("Range"),
    ]
    titles += [_("Classes"), _("Classes if all were one school"), _("Classes by the zone's number")]
    titles += [_("Rooms needed"), _("Rooms there"), _("Rooms short"), _("Rooms to spare")]
    titles += [_("Classes without a room"), _("Places short"), _("Places to spare")]
    titles += [_("Schools"), _("Schools without rooms entered")]
    titles += [_("Errors of three years, one year before")]
    titles += [_("Errors of three years, three years before")]
    table: list[list[Value]] = [titles]
    for row in rows:
        need = row.need
        table.append(
            [row.unit.code, row.unit.full_name, need.students, row.range, need.classes, row.pooled,
             None if need.no_zone else need.base, need.rooms_needed, need.rooms, need.short_rooms,
             need.spare_rooms, need.short_classes, need.short_seats, need.spare_seats,
             need.schools, need.unknown, *row.errors]
        )  # fmt: skip
    return table_file(f"network-{asked.stage}-{asked.year}", _("Places"), table)
