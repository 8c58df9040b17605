"""Refusing a whole request of another node (RFC 9457), in English and Vietnamese."""

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

PROBLEM = "application/problem+json"

# Codes are stable: programs read them, people read the titles.
TITLES = {
    "bad_signature": _("The signature of the request does not fit."),
    "wrong_clock": _("The clocks of the two nodes differ too much."),
    "unknown_key": _("The key that signed the request is not trusted here."),
    "not_below": _("Only a node below may ask this."),
    "bad_request": _("The request is not understood."),
    "not_a_bundle": _("The request is not a bundle of packages."),
    "not_gzip": _("The request is not compressed as it says."),
    "truncated": _("The request ends too early."),
    "too_large": _("The request is too large."),
    "too_many": _("The request names too many packages."),
    "asked_too_often": _("Too many questions of this node named nobody; ask again tomorrow."),
    "busy": _("The node is busy with other bundles; it takes this one a little later."),
}


def problem(status: int, code: str, detail: str) -> JsonResponse:
    """A refusal of the whole request. `time` shows the sender a wrong clock."""
    titles = {}
    for name, language in (("title", "en"), ("title_vi", "vi")):
        with override(language):
            titles[name] = str(TITLES[code])
    body = {
        "type": "about:blank",
        **titles,
        "status": status,
        "code": code,
        "detail": detail,
        "time": timezone.now().isoformat(timespec="seconds"),
    }
    return JsonResponse(body, status=status, content_type=PROBLEM)
