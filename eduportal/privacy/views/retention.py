"""What is kept how long, and what the last clean-up deleted."""

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.privacy.models import CleanUp
from eduportal.privacy.permanent import PERMANENT
from eduportal.privacy.retention import TABLE, KindOfData
from eduportal.privacy.selectors import last_runs
from eduportal.scoping.actions import Action

# A nightly run that takes its time is not late yet.
LATE_AFTER = datetime.timedelta(hours=36)
# Between two nights, what grows old by the hour.
ONE_NIGHT = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One kind of data with its last clean-up. `state` is a colour of the design, with `label`."""

    kind: KindOfData
    run: CleanUp | None
    state: str
    label: str


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """The table of kinds, and whether each was cleaned last night."""
    if not request.scope.can_somewhere(Action.ADMINISTER):
        raise Http404
    runs = last_runs()
    lines = [_line(kind, runs.get(kind.code)) for kind in TABLE]
    context = {
        "lines": lines,
        "has_run": bool(runs),
        "wrong": [line for line in lines if line.state in ("failed", "late")],
        "permanent": PERMANENT,
    }
    return render(request, "privacy/retention.html", context)


def _line(kind: KindOfData, run: CleanUp | None) -> Line:
    if run is None:
        return Line(kind, run, "draft", _("not yet run"))
    if run.error:
        return Line(kind, run, "failed", _("failed: %(error)s") % {"error": run.error})
    if run.at < timezone.now() - LATE_AFTER:
        return Line(kind, run, "late", _("has not run since"))
    # Months go whole: a month that has begun to be too old is kept to its end.
    if run.oldest and not kind.by_months and run.oldest < kind.kept.before() - ONE_NIGHT:
        return Line(kind, run, "late", _("older ones are left"))
    return Line(kind, run, "done", _("in order"))
