"""The words of a plan that moves teachers: its settings, its prices, why it failed, why a line."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.numbers import grouped_text
from schools.choices import Stage
from schools.models import Subject
from staffing.models import Scenario
from staffing.rebalance.facts import CHILDREN, CLASS_TEACHERS, SHARED
from staffing.rebalance.options import FULL_LOAD
from staffing.rules.load import TEACHING_WEEKS
from staffing.services.faults import RULES

FAILED: dict[str, Any] = {
    "nothing": gettext_lazy(
        "There is nobody, or no need, to plan with. Schools need classes, teachers a post, and "
        "schools or communes their place on the map."
    ),
    "clock": gettext_lazy("It took too long and was ended. Compute it again."),
    "error": gettext_lazy("The portal failed. Compute it again, or ask the administrator."),
    "broken": gettext_lazy(
        "The independent check found that the plan breaks a rule (%s). Nothing of it is shown."
    ),
    "other": gettext_lazy(
        "No plan was found (%s). Moves that must stay may contradict the limits; or the memory "
        "or the time of a part was used up."
    ),
}
CRITERIA: dict[str, Any] = {
    "everybody": gettext_lazy("everybody who could be asked goes"),
    "was_sent": gettext_lazy("who has been sent before goes last"),
    "years_here": gettext_lazy("who came to the school last goes first"),
    "years_left": gettext_lazy("who has longest to serve goes first"),
    "lot": gettext_lazy("the published lot, because every criterion left it open"),
}


def names_of_subjects() -> dict[str, str]:
    """Subjects, and the needs that belong to none: one query."""
    return {
        **dict(Subject.objects.values_list("code", "name")),
        SHARED: _("Homerooms and activities of the school"),
        CLASS_TEACHERS: _("Class teachers of the primary level"),
        CHILDREN: _("Preschool teachers"),
    }


def part_name(name: str, names: Mapping[str, str]) -> str:
    """A part by its level and its first subject."""
    stage, _space, subject = name.partition(" ")
    level = str(Stage(stage).label) if stage in Stage.values else stage
    # What belongs to no subject joins all of a level.
    return level if subject == SHARED else f"{level}: {names.get(subject, subject)}"


def problems_of(scenario: Scenario, names: Mapping[str, str]) -> list[str]:
    """Why a plan failed, part by part."""
    found = []
    for part, code in scenario.problems:
        kind, _colon, rule = code.partition(":")
        if kind == "broken":
            sentence = FAILED["broken"] % RULES.get(rule, rule)
        else:
            sentence = str(FAILED[kind]) if kind in FAILED else FAILED["other"] % code
        found.append(f"{part_name(part, names)} – {sentence}" if part else sentence)
    return found


def posts(value: Fraction | float) -> str:
    """Posts to two decimals, as the reader writes them."""
    return grouped_text(float(value), 2)


def signed(value: float) -> str:
    """A difference in posts: plus is more open, minus is less."""
    rounded = round(value, 2)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return sign + grouped_text(abs(rounded), 2)


def weekly(units: int, stage: str) -> str:
    """Units a year as people say them: periods a week, in preschools posts."""
    if FULL_LOAD[stage] == FULL_LOAD["01"]:
        return _("%s posts") % grouped_text(units / FULL_LOAD[stage], 1)
    return _("%s periods a week") % grouped_text(units / TEACHING_WEEKS, 1)


def kilometres(metres: int) -> str:
    return grouped_text(metres / 1000, 1)
