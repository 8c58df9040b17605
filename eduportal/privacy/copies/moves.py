"""A member of staff and other schools: wishes, grounds to stay, lines of plans, decisions."""

from django.utils.translation import gettext as _

from eduportal.privacy.copies.sheets import Copy, Row
from staffing.models import (
    LineConsent,
    LineObjection,
    Protection,
    ScenarioLine,
    StaffDecision,
    StaffMember,
    Wish,
)


def add_moves(copy: Copy, staff: list[StaffMember]) -> None:
    """A sheet of its own; lines of plans that are not published are nobody's yet."""
    keys = [each.pk for each in staff]
    rows: list[Row] = [
        [_("wish"), each.to_name, "", None, None]
        for each in Wish.objects.filter(staff__in=keys).order_by("rank")
    ]
    rows += [
        [_("protection"), str(each.get_kind_display()), each.decision, each.starts_on, each.ends_on]
        for each in Protection.objects.filter(staff__in=keys).order_by("starts_on", "pk")
    ]
    lines = ScenarioLine.objects.filter(staff__in=keys, is_shown=True).order_by("pk")
    rows += [
        [_("line of a plan"), each.to_name, str(each.get_ground_display()), None, None]
        for each in lines
    ]
    rows += [
        [_("objection to a line"), each.text, each.answer, each.at.date(), None]
        for each in LineObjection.objects.filter(line__staff__in=keys, is_own=True).order_by("pk")
    ]
    rows += [
        [_("word about a line"), each.opinion, each.paper, each.said_on, None]
        for each in LineConsent.objects.filter(line__staff__in=keys, side="person").order_by("pk")
    ]
    rows += [
        [_("decision about a person"), each.to_name, each.number, each.starts_on, each.ends_on]
        for each in StaffDecision.objects.filter(staff__in=keys).order_by("pk")
    ]
    titles = [_("Kind"), _("School or ground"), _("Paper or answer"), _("From"), _("Last day")]
    copy.add(_("Other schools"), titles, rows)
