"""Where the teachers of a school stand towards the standard of training, person by person."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from schools.choices import Stage
from schools.models import School
from staffing.choices import StandingLabel
from staffing.models import StaffMember, Training
from staffing.rules.qualification import Shares, shares_of
from staffing.selectors.qualification import Placed, obligations, placed_at, trainings_of
from staffing.views.access import chosen_school, has_places, schools_in_sight
from staffing.views.shares_shown import shares_shown

# Days ahead in which the end of an obligation of service is announced.
ANNOUNCED = datetime.timedelta(days=180)


@dataclass(frozen=True)
class PersonRow:
    """One teacher: where the person stands and since when, and the training that leads on."""

    staff: StaffMember
    stage: str
    standing: str
    label: str
    since: datetime.date | None
    until: datetime.date | None
    retires_on: datetime.date | None
    goes_on: bool
    in_roadmap: bool
    training: Training | None


@require_GET
def qualification(request: HttpRequest) -> HttpResponse:
    """The teachers of one school by where they stand, and as a file."""
    schools = schools_in_sight(request, Action.KEEP_REGISTER, Action.CHECK_STAFF)
    school = chosen_school(request, schools)
    today = timezone.localdate()
    placed = placed_at([school], today)
    rows = _rows(school, placed)
    standing = one_of(request, "standing", StandingLabel.values)
    shown = [row for row in rows if not standing or row.standing == standing]
    owed = obligations([school], today + ANNOUNCED)
    people = {row.staff.pk for row in shown} | {each.staff_id for each in owed}
    looked(request, Kind.STAFF, at_school(school.pk, people))
    shares = shares_of(each.stand for each in placed)
    if one_of(request, "export", ["xlsx"]):
        return _file(request, school, shown)
    context = {
        "school": school,
        "schools": schools,
        "has_places": has_places(request),
        "day": today,
        "rows": shown,
        "standing": standing,
        "is_keeper": request.scope.can(Action.KEEP_REGISTER, school.pk),
        "may_export": request.scope.may_export(frozenset({school.pk})),
        "owed": owed,
        "shares": shares_shown(shares),
        "tabs": _tabs(shares),
    }
    return render(request, "staffing/qualification.html", context)


def _tabs(shares: Shares) -> list[tuple[str, Any, int]]:
    return [
        (value, label, shares.count(value))
        for value, label in StandingLabel.choices
        if shares.count(value)
    ]


def _rows(school: School, placed: Sequence[Placed]) -> list[PersonRow]:
    people = StaffMember.objects.select_related("main_subject").in_bulk([p.key for p in placed])
    trainings: dict[int, Training] = {}
    for each in trainings_of([school]):
        if not each.outcome:
            trainings.setdefault(each.staff_id, each)
    return [_row(people[each.key], each, trainings.get(each.key)) for each in placed]


def _row(staff: StaffMember, placed: Placed, training: Training | None) -> PersonRow:
    stand = placed.stand
    return PersonRow(
        staff=staff,
        stage=str(Stage(placed.person.stage).label) if placed.person.stage else "–",
        standing=stand.standing.value,
        label=str(StandingLabel(stand.standing.value).label),
        since=stand.since,
        until=stand.until,
        retires_on=placed.person.retires_on,
        goes_on=stand.goes_on,
        in_roadmap=stand.in_roadmap,
        training=training,
    )


def _file(request: HttpRequest, school: School, rows: Sequence[PersonRow]) -> HttpResponse:
    if not request.scope.may_export(frozenset({school.pk})):
        raise PermissionDenied
    titles: list[Value] = [_("Full name"), _("Date of birth"), _("Main subject")]
    titles += [_("Level of education"), _("State"), _("Since"), _("Until"), _("In the roadmap")]
    titles += [_("Retires by age after"), _("Training"), _("Order"), _("Cost in đồng")]
    table: list[Sequence[Value]] = [titles, *map(_line, rows)]
    return download(write_xlsx([(_("Standard of training"), table)]), f"standard-{school.code}")


def _line(row: PersonRow) -> list[Value]:
    training = row.training
    return [
        row.staff.full_name,
        row.staff.birth_date,
        row.staff.main_subject.name if row.staff.main_subject else "",
        row.stage,
        row.label,
        row.since,
        row.until,
        _("yes") if row.in_roadmap else _("no"),
        row.retires_on,
        str(training) if training else "",
        training.decision if training else "",
        training.cost if training else None,
    ]
