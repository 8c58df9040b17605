"""Amendments as lists and pages show them: rows, the way with its persons, whose step is next."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from grades.choices import AmendmentState, AmendmentStepKind
from grades.models import AmendedCell, Amendment, AmendmentStep
from grades.selectors.amended_levels import level_name
from grades.selectors.amending import OPEN
from grades.selectors.consequences import Consequence, shown_change
from grades.selectors.turns import Turn, turns_of

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
    """One request in the list; `levels` are the learning results of the term before and after,
    `words` those it ended with."""

    amendment: Amendment
    names: Sequence[str]
    student_ids: Sequence[int]
    changes: Sequence[Consequence]
    levels: Sequence[tuple[str, str]]
    is_mine: bool
    words: str

    @property
    def status(self) -> str:
        """The class of the sign before the state."""
        return STATUS.get(AmendmentState(self.amendment.state), "back")

    @property
    def label(self) -> str:
        if self.is_mine:
            return _("waits for you")
        return str(self.amendment.get_state_display())


def mine_among(amendments: Collection[Amendment], user_id: int) -> set[int]:
    """The numbers of those whose next step is the user's: ten queries at most."""
    return {pk for pk, turn in turns_of(amendments).items() if turn.is_of(user_id)}


def amendment_rows(amendments: Sequence[Amendment], mine: Collection[int]) -> list[AmendmentRow]:
    """The requests as lines of a list; `mine` are those that wait for the user: two queries."""
    cells: defaultdict[int, list[AmendedCell]] = defaultdict(list)
    found = AmendedCell.objects.filter(amendment__in=amendments)
    for cell in found.select_related("record__enrolment__student"):
        cells[cell.amendment_id].append(cell)
    steps = AmendmentStep.objects.filter(amendment__in=amendments)
    words = dict(
        steps.exclude(kind=AmendmentStepKind.WRITE).order_by("pk").values_list("amendment", "words")
    )
    return [_row(each, cells[each.pk], mine, words.get(each.pk, "")) for each in amendments]


def _row(
    amendment: Amendment, cells: Sequence[AmendedCell], mine: Collection[int], words: str
) -> AmendmentRow:
    students = {each.record.enrolment.student for each in cells}
    return AmendmentRow(
        amendment=amendment,
        names=sorted(each.full_name for each in students),
        student_ids=[each.pk for each in students],
        changes=[shown_change(amendment.sheet, each) for each in cells],
        levels=[(level_name(old), level_name(new)) for _stay, old, new in amendment.levels],
        is_mine=amendment.pk in mine,
        words="" if amendment.state in (*OPEN, AmendmentState.WRITTEN) else words,
    )


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
