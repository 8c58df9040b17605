"""Writing approved scenarios into the register when their day has come."""

import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.planning.choices import OperationKind, ScenarioState
from eduportal.planning.models import NetworkOperation, NetworkScenario
from eduportal.planning.services.moving import mark_applied
from eduportal.planning.services.step_writers import WRITERS, Act, waiting
from schools.models import SchoolYear
from schools.services import RegisterRefused

# Of a school year that has no calendar yet.
USUAL_BEGINNING = (9, 1)


def apply_due(today: datetime.date | None = None) -> int:
    """Write the approved scenarios whose day has come; returns how many are done.

    Safe to repeat. The caller has opened a scope over every school.
    """
    today = today or timezone.localdate()
    due = NetworkScenario.objects.filter(state=ScenarioState.APPROVED, effective_on__lte=today)
    return sum(apply_scenario(each, today) for each in due.order_by("effective_on", "pk"))


def apply_scenario(scenario: NetworkScenario, today: datetime.date) -> bool:
    """Write what can be written; whether every step is in the register now."""
    with transaction.atomic():
        row = NetworkScenario.objects.select_for_update(of=["self"]).get(pk=scenario.pk)
        if row.state != ScenarioState.APPROVED or row.effective_on is None:
            return False
        begins = dict(SchoolYear.objects.values_list("starts_on__year", "starts_on"))
        done = []
        for step in NetworkOperation.objects.filter(scenario=row).order_by("position"):
            first = begins.get(step.year) or datetime.date(step.year, *USUAL_BEGINNING)
            act = Act(row.decision, max(row.effective_on, first))
            done.append(_taken(step, act, today))
        if all(done):
            mark_applied(row)
        return all(done)


def _taken(step: NetworkOperation, act: Act, today: datetime.date) -> bool:
    """Whether the step is in the register; all of it or nothing."""
    if step.applied_at is not None:
        return True
    step.waits_for = ""
    try:
        with transaction.atomic():
            if act.day > today:
                raise waiting(_("its day is %(day)s") % {"day": f"{act.day:%d/%m/%Y}"})
            WRITERS[OperationKind(step.kind)](step, act)
            step.applied_at = timezone.now()
            step.save()
    except RegisterRefused as refusal:
        waits = " ".join(text for texts in refusal.problems.values() for text in texts)
    except (ObjectDoesNotExist, IntegrityError):
        waits = _("what it names is not in the register any more, or is there already")
    else:
        return True
    NetworkOperation.objects.filter(pk=step.pk).update(waits_for=waits[:500])
    return False
