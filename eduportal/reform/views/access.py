"""Who sees the register of schemes and who keeps it, and what the pages share."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from eduportal.reform.models import Measure, Scheme
from eduportal.reform.services import ReformRefused
from eduportal.scoping.actions import Action


def require_reader(request: HttpRequest) -> None:
    """Http404 for who does not see the dashboards of the whole province."""
    scope = request.scope
    if not (scope.is_everywhere and scope.can(Action.SEE_DASHBOARD)):
        raise Http404


def may_keep(request: HttpRequest) -> bool:
    """Whether the user writes the register."""
    scope = request.scope
    return bool(scope.is_everywhere and scope.can(Action.KEEP_SCHEMES))


def require_keeper(request: HttpRequest) -> None:
    """Http404 for who does not write the register."""
    if not may_keep(request):
        raise Http404


def find_scheme(request: HttpRequest, public_id: UUID, *, to_write: bool = False) -> Scheme:
    """The scheme, for who may see or write it; otherwise Http404."""
    require_keeper(request) if to_write else require_reader(request)
    return get_object_or_404(Scheme, public_id=public_id)


def find_measure(request: HttpRequest, public_id: UUID) -> Measure:
    """A measure, for who may see it; otherwise Http404."""
    require_reader(request)
    found = Measure.objects.select_related("objective__scheme", "claimed_by", "confirmed_by")
    return get_object_or_404(found, public_id=public_id)


def told(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Take the step; say what became of it."""
    try:
        act()
    except ReformRefused as refusal:
        say(request, refusal.problems)
        return False
    messages.success(request, done or _("The changes are saved."))
    return True


def say(request: HttpRequest, problems: Sequence[str]) -> None:
    for problem in problems:
        messages.error(request, problem)
