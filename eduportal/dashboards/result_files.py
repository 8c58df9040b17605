"""The page of results as a file: the same tiles, hidden where the page hides them."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.dashboards.exports import File
from eduportal.dashboards.figures.outcome_figures import RESULT_FIGURES
from eduportal.dashboards.hiding.suppression import Levels
from eduportal.dashboards.questions.outcome_page import ShownResults
from eduportal.dashboards.questions.outcome_schools import words_for
from eduportal.dashboards.questions.results import level_names
from eduportal.workbooks.writing import Value, write_csv, write_xlsx

Row = Sequence[Value]
Sheet = tuple[str, list[Row]]


def results(file: File, shown: ShownResults) -> HttpResponse:
    """A sheet a tile after one that says what they are; a .csv has them below each other."""
    sheets = [_about(shown), _levels(shown), _grades(shown), _marks(shown), _subjects(shown)]
    if shown.compares_schools:
        sheets += [_five(shown), _funnel(shown)]
    sheets = [sheet for sheet in sheets if sheet[1]]
    name = f"results-{file.term.code}"
    if file.format == "xlsx":
        return download(write_xlsx(sheets), name, "xlsx")
    rows: list[Row] = []
    for title, table in sheets:
        rows += [[title], *table, []]
    return download(write_csv(rows), name, "csv")


def _about(shown: ShownResults) -> Sheet:
    page = shown.page
    as_of = shown.own.year.results.as_of
    rows: list[Row] = [
        [_("Place"), shown.own.name],
        [_("Term"), str(page.term)],
        [_("Level of education"), shown.stage_name],
        [_("Compared with"), shown.other.name if shown.other else "–"],
        [_("As of"), f"{timezone.localtime(as_of):%H:%M %d/%m/%Y}" if as_of else "–"],
        [_("Classes sealed"), shown.tally.classes_sealed],
        [_("Classes"), shown.tally.classes],
    ]
    rows += [[sentence] for sentence in shown.lead]
    rows += [[f"{each.code} {each.name}", str(each.meaning)] for each in RESULT_FIGURES]
    if page.smallest > 1:
        said = _(
            "Numbers of fewer than %(smallest)s students are hidden, and so are those from which "
            "one could work them out."
        )
        rows.append([_("Hidden numbers"), said % {"smallest": page.smallest}])
    return _("Learning results"), rows


def _levels(shown: ShownResults) -> Sheet:
    rows: list[Row] = [
        [_("Level of education"), _("Students with a result"), *level_names(), _("Good + Fair, %")]
    ]
    rows += [
        [row.name, _students(row.levels), *map(_shown, row.levels.shown), _share_of(row.levels)]
        for row in shown.levels
    ]
    return _("By level"), rows


def _grades(shown: ShownResults) -> Sheet:
    if not shown.grades.rows:
        return "", []
    rows: list[Row] = [[_("Grade level"), _("Girls, %"), _("Boys, %"), _("All, %"), _other(shown)]]
    rows += [
        [row.grade, *map(_percent, (row.girls, row.boys, row.both, row.other))]
        for row in shown.grades.rows
    ]
    return _("By grade and sex"), rows


def _marks(shown: ShownResults) -> Sheet:
    tile = shown.marks
    if not tile.has_results:
        return "", []
    rows: list[Row] = [[_("Average"), _("Students"), "%", _other(shown)]]
    rows += [
        [row.mark, _shown(row.count), _percent(row.share), _percent(row.other)] for row in tile.rows
    ]
    return f"{tile.subject.short_name if tile.subject else ''} {shown.wanted.grade}".strip(), rows


def _subjects(shown: ShownResults) -> Sheet:
    if not shown.subjects:
        return "", []
    rows: list[Row] = [[_("Subject"), _("Students"), _("Below 5.0, %"), _other(shown)]]
    rows += [
        [
            row.subject.name,
            _students(row.levels),
            _("hidden") if row.share is None else _percent(row.share),
            _percent(row.other),
        ]
        for row in shown.subjects
    ]
    return _("By subject"), rows


def _five(shown: ShownResults) -> Sheet:
    columns = [f"{name} ({bounds})" for name, bounds in shown.five.columns]
    rows: list[Row] = [["", *columns]]
    rows += [
        [f"{name} ({bounds})", *(cell.count for cell in cells)]
        for name, bounds, cells in shown.five.rows
    ]
    return _("Status and change"), rows


def _funnel(shown: ShownResults) -> Sheet:
    rows: list[Row] = [[_("School"), _("Students"), _("Good + Fair, %"), _("Limits by size")]]
    rows += [
        [
            row.share.school.name,
            row.share.students,
            _percent(row.share.share),
            words_for(row),
        ]
        for row in shown.funnel.rows
    ]
    return _("By size"), rows


def _other(shown: ShownResults) -> str:
    return f"{shown.other.name}, %" if shown.other else "–"


def _students(levels: Levels) -> Value:
    return f"<{levels.smallest}" if levels.students is None else levels.students


def _shown(count: int | None) -> Value:
    return _("hidden") if count is None else count


def _percent(share: float | None) -> Value:
    return None if share is None else round(share, 1)


def _share_of(levels: Levels) -> Value:
    share = levels.upper_share
    return _("hidden") if share is None else round(share, 1)
