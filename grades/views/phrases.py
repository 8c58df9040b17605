"""Keeping and removing sentences of the own comment bank, in JSON."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduportal.core.answers import refusal
from eduportal.core.reading import whole_number
from grades.cells import CellRefused
from grades.selectors.phrases import phrases_of
from grades.services.homeroom_rights import may_lead
from grades.services.permissions import may_write
from grades.services.phrases import drop_phrase, keep_phrase
from grades.views.access import find_homeroom, find_sheet


def bank_context(
    request: HttpRequest, school_id: int, subject_id: int | None, address: str
) -> dict[str, Any]:
    """What the bank beside a page of comments needs."""
    phrases = phrases_of(school_id, request.user.pk, subject_id)
    return {"bank": {"phrases": phrases, "url": address}}


@require_POST
def sheet_phrase(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """One sentence for the subject of a sheet, kept or removed."""
    sheet = find_sheet(request, public_id)
    if not may_write(request.scope, request.user.pk, sheet):
        return refusal(403, "not_allowed", _("You may read this sheet."))
    return _changed(request, sheet.school_id, sheet.subject_id)


@require_POST
def homeroom_phrase(request: HttpRequest, public_id: UUID, term: str) -> JsonResponse:
    """One sentence for homeroom comments, kept or removed."""
    group, _found = find_homeroom(request, public_id, term)
    if not may_lead(request.scope, request.user.pk, group):
        return refusal(403, "not_allowed", _("You may look at this class."))
    return _changed(request, group.school_id, None)


def _changed(request: HttpRequest, school_id: int, subject_id: int | None) -> JsonResponse:
    if gone := whole_number(request.POST.get("remove", "")):
        drop_phrase(user_id=request.user.pk, phrase_id=gone)
    else:
        try:
            keep_phrase(
                school_id=school_id,
                user_id=request.user.pk,
                subject_id=subject_id,
                band=whole_number(request.POST.get("band", "")) or 0,
                text=request.POST.get("text", ""),
            )
        except CellRefused as problem:
            return refusal(400, "bad_request", str(problem))
    return JsonResponse({"phrases": phrases_of(school_id, request.user.pk, subject_id)})
