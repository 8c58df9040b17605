"""A user's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eduportal.accounts.selectors import deputations_of, has_second_factor, memberships_of


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Roles and places, whom the person acts for, language, and how the account is protected."""
    context = {
        "memberships": memberships_of(request.user),
        "deputations": deputations_of(request.user),
        "has_second_factor": has_second_factor(request.user),
    }
    return render(request, "accounts/profile.html", context)
