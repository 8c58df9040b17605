"""What a browser keeps so that a mark sheet can be reloaded without a network (decision 0053)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET


@require_GET
def marksheet_worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its address is what keeps it to the mark sheets."""
    context = {"static": settings.STATIC_URL}
    kind = "text/javascript; charset=utf-8"
    return render(request, "grades/marksheet_worker.js", context, content_type=kind)


@require_GET
def marksheet_offline(request: HttpRequest) -> HttpResponse:
    """The page shown without a network. Rendered without the request, so that it names nobody."""
    return HttpResponse(render_to_string("grades/marksheet_offline.html"))
