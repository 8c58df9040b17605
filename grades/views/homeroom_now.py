"""What the script of a class's page asks: what others have changed, and who is there."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from eduportal.core.looking import Kind, at_school, looked
from grades.homeroom_cells import read_field
from grades.models import HomeroomRecord
from grades.selectors.homeroom import HomeroomRow, homeroom_page
from grades.selectors.homeroom_fields import fields_of, traits_of_class
from grades.selectors.homeroom_history import authors_of_fields, homeroom_revision
from grades.services.homeroom_rights import may_lead, why_homeroom_locked
from grades.views.access import find_homeroom
from grades.views.cells import present_at
from grades.views.homeroom import moment_of_request
from schools.models import ClassGroup, Term

OPEN, LOCKED = "open", "locked"


@require_GET
def homeroom_now(request: HttpRequest, public_id: UUID, term: str) -> JsonResponse:
    """Who else has the class open; what its page shows now and who changed it last, if its
    revision is not the one the client has. `at` names the field the user types in."""
    group, of_term = find_homeroom(request, public_id, term)
    moment = moment_of_request(request)
    titles = _titles(group, of_term)
    place = f"class:{group.pk}:{of_term.pk}:{moment.value}"
    present = present_at(request, place, titles.get(request.GET.get("at", ""), ""))
    revision = homeroom_revision(group, of_term)
    if request.GET.get("since") == str(revision):
        return JsonResponse({"revision": revision, "rows": [], "present": present})
    page = homeroom_page(group, of_term, moment)
    is_writer = may_lead(request.scope, request.user.pk, group)
    shown = [row.stay.student_id for row in page.present]
    looked(request, Kind.STUDENT, at_school(group.school_id, shown), is_entry=is_writer)
    authors = authors_of_fields(group, of_term, moment)
    names = sorted(fields_of(group, of_term, moment))
    rows = [_row_now(row, names, authors) for row in page.present]
    state = state_of(group, of_term)
    return JsonResponse({"revision": revision, "state": state, "rows": rows, "present": present})


def state_of(group: ClassGroup, term: Term) -> str:
    """Whether the page still takes anything, for its script."""
    return LOCKED if why_homeroom_locked(group, term) else OPEN


def _titles(group: ClassGroup, term: Term) -> dict[str, str]:
    """What the fields are called, by name."""
    meta = HomeroomRecord._meta
    names = ("conduct", "grounds", "comment")
    plain = {name: str(meta.get_field(name).verbose_name) for name in names}
    return plain | dict(traits_of_class(group, term))


def _row_now(
    row: HomeroomRow, names: list[str], authors: Mapping[tuple[int, str], str]
) -> dict[str, object]:
    """One student's fields and subjects as text, and by whom those changed lately were changed."""
    return {
        "record": row.stay.pk,
        "cells": {name: read_field(row.record, name) for name in names},
        "by": {name: who for name in names if (who := authors.get((row.stay.pk, name)))},
        "subjects": [{"text": cell.text, "why": cell.why, "look": cell.look} for cell in row.cells],
    }
