"""Scenarios in words: a step, why one cannot be taken, and what a rule answers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.planning.choices import OperationKind as Kind
from eduportal.planning.models import NetworkOperation
from eduportal.planning.rules.checks import Check, Rule, Verdict
from eduportal.planning.rules.operations import Cannot
from eduportal.planning.selectors.outcome import Outcome
from schools.choices import Stage
from schools.models import AdminUnit


def step_text(step: NetworkOperation) -> str:
    """One step in a sentence: what, of which school, to which, how much."""
    parts = [str(step.get_kind_display())]
    if step.name:
        parts.append(step.name)
    if step.from_school:
        parts.append(step.from_school.name)
    if step.site:
        parts.append(step.site.name)
    if target := target_name(step):
        parts.append(f"→ {target}")
    told = []
    if step.grades:
        told.append(_("grades %(grades)s") % {"grades": ", ".join(map(str, step.grades))})
    if step.stages or step.stage:
        levels = step.stages or [step.stage]
        told.append(", ".join(str(Stage(each).label) for each in levels))
    if step.share is not None:
        told.append(_("%(share)s%% of the students") % {"share": step.share})
    if step.rooms is not None:
        told.append(_("%(rooms)s classrooms") % {"rooms": f"{step.rooms:+d}"})
    if step.kind == Kind.SESSIONS:
        told.append(_("%(sessions)s sessions a day") % {"sessions": step.sessions})
    text = " ".join(parts)
    return f"{text} ({'; '.join(told)})" if told else text


def target_name(step: NetworkOperation) -> str:
    if step.to_new:
        return step.to_new.name
    return step.to_school.name if step.to_school else ""


def cannot_text(why: Cannot) -> str:
    """Why a step cannot be taken, and so is left out."""
    texts: Mapping[Cannot, str] = {
        Cannot.NO_SCHOOL: _("the school is not there any more when the step is taken"),
        Cannot.NO_TARGET: _("the school it goes to is missing or not there any more"),
        Cannot.SAME_SCHOOL: _("both are the same school"),
        Cannot.NO_SITE: _("the school has no such site; enter its sites under Rooms and sites"),
        Cannot.LAST_SITE: _("it is the only site of the school"),
        Cannot.NO_ROOMS: _("say how many classrooms"),
        Cannot.NO_GRADES: _("choose grades that the school teaches"),
        Cannot.NO_LEVEL: _("choose a level of education; of a handover one of several taught"),
        Cannot.NO_SHARE: _("say how many percent go, 1 to 99"),
        Cannot.NO_SESSIONS: _("one or two sessions a day"),
        Cannot.NO_PLACE: _("give latitude and longitude"),
        Cannot.NO_COMMUNE: _("choose the commune"),
        Cannot.LEVEL_MISSING: _("the school it goes to does not teach these grades"),
    }
    return texts[why]


def check_text(check: Check, outcome: Outcome, units: Mapping[str, AdminUnit]) -> str:
    """What a rule answers, with the number found and the limit."""
    told: dict[str, Any] = dict(check.figures)
    told["about"] = name_of(check.about, outcome, units)
    for name in ("one", "other"):
        if name in told:
            told[name] = name_of(str(told[name]), outcome, units)
    if "stage" in told:
        told["stage"] = Stage(str(told["stage"])).label
    if "levels" in told:
        told["levels"] = ", ".join(str(Stage(e).label) for e in str(told["levels"]).split(", "))
    if check.rule is Rule.CLASS_SIZE and "students" in told:
        told["students"] = grouped_text(float(told["students"]), 1)
    if "factor" in told:
        told["factor"] = grouped_text(float(told["factor"]), 1)
        told["km"] = "–" if told["km"] is None else grouped_text(float(told["km"]), 1)
        told["limit"] = grouped_text(float(told["limit"]), 0)
    return _sentence(check, told) % told


def _sentence(check: Check, told: Mapping[str, Any]) -> str:
    unknown = check.verdict is Verdict.UNKNOWN
    if check.rule is Rule.WAY and not unknown:
        return _("%(about)s: students who go %(km)s km (factor %(factor)s): %(students)s; at most "
                 "%(limit)s km")  # fmt: skip
    if check.rule is Rule.WAY:
        return _("%(about)s: students who go %(km)s km (factor %(factor)s): %(students)s; no limit "
                 "is decided or a place is not known")  # fmt: skip
    if check.rule is Rule.CLASS_SIZE and unknown:
        return _("%(about)s, %(stage)s: nobody has entered the rooms; at most %(most)s students a "
                 "class")  # fmt: skip
    texts: Mapping[Rule, str] = {
        Rule.ONE_COMMUNE: _("%(school)s in %(one)s and %(target)s in %(other)s: schools are merged "
                            "inside one commune"),
        Rule.EACH_LEVEL: _("%(about)s: %(before)s schools of the level %(stage)s before, %(after)s "
                           "after; at least %(least)s"),
        Rule.PRESCHOOL_APART: _("%(about)s: %(levels)s; a preschool does not go together with "
                                "general schools"),
        Rule.CENTRE_APART: _("%(about)s: %(levels)s; a centre of continuing education does not go "
                             "together with general schools"),
        Rule.CLASSES: _("%(about)s: %(classes)s classes; %(least)s to %(most)s"),
        Rule.CLASS_SIZE: _("%(about)s, %(stage)s: students a class, as the rooms force: "
                           "%(students)s; at most %(most)s"),
        Rule.SITES: _("%(about)s: %(sites)s sites; at most %(most)s"),
    }  # fmt: skip
    return texts[check.rule]


def name_of(key: str, outcome: Outcome, units: Mapping[str, AdminUnit]) -> str:
    """A school or commune by its key."""
    school = outcome.after.schools.get(key) or outcome.before.schools.get(key)
    if school is not None:
        return school.name
    return units[key].full_name if key in units else key


def verdict_text(verdict: Verdict) -> str:
    texts: Mapping[Verdict, str] = {
        Verdict.KEPT: _("kept"),
        Verdict.NOTED: _("outside already"),
        Verdict.UNKNOWN: _("not known"),
        Verdict.REFUSED: _("refused"),
    }
    return texts[verdict]
