"""Answers that are overdue, as a number that tasks are made from."""

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.collecting.choices import CollectionState, ReturnState
from eduportal.collecting.models import Return
from schools.models import AdminUnit, School, Term

OVERDUE = "TT-01"


class OverdueNumbers:
    """Figures that schools were asked for and have not handed in by the last day.

    A task made from it is done when nothing is left (eduportal.todo.numbers.NumberSource).
    """

    codes = frozenset({OVERDUE})

    def name(self, code: str) -> str:
        return _("Figures asked for and overdue")

    def left(self, code: str, term: Term) -> dict[int, int]:
        """Of every term: what is asked belongs to none."""
        rows = Return.objects.filter(
            collection__state=CollectionState.OPEN,
            collection__due_on__lt=timezone.localdate(),
            of_school__isnull=False,
            is_newest=True,
            number=1,
            state=ReturnState.DRAFT,
        )
        return dict(rows.order_by().values_list("of_school").annotate(Count("pk")))

    def address(self, code: str, school: School | None, unit: AdminUnit | None) -> str:
        return reverse("collecting:asked" if school else "collecting:list")


NUMBERS = OverdueNumbers()
