"""The nightly check: running figures that nothing explains are told to the administrators.

A figure whose class has changed since it was counted is no fault: the sweep counts it. Neither is
one that a day has changed, such as the last day of a stay: it is compared as of every day since the
check before. What remains went by unnoticed, or was written past the portal.
"""

import datetime
from collections.abc import Iterator
from itertools import chain, islice

from django.utils import timezone

from eduportal.accounts.selectors import administrators
from eduportal.dashboards.figures.services import (
    Difference,
    NodeDifference,
    differences_of,
    figure_differences,
    node_differences,
)
from eduportal.dashboards.models import ClassFigure, FigureCheck, FigureDifference, NodeFigure
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from schools.models import ClassGroup, School

# Days a figure is compared as of, at most: since the last check, which ran that long ago.
MOST_DAYS = 8
# Differences written down of one night; more of them say nothing more.
MOST_KEPT = 200


def check_figures() -> FigureCheck:
    """Compare every running figure, write down what differs, tell the administrators."""
    at = timezone.now()
    compared = ClassFigure.objects.count() + NodeFigure.objects.count()
    found: Iterator[FigureDifference] = chain(
        map(_of_class, unexplained()), map(_of_node, node_differences())
    )
    kept = list(islice(found, MOST_KEPT))
    differing = len(kept) + sum(1 for _more in found)
    check = FigureCheck.objects.create(at=at, compared=compared, differing=differing)
    schools = dict(
        ClassGroup.objects.filter(pk__in=[each.class_group_id for each in kept]).values_list(
            "pk", "school"
        )
    )
    for each in kept:
        each.found_in = check
        each.school_id = schools.get(each.class_group_id or 0) or _school_of(each.node)
    FigureDifference.objects.bulk_create(kept)
    if kept:
        _tell(check, kept[0].school_id)
    return check


def unexplained() -> Iterator[Difference]:
    """Figures that differ as of every day since the last check, with no change of their class."""
    today = timezone.localdate()
    last = FigureCheck.objects.order_by("-at").values_list("at", flat=True).first()
    since = timezone.localdate(last) if last else today - datetime.timedelta(days=1)
    days = min((today - since).days, MOST_DAYS)
    left = list(filter(_is_silent, figure_differences(today)))
    for number in range(1, days + 1):
        pairs = [(each.class_group_id, each.term_id) for each in left]
        still = differences_of(pairs, today - datetime.timedelta(days=number))
        differing = {(each.class_group_id, each.term_id) for each in still}
        left = [each for each in left if (each.class_group_id, each.term_id) in differing]
    yield from left


def _is_silent(difference: Difference) -> bool:
    """Whether the figure was counted after the last change of its class, and is wrong anyway."""
    stored, fresh = difference.stored, difference.fresh
    return bool(stored and fresh and stored["revision_sum"] == fresh["revision_sum"])


def _of_class(difference: Difference) -> FigureDifference:
    stored, fresh = difference.stored or {}, difference.fresh or {}
    wrong = [name for name in fresh if stored.get(name) != fresh[name]]
    return FigureDifference(
        class_group_id=difference.class_group_id,
        term_id=difference.term_id,
        stored={name: stored.get(name) for name in wrong},
        counted={name: fresh[name] for name in wrong},
    )


def _of_node(difference: NodeDifference) -> FigureDifference:
    row = difference.stored
    return FigureDifference(
        node=f"{difference.node} {difference.year} {difference.period}",
        stored={name: _json(getattr(row, name, None)) for name in difference.counted},
        counted={name: _json(value) for name, value in difference.counted.items()},
    )


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.datetime) else value


def _school_of(node: str) -> int:
    """The first school of a node, `node` being its code, school year and period."""
    schools = School.objects.filter(node=node.partition(" ")[0]).order_by("pk")
    return schools.values_list("pk", flat=True)[0]


def _tell(check: FigureCheck, school_id: int) -> None:
    """Tell the administrators; a notice belongs to a school, here that of the first figure."""
    day = timezone.localdate(check.at).isoformat()
    tell(
        [
            Told(
                user_id=user.pk,
                school_id=school_id,
                kind=NoticeKind.FIGURES_DIFFER,
                about=day,
                facts={"count": check.differing, "day": day},
            )
            for user in administrators()
        ],
        by=None,
    )


def read_check(*, check: FigureCheck) -> None:
    """Somebody has read what differed: it is over."""
    FigureCheck.objects.filter(pk=check.pk, read_at=None).update(read_at=timezone.now())


def oldest_unread() -> datetime.datetime | None:
    """Since when a difference waits to be read."""
    waiting = FigureCheck.objects.filter(differing__gt=0, read_at=None)
    return waiting.order_by("at").values_list("at", flat=True).first()
