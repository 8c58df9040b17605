"""A user's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eduportal.accounts.selectors import deputations_of, has_second_factor, memberships_of
from eduportal.accounts.services import choose_habits, want_digest

HABITS = ("tab_moves_sideways", "types_one_handed")


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Roles and places, whom the person acts for, language, and how the account is protected."""
    context = {
        "memberships": memberships_of(request.user),
        "deputations": deputations_of(request.user),
        "has_second_factor": has_second_factor(request.user),
    }
    return render(request, "accounts/profile.html", context)


@require_POST
def digest(request: HttpRequest) -> HttpResponse:
    """Switch the mails about unread notices on or off."""
    wanted = request.POST.get("wanted") == "yes"
    want_digest(user=request.user, wanted=wanted)
    done = _("Mails about unread notices are on.") if wanted else _("No more such mails come.")
    messages.success(request, done)
    return redirect("accounts:profile")


@require_POST
def habits(request: HttpRequest) -> HttpResponse:
    """Keep how the user types marks, as the grid's script tells it: `yes`, anything else is no."""
    chosen = {name: request.POST[name] == "yes" for name in HABITS if name in request.POST}
    choose_habits(user=request.user, chosen=chosen)
    return JsonResponse({"chosen": chosen})
