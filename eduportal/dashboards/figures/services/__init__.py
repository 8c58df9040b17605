"""The only writer of figures."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from eduportal.dashboards.figures.counting import COUNT, COUNTED, FORGET, PAIRS, STALE, STORE
from eduportal.dashboards.figures.nodes import (
    CHANGED,
    LOOKED_BACK,
    PERIODS,
    delivered,
    expected_of,
    named_of,
    rows,
)
from eduportal.dashboards.figures.subjects import rebuild_subjects, refresh_stale_subjects
from eduportal.dashboards.models import ClassFigure, NodeFigure
from eduportal.exchange.models import Receipt
from schools.models import Term

Pair = tuple[int, int]  # class id, term id

# Classes counted by one statement: about 250,000 mark records.
BATCH = 500
# The sweep looks at two school years; older ones are counted again by the nightly rebuild.
SWEPT_TERMS = 4
# The number of an advisory lock no other code takes: "figures" on a telephone's keys.
SWEEP_LOCK = 3448737


@dataclass(frozen=True)
class Difference:
    """One figure that is not what the mark book says: stored and fresh values by name.

    `stored` is None for a figure that is missing, `fresh` for one whose class has no sheet.
    """

    class_group_id: int
    term_id: int
    stored: dict[str, object] | None
    fresh: dict[str, object] | None


@dataclass(frozen=True)
class NodeDifference:
    """One figure of a node that is not what has arrived; `counted` holds what differs."""

    node: str
    year: str
    period: str
    stored: NodeFigure | None
    counted: dict[str, Any]


def refresh_class_figures(class_group_ids: Sequence[int], term: Term | int) -> int:
    """Count these classes of one term again; returns how many figures changed."""
    term_id = term if isinstance(term, int) else term.pk
    return refresh_figures([(pk, term_id) for pk in class_group_ids])


def refresh_figures(pairs: Iterable[Pair]) -> int:
    """Count these classes and terms again, BATCH a statement; returns how many figures changed.

    Safe to repeat and to run beside itself: a figure counted from an older snapshot carries an
    older revision sum, and the sweep counts it once more. The averages by subject follow.
    """
    changed, terms = 0, set()
    for batch in _batches(pairs):
        terms |= {term_id for _class_id, term_id in batch}
        named = _named(batch)
        with connection.cursor() as cursor:
            cursor.execute(STORE, named)
            changed += cursor.rowcount
            cursor.execute(FORGET, named)
            changed += cursor.rowcount
    return changed + refresh_stale_subjects(terms)


def refresh_stale(limit: int = 2000) -> int:
    """Count up to `limit` figures whose class has changed since; returns how many were stale.

    One sweep at a time: returns 0 at once while another transaction sweeps.
    """
    terms = list(Term.objects.order_by("-starts_on").values_list("pk", flat=True)[:SWEPT_TERMS])
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(STALE, [terms, terms, limit])
        pairs = cursor.fetchall()
    refresh_figures(pairs)
    return len(pairs)


def rebuild_all() -> int:
    """Count every class of every term again; returns how many figures were not right.

    More than the classes just being worked on means that a change went by unnoticed.
    """
    return refresh_figures(_all_pairs()) + rebuild_subjects()


def figure_differences(day: datetime.date | None = None) -> Iterator[Difference]:
    """Compare every figure with a fresh count of its class, as of today or another `day`, and
    write nothing."""
    yield from differences_of(_all_pairs(), day)


def differences_of(pairs: Iterable[Pair], day: datetime.date | None) -> Iterator[Difference]:
    """The same for these classes and terms alone."""
    for batch in _batches(pairs):
        fresh = _fresh(batch, day)
        stored = {
            (row.pop("class_group_id"), row.pop("term_id")): row
            for row in ClassFigure.objects.filter(
                class_group__in={pk for pk, _term in batch}, term__in={pk for _class, pk in batch}
            ).values("class_group_id", "term_id", *COUNTED)
        }
        for pair in batch:
            if stored.get(pair) != fresh.get(pair):
                yield Difference(*pair, stored.get(pair), fresh.get(pair))


def refresh_nodes() -> int:
    """Count again the nodes and years about which anything was decided since; how many figures."""
    newest = _newest_receipt()
    seen = NodeFigure.objects.aggregate(seen=Max("seen"))["seen"] or 0
    return _count_nodes(seen - LOOKED_BACK, newest) if newest != seen else 0


def rebuild_nodes() -> int:
    """Count every node and year again; how many figures."""
    return _count_nodes(0, _newest_receipt())


def node_differences() -> Iterator[NodeDifference]:
    """Figures of nodes that a fresh count contradicts, though nothing came since; writes nothing.

    Nothing at all while a receipt waits to be counted.
    """
    newest = _newest_receipt()
    if NodeFigure.objects.aggregate(seen=Max("seen"))["seen"] != newest:
        return
    stored = {(row.node, row.year, row.period): row for row in NodeFigure.objects.all()}
    for key, found in _nodes_counted(0):
        row = stored.get(key)
        wrong = [name for name in found if row is None or getattr(row, name) != found[name]]
        if wrong:
            yield NodeDifference(*key, row, {name: found[name] for name in wrong})


def _newest_receipt() -> int:
    return Receipt.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _count_nodes(since: int, newest: int) -> int:
    counted = 0
    for (node, year, period), found in _nodes_counted(since):
        NodeFigure.objects.update_or_create(
            node=node,
            year=year,
            period=period,
            defaults=found | {"seen": newest, "as_of": timezone.now()},
        )
        counted += 1
    return counted


def _nodes_counted(since: int) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
    """Node, year and period about which anything was decided since, with a fresh count of each."""
    named = cache(named_of)
    for node, year in rows(CHANGED, [since]):
        line = named(year).get(node)
        expected = expected_of(line) if line else {}
        for period in PERIODS:
            yield (node, year, period), {**expected, **delivered(node, year, period)}


def _fresh(
    pairs: Sequence[Pair], day: datetime.date | None = None
) -> dict[Pair, dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _named(pairs, day))
        return {(row[0], row[1]): dict(zip(COUNTED, row[2:], strict=True)) for row in cursor}


def _all_pairs() -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(PAIRS)
        pairs: list[Pair] = cursor.fetchall()
    return pairs


def _named(pairs: Sequence[Pair], day: datetime.date | None = None) -> dict[str, Any]:
    return {
        "classes": [pair[0] for pair in pairs],
        "terms": [pair[1] for pair in pairs],
        "today": day or timezone.localdate(),
    }


def _batches(pairs: Iterable[Pair]) -> Iterator[Sequence[Pair]]:
    rows = list(pairs)
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
