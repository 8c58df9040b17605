"""What a page of data quality shows, as a file."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.roles import Role
from eduportal.core.downloads import download
from eduportal.quality.checks import Rule
from eduportal.quality.selectors.board import RuleLine
from eduportal.quality.selectors.findings import Shown
from eduportal.quality.selectors.places import Place
from eduportal.workbooks.writing import Value, write_csv, write_xlsx


def rules_file(kind: str, lines: Sequence[RuleLine], place: Place) -> HttpResponse:
    """One line a rule, below what is shown and as of when."""
    titles: list[Value] = [_("Code"), _("Rule"), _("Effect"), _("Owner"), _("Days to mend")]
    titles += [_("Open"), _("Overdue"), _("Called right, percent"), _("Legal basis")]
    rows: list[Sequence[Value]] = [
        [
            line.rule.code,
            str(line.rule.title),
            str(line.rule.effect.label),
            str(Role(line.rule.owner).label),
            line.rule.days,
            line.open,
            line.overdue,
            None if line.false_alarms is None else round(line.false_alarms, 1),
            str(line.rule.basis),
        ]
        for line in lines
    ]
    above = [_("Data quality"), place.name or _("All schools")]
    return _file(kind, above, [titles, *rows], "data-quality")


def findings_file(kind: str, lines: Sequence[Shown], rule: Rule) -> HttpResponse:
    """One line a finding of one rule, as the page shows it."""
    titles: list[Value] = [_("School code"), _("School"), _("Who"), _("Finding")]
    titles += [_("Found on"), _("To be answered by"), _("State"), _("Owner")]
    rows: list[Sequence[Value]] = [
        [
            line.finding.school.code,
            line.finding.school.name,
            line.who,
            line.sentence,
            line.finding.opened_on,
            line.finding.due_on,
            str(line.finding.get_state_display()),
            str(Role(rule.owner).label),
        ]
        for line in lines
    ]
    above = [f"{rule.code} · {rule.title}", str(rule.why)]
    return _file(kind, above, [titles, *rows], f"data-quality-{rule.code.lower()}")


def _file(
    kind: str, above: Sequence[str], table: Sequence[Sequence[Value]], name: str
) -> HttpResponse:
    """The title, what it means and as of when stand above the table."""
    as_of = timezone.localtime()
    head: list[Sequence[Value]] = [[line] for line in above]
    head.append([_("As of %(at)s") % {"at": f"{as_of:%H:%M %d/%m/%Y}"}])
    rows = [*head, *table]
    if kind == "csv":
        return download(write_csv(rows), name, kind)
    return download(write_xlsx([(_("Data quality"), rows)], lines_above=len(head)), name)
