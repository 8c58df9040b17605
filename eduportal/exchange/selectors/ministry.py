"""What became of the Ministry's records: each page a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, CharField, Count, Func, Max, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.core.looking import Person
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.ministry.mapping import mapping
from eduportal.exchange.models import MinistryRecord, Package
from eduportal.exchange.sentences import of_record
from eduportal.exchange.states import PackageState, RecordState

KINDS: Mapping[str, str | Promise] = {
    "school": _("Schools"),
    "staff": _("Staff"),
    "class": _("Classes"),
    "student": _("Students"),
    "result": _("Results"),
    "mark": _("Marks of subjects"),
}
SHOWN: Mapping[str, Q] = {
    "troubled": Q(state__in=[RecordState.BLOCKED, RecordState.REFUSED]),
    **{state: Q(state=state) for state in RecordState.values},
}
RECORD_ORDER = ("kind", "pk")
MOST_CAUSES = 40
# Counted by column: a record without three values is in three lines.
CAUSES = """
select kind, problem ->> 'field', problem ->> 'code', count(*)
from exchange_ministryrecord, jsonb_array_elements(problems) problem
where state = 'blocked' group by 1, 2, 3 order by 4 desc, 1, 2 limit %s
"""


@dataclass(frozen=True)
class KindRow:
    """One kind of record: what it is called here and there, and how many stand where."""

    kind: str
    title: str
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, str | Promise, int]]:
        """Each state, its label and its number, in the order of the page."""
        return [(state, state.label, self.counts.get(state, 0)) for state in COLUMNS]


COLUMNS = [
    RecordState.ACCEPTED,
    RecordState.UNDER_WAY,
    RecordState.WAITING,
    RecordState.REFUSED,
    RecordState.BLOCKED,
]


@dataclass(frozen=True)
class Blocked:
    """A column that cannot be filled, why, and in how many records."""

    kind: str
    title: str
    column: str
    text: str
    count: int


@dataclass(frozen=True)
class Heard:
    """The state the other side named, or why it named none; of how many records, and when last."""

    title: str
    state: str
    text: str
    count: int
    last: object


def by_kind() -> list[KindRow]:
    """How many records of each kind stand where: one query."""
    found = MinistryRecord.objects.order_by().values("kind", "state").annotate(count=Count("pk"))
    counts: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for row in found:
        counts[row["kind"]][row["state"]] = row["count"]
    return [KindRow(kind, str(KINDS[kind]), counts[kind]) for kind in KINDS]


def blocked() -> list[Blocked]:
    """What cannot be expressed, the most frequent first: one query."""
    with connection.cursor() as cursor:
        cursor.execute(CAUSES, [MOST_CAUSES])
        return [
            Blocked(kind, str(KINDS[kind]), column, of_record(code), count)
            for kind, column, code, count in cursor.fetchall()
        ]


def heard() -> list[Heard]:
    """What keeps records from being accepted above: one query.

    Not in the other side's own words, which may name a child: those stand with the record.
    """
    open_ones = MinistryRecord.objects.filter(
        state__in=[RecordState.REFUSED, RecordState.WAITING, RecordState.UNDER_WAY]
    ).exclude(last_error="", theirs="")
    code = Func("last_error", Value(": "), 1, function="split_part", output_field=CharField())
    named = open_ones.order_by().annotate(
        code=Case(When(last_error__contains=": ", then=code), default=Value(""))
    )
    rows = named.values("kind", "theirs", "code").annotate(
        count=Count("pk"), last=Max("answered_at")
    )
    return [
        Heard(
            str(KINDS[row["kind"]]),
            state_named(row["theirs"]),
            of_record(row["code"]),
            row["count"],
            row["last"],
        )
        for row in rows.order_by("-count", "kind")[:MOST_CAUSES]
    ]


def state_named(code: str) -> str:
    """The other side's state by the name it has there; empty for none."""
    found = mapping().states.get(code)
    return found.name if found else code


def left_here() -> list[tuple[str, str]]:
    """What no record is made of, by kind, and why."""
    return [
        (str(KINDS[table.kind]), of_record(each.name, each.reason))
        for table in mapping().tables.values()
        for each in table.leave
    ]


def records_listed(kind: str, show: str) -> "QuerySet[MinistryRecord]":
    """Records by RECORD_ORDER, of a kind or of all, that stand where `show` says."""
    narrowed = SHOWN[show] & (Q(kind=kind) if kind else Q())
    return MinistryRecord.objects.filter(narrowed).select_related("school").order_by(*RECORD_ORDER)


@dataclass(frozen=True)
class ShownRecord:
    """A record, what keeps it, and the name of the package that says it; empty if none counts.

    `words` are the other side's own, which may name a child.
    """

    record: MinistryRecord
    title: str
    reasons: list[str]
    words: str
    package: str


def explained(records: Iterable[MinistryRecord]) -> list[ShownRecord]:
    """Records with the reasons in words and the packages they are of: one query."""
    rows = list(records)
    found = Package.objects.filter(
        school__in={each.school_id for each in rows},
        feed__in={each.feed for each in rows},
        state=PackageState.ACCEPTED,
    ).values_list("school_id", "feed", "year", "period", "unit", "hash")
    packages = {tuple(place): digest for *place, digest in found}
    return [
        ShownRecord(
            each,
            str(KINDS[each.kind]),
            *_reasons(each),
            packages.get((each.school_id, each.feed, each.year, each.period, each.unit), ""),
        )
        for each in rows
    ]


def _reasons(record: MinistryRecord) -> tuple[list[str], str]:
    """What keeps the record, in our words, and in those of the other side."""
    problems = [
        f"{each['field']}: {of_record(each['code'])}"
        + (f" ({each['value']})" if each["value"] else "")
        for each in record.problems
    ]
    code, _colon, detail = record.last_error.partition(": ")
    known = of_record(code)
    words = detail if known else record.last_error
    return [*problems, *([known] if known else [])], words


def persons_told_of(records: Iterable[ShownRecord]) -> list[Person]:
    """The students of this node's register whom the other side's words may name: one query."""
    uids = [[str(each.record.person)] for each in records if each.words and each.record.person]
    return feed_for("student").persons_of(uids)
