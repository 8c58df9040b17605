"""The register as a table."""

from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.reform.selectors.register import IndicatorLine, MeasureLine, SchemeLine
from eduportal.reform.words import STANDINGS
from eduportal.workbooks.writing import Value, write_csv, write_xlsx

Row = list[Value]


def register_file(lines: Sequence[SchemeLine], kind: str) -> HttpResponse:
    """One line an indicator or measure, as the page shows them; `kind` is "xlsx" or "csv"."""
    head: list[Row] = [
        [_("Schemes, plans and conclusions")],
        [_("As of"), timezone.localdate()],
        [_("Figures with a code are read from the portal; the others were reported.")],
        [],
        _titles(),
    ]
    rows = [*head, *(row for line in lines for row in _rows(line))]
    name = "schemes"
    if kind == "csv":
        return download(write_csv(rows), name, "csv")
    return download(write_xlsx([(_("Schemes"), rows)]), name)


def _titles() -> Row:
    return [
        _("Number of the document"),
        _("Scheme"),
        _("Objective"),
        _("Indicator or measure"),
        _("Figure"),
        _("Now"),
        _("Target"),
        _("Unit"),
        _("Office in charge"),
        _("Due"),
        _("State"),
        _("Evidence"),
    ]


def _rows(line: SchemeLine) -> Iterator[Row]:
    for each in line.objectives:
        names: Row = [line.scheme.number, line.scheme.title, each.objective.title]
        office = each.objective.owner or line.scheme.owner
        for indicator in each.indicators:
            yield [*names, *_indicator(indicator, office)]
        for measure in each.measures:
            yield [*names, *_measure(measure)]


def _indicator(row: IndicatorLine, office: str) -> Row:
    value: Value = _("hidden") if row.now.is_hidden else row.now.value
    return [
        row.indicator.title,
        row.indicator.figure,
        value,
        row.target,
        row.indicator.unit,
        row.indicator.owner or office,
        row.due_on,
        str(STANDINGS[row.standing][0]),
        None,
    ]


def _measure(row: MeasureLine) -> Row:
    measure = row.measure
    evidence = "; ".join(each.document for each in measure.evidence.all())
    state = measure.get_state_display()
    return [measure.title, "", None, None, "", measure.owner, measure.due_on, state, evidence]
