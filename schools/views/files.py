"""A list of schools as a workbook."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.workbooks.writing import Value, write_xlsx
from schools.choices import Stage
from schools.models import School


def schools_file(schools: Iterable[School]) -> HttpResponse:
    """Every school of the list, not one page of it, with their communes loaded."""
    titles: list[Value] = [_("School"), _("School code"), _("Commune or ward")]
    titles += [_("Code of the commune"), _("Level of education"), _("Ownership")]
    titles += [_("Managing body"), _("Zone"), _("Sessions a day"), _("Address"), _("Closed")]
    table = [titles, *(_line(school) for school in schools)]
    return download(write_xlsx([(_("Schools"), table)]), "schools")


def _line(school: School) -> list[Value]:
    return [
        school.name,
        school.code,
        school.unit.full_name if school.unit else "",
        school.unit.code if school.unit else "",
        ", ".join(str(Stage(stage).label) for stage in school.stages),
        str(school.get_ownership_display()),
        str(school.get_managing_body_display()),
        str(school.get_zone_display()) if school.zone else "",
        school.sessions_per_day,
        school.address,
        school.closed_on,
    ]
