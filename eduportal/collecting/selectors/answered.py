"""Who has answered a collection, and what the answers add up to."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from eduportal.collecting.choices import CollectionState, ReturnState, StepKind
from eduportal.collecting.models import Collection, CollectionStep, FormVersion, Return
from eduportal.collecting.rules.adding import Sums, sums_of, together
from eduportal.collecting.rules.form import Form, still_asked
from eduportal.collecting.selectors.known import filled
from schools.models import AdminUnit


def current_version(collection: Collection) -> FormVersion:
    """The version in force: the newest that is frozen, or of a draft its only one."""
    versions = FormVersion.objects.filter(collection=collection).order_by("-is_frozen", "-number")
    return versions[0]


def draft_version(collection: Collection) -> FormVersion | None:
    """The version that is being written; None where there is none."""
    return FormVersion.objects.filter(collection=collection, is_frozen=False).first()


def newest_returns(collection: Collection) -> QuerySet[Return]:
    """The newest version of each place, without its answers, by commune and name."""
    rows = Return.objects.filter(collection=collection, is_newest=True)
    return (
        rows.select_related("of_school", "unit")
        .defer("answers")
        .order_by(F("unit__search_key").asc(nulls_last=True), "of_school__search_key", "pk")
    )


@dataclass(frozen=True)
class Line:
    """Of one place whose newest return this is: where it stands.

    `has_counted`: an earlier version was handed in and counts until this one is.
    """

    row: Return
    is_late: bool
    has_counted: bool = False

    @property
    def status(self) -> str:
        """A code: approved, submitted, begun or waiting."""
        if self.row.is_handed_in:
            return str(self.row.state)
        if self.row.number > 1:
            return "correcting"
        return "begun" if self.row.begun_at else "waiting"

    @property
    def is_open(self) -> bool:
        return not self.row.is_handed_in


STATUSES = ("approved", "submitted", "correcting", "begun", "waiting")


def is_past(day: datetime.date) -> bool:
    """Late is only who has not answered when the last day is over."""
    return day < timezone.localdate()


def lines_of(collection: Collection) -> list[Line]:
    """Every place that is asked: one query."""
    past = is_past(collection.due_on) and collection.state == CollectionState.OPEN
    return [
        Line(row, past and not row.is_handed_in and row.number == 1)
        for row in newest_returns(collection)
    ]


@dataclass(frozen=True)
class Answered:
    """How many places are asked, and have handed in; late are the others after the last day."""

    asked: int
    handed_in: int
    is_past: bool

    @property
    def missing(self) -> int:
        return self.asked - self.handed_in

    @property
    def late(self) -> int:
        return self.missing if self.is_past else 0


def counts_of(collections: Iterable[Collection]) -> dict[int, Answered]:
    """By collection: one query. An earlier version that was handed in counts as handed in."""
    by_key = {each.pk: each for each in collections}
    handed_in = Q(state__in=[ReturnState.SUBMITTED, ReturnState.APPROVED])
    of_office = handed_in & Q(of_school=None)
    rows = (
        Return.objects.filter(collection__in=by_key)
        .order_by()
        .values_list("collection")
        .annotate(
            asked=Count("pk", filter=Q(is_newest=True)),
            schools_in=Count("of_school", filter=handed_in, distinct=True),
            offices_in=Count("unit", filter=of_office, distinct=True),
        )
    )
    found = {pk: (asked, schools + offices) for pk, asked, schools, offices in rows}
    return {
        pk: Answered(
            *found.get(pk, (0, 0)),
            is_past=is_past(each.due_on) and each.state == CollectionState.OPEN,
        )
        for pk, each in by_key.items()
    }


def counting(collection: Collection) -> list[Return]:
    """What counts of each place: its newest version that was handed in and not sent back."""
    rows = Return.objects.filter(
        collection=collection, state__in=[ReturnState.SUBMITTED, ReturnState.APPROVED]
    ).select_related("of_school", "unit", "version")
    newest = {(row.of_school_id, row.unit_id): row for row in rows.order_by("number")}
    return list(newest.values())


@dataclass(frozen=True)
class PlaceSums:
    """The sums of one commune, or of the province's own schools without one."""

    name: str
    returns: int
    sums: Sums


def sums_by_place(rows: Iterable[Return], form: Form) -> dict[str, PlaceSums]:
    """By code of the commune, by name; schools without a commune under "".

    Added up as the present form asks: of a return to an earlier version, what is still asked so.
    """
    grouped: defaultdict[str, list[Sums]] = defaultdict(list)
    names: dict[str, str] = {}
    asked: dict[int, frozenset[str]] = {}
    for row in rows:
        code = row.unit.code if row.unit else ""
        names[code] = row.unit.full_name if row.unit else ""
        if row.version_id not in asked:
            asked[row.version_id] = still_asked(row.version.form, form)
        kept = {key: row.answers[key] for key in asked[row.version_id] & row.answers.keys()}
        grouped[code].append(sums_of(form, kept))
    found = {
        code: PlaceSums(names[code], len(sums), together(sums)) for code, sums in grouped.items()
    }
    return dict(sorted(found.items(), key=lambda item: item[1].name))


def stored_sums(places: Mapping[str, PlaceSums]) -> list[dict[str, Any]]:
    """As JSON."""
    return [
        {
            "code": code,
            "name": each.name,
            "returns": each.returns,
            "sums": {key: f"{number:f}" for key, number in each.sums.items()},
        }
        for code, each in places.items()
    ]


def read_sums(told: Iterable[Mapping[str, Any]]) -> dict[str, PlaceSums]:
    """What `stored_sums` wrote."""
    return {
        each["code"]: PlaceSums(
            each["name"],
            each["returns"],
            {key: Decimal(number) for key, number in each["sums"].items()},
        )
        for each in told
    }


def returns_asked_of(school_ids: frozenset[int] | None) -> QuerySet[Return]:
    """What schools are asked, newest versions, open collections first."""
    rows = Return.objects.filter(
        ~Q(collection__state=CollectionState.DRAFT), is_newest=True, of_school__isnull=False
    )
    if school_ids is not None:
        rows = rows.filter(of_school__in=school_ids)
    return (
        rows.select_related("collection__unit", "of_school")
        .defer("answers")
        .order_by("-collection__state", "collection__due_on", "pk")
    )


def returns_of_offices(units: Iterable[AdminUnit]) -> QuerySet[Return]:
    """What the offices of these communes are asked, newest versions."""
    rows = Return.objects.filter(
        ~Q(collection__state=CollectionState.DRAFT),
        is_newest=True,
        of_school=None,
        unit__in=[unit.pk for unit in units],
    )
    return rows.select_related("collection__unit", "unit").defer("answers").order_by("-pk")


def looked_today(row: Return, user_id: int) -> bool:
    """Whether the user has said today why the answers are looked at."""
    seen = CollectionStep.objects.filter(of_return=row, kind=StepKind.SEEN, by=user_id)
    return seen.filter(at__date=timezone.localdate()).exists()


def filled_answers(row: Return, form: Form) -> dict[str, str]:
    """What the portal fills in of one return, by question: as of the collection's day.

    A commune office is told the sums of its schools, where all of them are known.
    """
    codes = [field.figure for field in form.figures]
    if not codes:
        return {}
    by_school = filled(codes, row.schools, row.collection.as_of)
    found = {}
    for field in form.figures:
        numbers = [by_school[pk].get(field.figure) for pk in row.schools]
        if numbers and None not in numbers:
            found[field.key] = str(sum(int(number or 0) for number in numbers))
    return found
