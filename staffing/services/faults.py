"""What the check of a plan finds, in words; the check of a stored plan before it is published."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.choices import Stage
from staffing.models import Scenario
from staffing.selectors.stored_plans import (
    CHANGED,
    MISSING,
    NEEDS,
    SNAPSHOT,
    SUMS,
    Fault,
    faults_of,
)
from staffing.services.errors import require_none

RULES: dict[str, Any] = {
    "two_lines": gettext_lazy("a person has two lines"),
    "unknown": gettext_lazy("a person or a school is unknown"),
    "protected": gettext_lazy("a protected person is moved"),
    "part_time": gettext_lazy("a person without a full post is moved"),
    "closed": gettext_lazy("a way that is closed"),
    "no_wish": gettext_lazy("a wish nobody has"),
    "forced": gettext_lazy("a person is sent where nobody may be"),
    "too_far": gettext_lazy("a way is too far"),
    "not_shared": gettext_lazy("a person is shared who may not be"),
    "lot": gettext_lazy("too few or too many periods at the second school"),
    "not_qualified": gettext_lazy("a subject the person is not qualified for"),
    "metres": gettext_lazy("a distance is wrong"),
    "authority": gettext_lazy("another unit decides"),
    "leaving": gettext_lazy("too many leave a school"),
    "shared_people": gettext_lazy("too many of a school are shared"),
    "load": gettext_lazy("a load is too large"),
    "cover": gettext_lazy("needs and lessons do not add up"),
    "open_before": gettext_lazy("what is open today is wrong"),
    "worse_off": gettext_lazy("a school is worse off than today"),
    "pinned": gettext_lazy("an accepted move is missing"),
    SNAPSHOT: gettext_lazy("the stored facts are not those that were frozen"),
    MISSING: gettext_lazy("a part of the plan is missing"),
    CHANGED: gettext_lazy("a row is not as it was stored when the plan was computed"),
    SUMS: gettext_lazy("the posts open are not the sum of the needs"),
    NEEDS: gettext_lazy("the needs are not those of the facts"),
}


def sentence_of(fault: Fault) -> str:
    """For people; the part by its level of education."""
    rule = str(RULES.get(fault.code, fault.code))
    stage = fault.part.partition(" ")[0]
    if stage not in Stage.values:
        return _("The stored plan does not hold: %s.") % rule
    level = str(Stage(stage).label)
    return _("The stored plan does not hold: %(level)s, %(rule)s.") % {"level": level, "rule": rule}


def require_sound(scenario: Scenario) -> None:
    """Check the plan again from its rows. Raises StaffRefused with everything that is found."""
    require_none(list(dict.fromkeys(sentence_of(each) for each in faults_of(scenario))))
