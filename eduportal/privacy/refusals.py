"""The answer to who would be shown more students than the account's limit."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.answers import is_program, refusal
from eduportal.privacy.limits import TooMany


def too_many_students(request: HttpRequest, found: TooMany) -> HttpResponse:
    """429: how many the account may see, and when this can be asked for again."""
    sentence = sentence_of(found)
    if is_program(request):
        answer: HttpResponse = refusal(429, "too_many_students", sentence)
    else:
        answer = render(request, "privacy/too_many_students.html", {"why": sentence}, status=429)
    if found.again_at is not None:
        seconds = (found.again_at - timezone.now()).total_seconds()
        answer["Retry-After"] = str(max(1, round(seconds) + 1))
    return answer


def sentence_of(found: TooMany) -> str:
    """Why, in the reader's language."""
    numbers = {"count": found.count, "limit": found.limit}
    if found.hours == 1:
        why = _(
            "With this, your account would see %(count)d students within an hour; it may see "
            "%(limit)d."
        )
    else:
        why = _(
            "With this, your account would see %(count)d students within 24 hours; it may see "
            "%(limit)d."
        )
    if found.again_at is None:
        again = _("Ask for fewer at once.")
    else:
        # A minute later, because the clock shows whole minutes.
        moment = timezone.localtime(found.again_at) + datetime.timedelta(minutes=1)
        again = _("This is possible again at %(time)s.") % {"time": f"{moment:%H:%M, %d/%m/%Y}"}
    return f"{why % numbers} {again}"
