"""Results of a class's students over all subjects, and what they still wait for."""

from dataclasses import dataclass

from django.db.models import QuerySet

from grades.models import TermResult
from grades.selectors.settling import Settlement, settlements_of
from grades.selectors.sheets import SheetRow
from schools.models import ClassGroup, Subject, Term
from students.selectors import own_subjects


def results_of(class_group: ClassGroup, term: Term) -> "QuerySet[TermResult]":
    """The class's term results with their students, in the order of the class: one query."""
    return (
        TermResult.objects.filter(
            school=class_group.school_id, enrolment__class_group=class_group, term=term
        )
        .select_related("enrolment__student", "adjusted_for")
        .order_by("enrolment__position", "enrolment__student__sort_key", "pk")
    )


@dataclass(frozen=True)
class Forecast:
    """What a head should know before the class is sealed.

    `settlements` are results that follow from gaps alone. `without_sheet` are compulsory subjects
    that have no mark sheet: no student gets a level. `electives_open`: the
    electives of some students are not recorded; they get no level either.
    """

    settlements: list[Settlement]
    without_sheet: list[str]
    electives_open: bool

    @property
    def is_empty(self) -> bool:
        return not (self.settlements or self.without_sheet or self.electives_open)


def forecast_of(class_group: ClassGroup, term: Term, rows: list[SheetRow]) -> Forecast:
    """What sealing the class's sheets will decide, and what it cannot: five queries at most."""
    taught = {row.sheet.subject_id for row in rows}
    own = own_subjects(class_group)
    missing = Subject.objects.filter(pk__in=own.compulsory - taught)
    return Forecast(
        settlements=settlements_of(class_group, term),
        without_sheet=list(missing.values_list("name", flat=True)),
        electives_open=own.is_open(taught),
    )
