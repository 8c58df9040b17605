"""Telling the people of a school what they are asked. Offices of communes see it on their page."""

import datetime
from collections import defaultdict
from collections.abc import Collection as Some
from collections.abc import Iterable

from django.db import transaction

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import ACTIONS, SCHOOL_ROLES
from eduportal.collecting.choices import CollectionState, StepKind
from eduportal.collecting.models import Collection, CollectionStep, Return
from eduportal.collecting.selectors.answered import newest_returns
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell, tell_once
from eduportal.scoping.actions import Action
from schools.rules.reminding import mark_of

FILLERS = [role for role in SCHOOL_ROLES if Action.FILL_RETURNS in ACTIONS[role]]


def _people(school_ids: Some[int]) -> dict[int, list[int]]:
    """By school: the open accounts that fill in returns."""
    held = Membership.objects.in_force().filter(school__in=school_ids, role__in=FILLERS)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for school, user in held.filter(user__is_active=True).values_list("school", "user"):
        found[school].append(user)
    return found


def _told(
    kind: NoticeKind, collection: Collection, rows: Iterable[Return], about: str = ""
) -> list[Told]:
    """What is told to everybody who answers for these schools."""
    asked = [row for row in rows if row.of_school_id is not None]
    people = _people([row.schools[0] for row in asked])
    facts = {"title": collection.title, "day": collection.due_on.isoformat()}
    return [
        Told(
            user_id=user,
            school_id=row.schools[0],
            kind=kind,
            about=f"{row.public_id}{about}",
            key=str(row.public_id),
            facts=facts,
        )
        for row in asked
        for user in people.get(row.schools[0], ())
    ]


def tell_asked(collection: Collection, rows: Iterable[Return], *, by: int) -> None:
    """Something new is to be filled in."""
    tell(_told(NoticeKind.RETURN_ASKED, collection, rows), by=by)


def tell_back(row: Return, *, by: int) -> None:
    """The return is back with the school."""
    tell(_told(NoticeKind.RETURN_BACK, row.collection, [row]), by=by)


def remind(*, collection: Collection, user: User) -> int:
    """Remind every school that has not handed in; returns how many."""
    with transaction.atomic():
        if collection.state != CollectionState.OPEN:
            return 0
        rows = _missing(collection)
        count = len(rows)
        tell(_told(NoticeKind.RETURN_REMINDED, collection, rows), by=user.pk)
        CollectionStep.objects.create(
            collection=collection, kind=StepKind.REMINDED, by=user, text=str(count)
        )
        return count


def remind_before(today: datetime.date) -> int:
    """Remind whoever has not handed in some days before the last one (schools.rules.reminding); how
    many are told. Nobody is told twice of one reminder: safe to run twice, and a night later."""
    with transaction.atomic():
        things: list[Told] = []
        for each in Collection.objects.filter(state=CollectionState.OPEN, due_on__gte=today):
            mark = mark_of(each.due_on, today)
            if mark is not None:
                about = f" {each.due_on} {mark}"
                things += _told(NoticeKind.RETURN_REMINDED, each, _missing(each), about)
        return tell_once(things)


def _missing(collection: Collection) -> list[Return]:
    return [row for row in newest_returns(collection) if not row.is_handed_in]
