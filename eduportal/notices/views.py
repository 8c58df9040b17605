"""The bell: a person's notices, and marking them as read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.notices.selectors import NOTICE_ORDER, notices_of, unread_count
from eduportal.notices.services import mark_read, mark_read_up_to
from eduportal.notices.shown import notices_shown

PAGE_SIZE = 30


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """The person's notices, the newest first."""
    page = keyset_page(request, notices_of(request.user.pk), NOTICE_ORDER, PAGE_SIZE)
    shown = list(page)
    notices_shown(request, shown)
    context = {"page": page, "notices": shown, "unread": unread_count(request.user.pk)}
    return render(request, "notices/notice_list.html", context)


@require_POST
def notice_open(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark one notice as read and go on to the page it leads to."""
    notice = get_object_or_404(notices_of(request.user.pk), public_id=public_id)
    mark_read(notice=notice)
    return redirect(notice.url)


@require_POST
def notices_read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark as read all notices up to this one, the newest that the page showed."""
    newest = get_object_or_404(notices_of(request.user.pk), public_id=public_id)
    mark_read_up_to(newest=newest)
    return redirect("notices:list")
