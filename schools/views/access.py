"""Who keeps the register of the province, and what a form of it became."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from eduportal.scoping.actions import Action
from schools.services.errors import RegisterRefused

View = Callable[..., HttpResponse]


def administering(view: View) -> View:
    """The page exists for those who administer everywhere; for everybody else it is 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.scope.can(Action.ADMINISTER):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def done(request: HttpRequest, form: Any, act: Callable[[], object], told: str = "") -> bool:
    """Whether a valid form's step was taken; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        act()
    except RegisterRefused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, told or _("The changes are saved."))
    return True
