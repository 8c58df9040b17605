"""A plan as a file: its lines, before and after, and the demand of the recruitment plan."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, looked
from eduportal.workbooks.writing import Value, write_xlsx
from schools.choices import Stage
from staffing.models import Scenario, ScenarioLine
from staffing.rebalance.demand import Priority
from staffing.selectors.scenarios import Change, by_commune, by_subject, demand_of
from staffing.views.plan_words import names_of_subjects, weekly

CENT = Decimal("0.01")


def plan_file(request: HttpRequest, plan: Scenario) -> HttpResponse:
    """Four sheets; the last is the annex of the recruitment plan. Who may not export gets 403."""
    if not request.scope.may_export(None):
        raise PermissionDenied
    names = names_of_subjects()
    lines = list(plan.lines.select_related("part").order_by("ground", "from_name", "pk"))
    looked(request, Kind.STAFF, ((each.staff_id, each.from_school_id) for each in lines))
    sheets = [
        (_("Proposals"), _lines(lines, names)),
        (_("Subjects"), _changes(by_subject(plan, names))),
        (_("Communes"), _changes(by_commune(plan))),
        (_("To recruit"), _demand(plan, names)),
    ]
    return download(write_xlsx(sheets), f"plan-{plan.public_id}")


def _lines(lines: Sequence[ScenarioLine], names: dict[str, str]) -> list[Sequence[Value]]:
    titles: list[Value] = [_("Legal ground"), _("Teacher"), _("Subject"), _("From school")]
    titles += [_("To school"), _("km"), _("Amount"), _("Decided by"), _("State")]
    return [titles, *(_line(line, names) for line in lines)]


def _line(line: ScenarioLine, names: dict[str, str]) -> list[Value]:
    units = sum(each for _code, each in line.units)
    return [
        str(line.get_ground_display()),
        line.staff_name,
        ", ".join(str(names.get(code, code)) for code in line.subjects),
        line.from_name,
        line.to_name,
        _rounded(Fraction(line.metres, 1000)),
        weekly(units, line.part.stage) if units else _("whole post"),
        _("Department") if line.decided_by == "department" else line.decided_by,
        str(line.get_state_display()),
    ]


def _changes(rows: Sequence[Change]) -> list[Sequence[Value]]:
    titles: list[Value] = [_("School level"), _("Name"), _("Posts needed"), _("Open before")]
    table: list[Sequence[Value]] = [[*titles, _("Open after")]]
    for each in rows:
        level = str(Stage(each.stage).label) if each.stage else ""
        table.append([level, each.name, *map(_rounded, (each.needed, each.before, each.after))])
    return table


def _demand(plan: Scenario, names: dict[str, str]) -> list[Sequence[Value]]:
    """Whole posts under the total of level and subject; less than half a post is no post."""
    words = {
        Priority.BLACK: _("a school has nobody for a subject it must teach"),
        Priority.RED: _("half of the need or more is open"),
        Priority.ORANGE: _("a quarter or more"),
        Priority.YELLOW: _("a tenth or more"),
        Priority.WHITE: _("less"),
    }
    titles: list[Value] = [_("Priority"), _("Why"), _("School level"), _("Commune or ward")]
    titles += [_("Subject"), _("Posts needed"), _("Posts open"), _("Posts to recruit")]
    table: list[Sequence[Value]] = [titles]
    for each, commune in demand_of(plan):
        table.append(
            [
                each.priority + 1,
                words[each.priority],
                str(Stage(each.stage).label),
                commune,
                str(names.get(each.subject, each.subject)),
                _rounded(each.needed),
                _rounded(each.open_posts),
                each.posts,
            ]
        )
    return table


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(CENT, ROUND_HALF_UP)
