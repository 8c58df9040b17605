"""Sealed packages for programs: what was sealed, and the receipts for it."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from eduportal.core.api import choice_filter, text_filter, uuid_filter
from eduportal.core.looking import Person
from eduportal.exchange.models import Package
from eduportal.exchange.selectors import persons_named
from eduportal.exchange.serializers import PackageSerializer
from eduportal.exchange.states import PackageState
from eduportal.scoping.actions import Action
from eduportal.scoping.api import ReadOnlyScopedViewSet


class PackageViewSet(ReadOnlyScopedViewSet):
    """Packages of the schools whose exchange the caller may see, every version.

    Receipts may name students, so the list is an export.
    """

    queryset = (
        Package.objects.select_related("school")
        .prefetch_related("receipts")
        .defer("content", "custody")
    )
    serializer_class = PackageSerializer
    lookup_field = "hash"
    lists_persons = True
    filters = {
        "school": uuid_filter("school__public_id", "Identifier of the school."),
        "origin": text_filter("origin", "Code of the node that sealed it."),
        "feed": text_filter("feed", "What its lines are about: school, student, term …"),
        "year": text_filter("year", "School year, as 2026-2027."),
        "period": text_filter("period", "gk1, hk1, gk2, hk2, year, again, or - for none."),
        "unit": text_filter("unit", "Code of the class."),
        "state": choice_filter("state", PackageState.values, "What this node decided."),
    }

    def students_of(self, rows: Sequence[Package]) -> Iterable[Person]:
        for package in rows:
            yield from persons_named(package, package.receipts.all())

    def get_queryset(self) -> "QuerySet[Package]":
        # A machine has no board: it may read the packages of the schools whose marks it may read.
        needed = Action.SEE_EXCHANGE if self.request.auth is None else Action.READ_MARKS
        school_ids = self.schools_where(needed)
        packages = super().get_queryset()
        return packages if school_ids is None else packages.filter(school__in=school_ids)
