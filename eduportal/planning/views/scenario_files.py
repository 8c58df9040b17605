"""A scenario as a file: the annex of a decision."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.planning.models import NetworkScenario
from eduportal.planning.views.scenario_shown import Answer, Line
from eduportal.workbooks.writing import Value, write_xlsx


def scenario_file(
    scenario: NetworkScenario,
    steps: Iterable[tuple[str, str]],
    lines: Iterable[Line],
    answers: Iterable[Answer],
) -> HttpResponse:
    """Its steps, before and after, and what the rules answer."""
    told: list[list[Value]] = [[_("Step"), _("From school year")]]
    told += [[text, year] for text, year in steps]
    figures: list[list[Value]] = [["", _("Before"), _("After"), _("Difference")]]
    figures += [[each.title, each.before, each.after, each.change] for each in lines]
    rules: list[list[Value]] = [[_("Answer"), _("What is found"), _("Clause")]]
    rules += [[each.verdict, each.text, each.clause] for each in answers]
    sheets = [(_("Steps"), told), (_("Before and after"), figures), (_("Rules"), rules)]
    return download(write_xlsx(sheets), f"scenario-{scenario.pk}")
