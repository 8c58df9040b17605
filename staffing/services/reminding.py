"""Reminding of the days of the yearly review, and of service owed for training that ends."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Q

from eduportal.accounts.models import Membership
from eduportal.accounts.roles import ACTIONS, Role
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell_once
from eduportal.scoping.actions import Action
from schools.models import School
from schools.rules.reminding import mark_of
from schools.selectors import years_under_way
from staffing.choices import DeclarationState
from staffing.models import Declaration, StaffingReview, Training
from staffing.selectors.qualification import obligations

# Days ahead in which heads are told that an obligation of service ends.
SERVICE_AHEAD = datetime.timedelta(days=90)


def remind(today: datetime.date) -> int:
    """Tell whom the steps of the reviews under way wait for, and heads of service that ends; how
    many. Nobody is told twice of one reminder. Safe to run twice, and a night later."""
    things: list[Told] = []
    reviews = StaffingReview.objects.filter(school_year__in=years_under_way())
    for review in reviews.select_related("school_year"):
        things += _of_review(review, today)
    things += [
        told
        for each in obligations(None, today + SERVICE_AHEAD)
        for told in _to_schools([each.school], NoticeKind.STAFF_SERVICE, str(each.pk), _facts(each))
    ]
    return tell_once(things)


def _facts(training: Training) -> dict[str, str | int]:
    day = training.study.serves_until
    return {"name": training.staff.full_name, "day": day.isoformat() if day else ""}


def _of_review(review: StaffingReview, today: datetime.date) -> Iterable[Told]:
    """Those whom a step waits for whose last day is near."""
    schools = {each.pk: each for each in School.objects.filter(closed_on=None, node="")}
    rows = Declaration.objects.filter(review=review, school__in=schools)
    states = dict(rows.values_list("school_id", "state"))
    nothing = [each for key, each in schools.items()
               if states.get(key, "") in ("", DeclarationState.RETURNED)]  # fmt: skip
    checked = [schools[key] for key, state in states.items() if state == DeclarationState.CHECKED]
    for kind, last_day, waiting in (
        (NoticeKind.STAFF_DECLARE, review.declare_by, nothing),
        (NoticeKind.STAFF_OBJECT, review.object_by, checked),
    ):
        mark = mark_of(last_day, today)
        if mark is not None:
            facts: dict[str, str | int] = {
                "year": str(review.school_year),
                "day": last_day.isoformat(),
            }
            yield from _to_schools(waiting, kind, f"{review.pk} {last_day} {mark}", facts)
    for last_day, wanted in (
        (review.check_by, {DeclarationState.DECLARED}),
        (review.decide_by, {DeclarationState.CHECKED, DeclarationState.OBJECTED}),
    ):
        mark = mark_of(last_day, today)
        keys = [key for key, state in states.items() if state in wanted]
        if mark is not None and keys:
            about = f"{review.pk} {last_day} {mark}"
            yield from _to_checkers([schools[key] for key in keys], review, last_day, about)


def _to_schools(
    schools: Collection[School], kind: NoticeKind, about: str, facts: dict[str, str | int]
) -> Iterable[Told]:
    """Heads and deputies of these schools."""
    roles = [role for role in Role if Action.DECLARE_STAFF in ACTIONS[role]]
    held = Membership.objects.in_force().filter(role__in=roles, school__in=schools)
    keys = {each.pk: str(each.public_id) for each in schools}
    for user, school in held.values_list("user_id", "school_id").distinct():
        key = "" if kind == NoticeKind.STAFF_SERVICE else keys[school]
        yield Told(user, school, kind, f"{about} {school}", facts, key=key)


def _to_checkers(
    schools: Collection[School], review: StaffingReview, last_day: datetime.date, about: str
) -> Iterable[Told]:
    """Those who check and decide, each with how many declarations of the scope wait."""
    units = Counter(each.unit_id for each in schools)
    roles = [role for role in Role if Action.CHECK_STAFF in ACTIONS[role]]
    held = Membership.objects.in_force().filter(role__in=roles)
    first = min(each.pk for each in schools)
    held = held.filter(Q(unit=None) | Q(unit__in=units))
    for user, unit in held.values_list("user_id", "unit_id"):
        facts: dict[str, str | int] = {
            "year": str(review.school_year),
            "day": last_day.isoformat(),
            "count": units[unit] if unit else len(schools),
        }
        yield Told(user, first, NoticeKind.STAFF_CHECK, about, facts)
