"""What a node below is told of the Department's requests for mid-term results."""

from grades.models import MidtermRequest
from schools.selectors import years_under_way


def midterms_asked() -> list[list[str]]:
    """School year, period (gk1, gk2) and reason of each request of a year under way: one query."""
    asked = MidtermRequest.objects.filter(term__school_year__in=years_under_way())
    rows = asked.values_list("term__school_year__code", "term__number", "reason")
    return [[year, f"gk{number}", reason] for year, number, reason in rows.order_by("term")]
