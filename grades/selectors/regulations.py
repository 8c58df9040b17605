"""Which regulation set governs a class."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grades.choices import SetState
from grades.models import RegulationSet
from grades.rules.schemes import Scheme as Scheme
from grades.rules.schemes import circular_for


class NoRegulationSet(LookupError):
    """No set is in force for these classes; the text is a sentence for the user."""


def sets_in_force(circular: str, school_year: str) -> "QuerySet[RegulationSet]":
    """The sets of a circular in force in a school year ("2026-2027"), the governing one first."""
    return RegulationSet.objects.filter(
        circular=circular, state=SetState.IN_FORCE, from_year__lte=school_year
    ).order_by("-from_year", "-moved_at", "-pk")


def regulation_for(programme: str, grade_level: int, school_year: str) -> RegulationSet:
    """THE set in force for the classes of a programme and grade level in a school year.

    Raises NoScheme for classes whose circular is not computed here, NoRegulationSet while no set
    is in force for it. One query.
    """
    circular = circular_for(programme, grade_level, school_year)
    found = sets_in_force(circular.code, school_year).filter(programme=programme).first()
    if found is None:
        raise NoRegulationSet(
            _("No regulation set for circular %(circular)s is in force in %(year)s.")
            % {"circular": circular.number, "year": school_year}
        )
    return found
