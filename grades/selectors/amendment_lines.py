"""Amendments as lists and pages show them: rows, the way with its persons, whose step is next."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from grades.choices import AmendmentState, AmendmentStepKind
from grades.models import AmendedCell, Amendment, AmendmentStep
from grades.selectors.amending import OPEN
from grades.selectors.consequences import Consequence, shown_change
from grades.selectors.turns import Turn, turns_of

SHOWN = ("mine", "open", "done", "all")
STATUS = {
    AmendmentState.ASKED: "part",
    AmendmentState.QUESTIONED: "back",
    AmendmentState.CONFIRMED: "wait",
    AmendmentState.ENDORSED: "wait",
    AmendmentState.WRITTEN: "done",
}
MOST_NAMED = 3


@dataclass(frozen=True)
class AmendmentRow:
    """One request in the list; `words` are those it ended with."""

    amendment: Amendment
    names: Sequence[str]
    student_ids: Sequence[int]
    changes: Sequence[Consequence]
    is_mine: bool
    words: str

    @property
    def pk(self) -> int:
        return self.amendment.pk

    @property
    def status(self) -> str:
        """The class of the sign before the state."""
        return STATUS.get(AmendmentState(self.amendment.state), "back")

    @property
    def label(self) -> str:
        if self.is_mine:
            return _("waits for you")
        return str(self.amendment.get_state_display())

    @property
    def is_open(self) -> bool:
        return self.amendment.state in OPEN

    def is_in(self, show: str) -> bool:
        """Whether the row belongs to one view of the list, a word of SHOWN."""
        views = {"mine": self.is_mine, "open": self.is_open, "done": not self.is_open}
        return views.get(show, True)


def amendment_rows(amendments: "QuerySet[Amendment]", user_id: int) -> list[AmendmentRow]:
    """The requests, those that wait for the user first, then the newest.

    Eleven queries a school year of what is open.
    """
    found = list(amendments.order_by("-pk"))
    cells: defaultdict[int, list[AmendedCell]] = defaultdict(list)
    rows = AmendedCell.objects.filter(amendment__in=found)
    for cell in rows.select_related("record__enrolment__student"):
        cells[cell.amendment_id].append(cell)
    words = dict(
        AmendmentStep.objects.filter(amendment__in=found)
        .exclude(kind=AmendmentStepKind.WRITE)
        .order_by("pk")
        .values_list("amendment", "words")
    )
    turns = turns_of([each for each in found if each.state in OPEN])
    mine = {pk for pk, turn in turns.items() if turn.is_of(user_id)}
    shown = [_row(each, cells[each.pk], mine, words.get(each.pk, "")) for each in found]
    return sorted(shown, key=lambda row: (not row.is_mine, not row.is_open))


def _row(
    amendment: Amendment, cells: Sequence[AmendedCell], mine: Collection[int], words: str
) -> AmendmentRow:
    students = {each.record.enrolment.student for each in cells}
    return AmendmentRow(
        amendment=amendment,
        names=sorted(each.full_name for each in students),
        student_ids=[each.pk for each in students],
        changes=[shown_change(amendment.sheet, each) for each in cells],
        is_mine=amendment.pk in mine,
        words="" if amendment.state in (*OPEN, AmendmentState.WRITTEN) else words,
    )


def counted(rows: Iterable[AmendmentRow]) -> Counter[str]:
    """How many rows each view of the list holds."""
    return Counter(show for row in rows for show in SHOWN if row.is_in(show))


def way_of(amendment: Amendment) -> list[dict[str, Any]]:
    """The steps taken, each with its sentence and its class, the first one first: one query."""
    steps = AmendmentStep.objects.filter(amendment=amendment)
    return [
        {
            "step": step,
            "sign": "is-refused"
            if step.kind in (AmendmentStepKind.REFUSE, AmendmentStepKind.OVERTAKE)
            else "is-done",
        }
        for step in steps.select_related("actor", "principal").order_by("pk")
    ]


def names_of(turn: Turn) -> str:
    """Whose step is next, in words: a few names, or the Department; empty once it has ended."""
    if turn.is_departments:
        return _("an administrator of the Department")
    names = User.objects.filter(pk__in=turn.users).order_by("full_name", "pk")
    shown = list(names.values_list("full_name", flat=True)[:MOST_NAMED])
    return ", ".join(shown)
