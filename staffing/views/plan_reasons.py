"""Why a line is in a plan, and what if it were not, in sentences. No colleague's hardship."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import AdminUnit
from staffing.choices import LineGround
from staffing.models import LineConsent, ScenarioLine
from staffing.rebalance.people import DEPARTMENT
from staffing.services.consenting import WANTED
from staffing.views.plan_viewer import Viewer, sides_of
from staffing.views.plan_words import CRITERIA, weekly

CLAUSES = {
    LineGround.SURPLUS.value: "NĐ 93/2026, Điều 11 khoản 2 điểm a",
    LineGround.LENT.value: "NĐ 93/2026, Điều 11 khoản 2 điểm e",
    LineGround.WISH.value: "NĐ 93/2026, Điều 12",
    LineGround.SHARED.value: "NĐ 93/2026, Điều 13",
}


def reasons_of(line: ScenarioLine, names: Mapping[str, str]) -> dict[str, Any]:
    """The sentences of the page, from the facts frozen with the line."""
    why, stage = line.why, line.why["stage"]
    return {
        "clause": CLAUSES[line.ground],
        "spare": weekly(why["spare"], stage),
        "wish": why["wish"] if line.ground == LineGround.WISH else None,
        "lacking": [
            (names.get(code, code), weekly(before, stage), weekly(after, stage))
            for (code, before), (_code, after) in zip(
                why["lacking"], why["still_lacking"], strict=True
            )
            if before or after
        ],
        "chosen": CRITERIA.get(why["decided_by"], why["decided_by"]),
        "eligible": why["eligible"],
        "not_eligible": ngettext(
            "%(count)d colleague with the same subjects could not be asked",
            "%(count)d colleagues with the same subjects could not be asked",
            why["not_eligible"],
        )
        % {"count": why["not_eligible"]},
        "without": _without(why, stage),
        "if_shared": weekly(why["if_shared"], stage) if why["if_shared"] else "",
        "given": [(names.get(code, code), weekly(units, stage)) for code, units in line.units],
        "decided_by": _("the Department")
        if line.decided_by == DEPARTMENT
        else _("the commune of both schools"),
    }


def decider_of(line: ScenarioLine) -> str:
    """The unit whose decision it is, by name; the page offers it."""
    if line.decided_by == DEPARTMENT:
        return str(settings.EDUPORTAL_ORGANISATION)
    unit = AdminUnit.objects.filter(schools=line.from_school_id).first()
    return _("People's Committee of %s") % unit.full_name if unit else ""


def consents_shown(line: ScenarioLine, viewer: Viewer) -> list[dict[str, Any]]:
    """Whose word the decision needs, in order, and what has been said as far as one may read it:
    one's own, and all for whoever decides. One query."""
    rows = LineConsent.objects.filter(line=line).select_related("recorded_by")
    said = {each.side: each for each in rows}
    may = sides_of(line, viewer)
    return [
        {"side": side, "said": said.get(side), "may_take_back": side in said and side in may}
        for side in WANTED.get(line.ground, ())
        if viewer.decides or side in viewer.sides
    ]


def _without(why: dict[str, Any], stage: str) -> str:
    if why["worse_off"]:
        schools = ", ".join(why["worse_off"])
        return _("Without this line %s would be worse off than today.") % schools
    amount = weekly(max(0, why["without"]["units"]), stage)
    return _("Without this line %s more stay open.") % amount
