"""Lists of the register as workbooks, in the layouts that the imports read."""

import datetime
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.workbooks.writing import Value, write_xlsx
from schools.choices import Stage
from schools.models import AdminUnitSuccession, School, SchoolSuccession, Site


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


def rooms_file(schools: Iterable[School]) -> HttpResponse:
    """The sites of these schools with their rooms, one line each, as the import reads them."""
    titles: list[Value] = [_("School code"), _("School"), _("Site"), _("Main site"), _("Hamlet")]
    titles += [_("Permanent classrooms"), _("Semi-permanent classrooms")]
    titles += [_("Temporary classrooms"), _("Borrowed classrooms"), _("Subject rooms")]
    titles += [_("Boarding rooms"), _("Seats a classroom"), _("Rooms counted on")]
    titles += [_("Latitude"), _("Longitude")]
    found = Site.objects.filter(school__in=schools, closed_on=None).select_related("school")
    table = [titles, *map(_site, found.order_by("school__search_key", "school", "name"))]
    return download(write_xlsx([(_("Rooms"), table)]), "rooms")


def _site(site: Site) -> list[Value]:
    return [
        site.school.code,
        site.school.name,
        site.name,
        str(_("yes") if site.is_main else _("no")),
        site.hamlet,
        *(site.solid, site.semi_solid, site.temporary, site.borrowed),
        *(site.subject_rooms, site.boarding_rooms, site.seats, site.counted_on),
        *(site.latitude, site.longitude),
    ]


def successions_file() -> HttpResponse:
    """Every unit that went into another, whole or in part: the comparison of old and new."""
    titles: list[Value] = [_("Old code"), _("Old unit"), _("New code"), _("New unit")]
    titles += [_("Whole or part"), _("In force from"), _("Legal document")]
    found = AdminUnitSuccession.objects.select_related("old", "new")
    table = [titles]
    for each in found.order_by("old__valid_to", "new__search_key", "old__search_key", "pk"):
        units: list[Value] = [each.old.code, each.old.full_name, each.new.code, each.new.full_name]
        relation = str(each.get_relation_display())
        ended = each.old.valid_to
        first = ended + datetime.timedelta(days=1) if ended else each.new.valid_from
        table.append([*units, relation, first, each.legal_doc])
    return download(write_xlsx([(_("Old and new units"), table)]), "successions")


def school_successions_file() -> HttpResponse:
    """What became of schools, one line each, as the import reads it."""
    titles: list[Value] = [_("Code of the old school"), _("Old school")]
    titles += [_("Code of the new school"), _("New school"), _("What went"), _("Grades")]
    table = [[*titles, _("From the day"), _("Legal document")]]
    for each in SchoolSuccession.objects.select_related("old", "new").order_by("on", "pk"):
        schools: list[Value] = [each.old.code, each.old.name, each.new.code, each.new.name]
        grades = ", ".join(map(str, sorted(each.grades)))
        relation = str(each.get_relation_display())
        table.append([*schools, relation, grades, each.on, each.legal_doc])
    return download(write_xlsx([(_("Successions of schools"), table)]), "school-successions")
