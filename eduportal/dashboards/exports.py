"""The tables of the dashboards as files: the same rows, hidden where the page hides them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.dashboards.figures.definitions import Figure, Value
from eduportal.dashboards.figures.selectors import SchoolFigures, Tally, total
from eduportal.dashboards.hiding.level_tree import LevelTree
from eduportal.dashboards.hiding.suppression import Levels
from eduportal.dashboards.questions.figure import FigureLine
from eduportal.dashboards.questions.flows import FlowTable
from eduportal.dashboards.questions.path_line import PathLine
from eduportal.dashboards.questions.progress import ClassLine, ProgressLine
from eduportal.dashboards.questions.results import level_names
from eduportal.workbooks.writing import Value as Cell
from eduportal.workbooks.writing import write_csv, write_xlsx
from grades.selectors import SheetRow
from schools.choices import Stage
from schools.models import ClassGroup, School, Term
from students.models import LeaverCohort

Row = list[Cell]


@dataclass(frozen=True)
class File:
    """What is wanted: "csv" or "xlsx", of which term."""

    format: str
    term: Term


def by_commune(file: File, schools: Sequence[SchoolFigures], tree: LevelTree) -> HttpResponse:
    """One line a commune and level of education."""
    units = {row.school.unit_id: row.school.unit for row in schools}
    rows = []
    for unit_id, unit in sorted(units.items(), key=lambda item: str(item[1])):
        mine = [row for row in schools if row.school.unit_id == unit_id]
        names = [unit.code, unit.full_name] if unit else ["", _("Commune not known")]
        for stage in _stages(mine):
            tally = total(row.by_stage[stage] for row in mine if stage in row.by_stage)
            levels = tree.of_communes(stage)[unit_id]
            rows.append([*names, _stage_name(stage), *_counts(tally), *_levels(levels)])
    titles = [_("Commune code"), _("Commune or ward"), _("Level of education")]
    return _answer(file, "communes", [*titles, *_count_titles(), *_level_titles()], rows)


def by_school(file: File, schools: Sequence[SchoolFigures], tree: LevelTree) -> HttpResponse:
    """One line a school and level of education; a school without sheets has one line."""
    rows: list[Row] = []
    for row in schools:
        names: Row = [row.school.code, row.school.name]
        for stage, tally in sorted(row.by_stage.items()):
            levels = _levels(tree.of_school(row, stage))
            rows.append([*names, _stage_name(stage), *_counts(tally), *levels])
        if not row.by_stage:
            rows.append([*names, "", *_counts(Tally())])
    titles = [_("School code"), _("School"), _("Level of education")]
    return _answer(file, "schools", [*titles, *_count_titles(), *_level_titles()], rows)


def by_class(file: File, school: School, lines: Sequence[ClassLine]) -> HttpResponse:
    """One line a class of the school."""
    rows: list[Row] = [
        [school.code, school.name, line.group.name, *_counts(line.tally), *_levels(line.levels)]
        for line in lines
    ]
    titles = [_("School code"), _("School"), _("Class")]
    return _answer(file, "classes", [*titles, *_count_titles(), *_level_titles()], rows)


def by_subject(file: File, group: ClassGroup, sheets: Sequence[SheetRow]) -> HttpResponse:
    """One line a mark sheet of the class."""
    rows: list[Row] = [
        [
            group.school.code,
            group.school.name,
            group.name,
            row.sheet.subject.name,
            row.filled,
            row.cells,
            row.sheet.get_state_display(),
        ]
        for row in sheets
    ]
    titles = [_("School code"), _("School"), _("Class"), _("Subject")]
    titles += [_("Mark cells filled"), _("Mark cells"), _("State")]
    return _answer(file, "sheets", titles, rows)


def unfinished(file: File, lines: Iterable[ProgressLine]) -> HttpResponse:
    """One line a school that has not handed in every sheet."""
    rows: list[Row] = [
        [line.code, line.name, line.note, line.is_late, *_counts(line.tally)] for line in lines
    ]
    titles = [_("School code"), _("School"), _("Commune or ward"), _("Late")]
    return _answer(file, "unfinished", [*titles, *_count_titles()], rows)


def paths(format: str, name: str, lines: Sequence[PathLine]) -> HttpResponse:
    """One line a commune or school: how many are of the cohort, and the shares with bounds."""
    titles = [_("Place"), _("Commune or ward"), _("Leavers")]
    has_left = any(line.enrolled is not None for line in lines)
    if has_left:
        titles += [_("Students of the year"), _("Left, of a hundred")]
    if lines:
        titles += [title for title, _text in lines[0].texts]
    table: list[Sequence[Cell]] = [titles]
    for line in lines:
        students = f"<{line.levels.smallest}" if line.students is None else line.students
        more = [line.enrolled, line.left_share] if has_left else []
        shares = [text for _title, text in line.texts]
        table.append([line.name, line.place, students, *more, *shares])
    content = write_csv(table) if format == "csv" else write_xlsx([(name, table)])
    return download(content, f"paths-{name}", format)


def flows(format: str, cohorts: Sequence[LeaverCohort], table: FlowTable) -> HttpResponse:
    """One line a school of grade 9, one column a school its leavers went to."""
    titles = [_("School code"), _("School"), *(each.name for each in table.columns)]
    rows: list[Sequence[Cell]] = [titles]
    rows += [[row.school.code, row.school.name, *row.counts] for row in table.rows]
    name = f"{cohorts[-1].year}-{cohorts[0].year}"
    content = write_csv(rows) if format == "csv" else write_xlsx([(name, rows)])
    return download(content, f"flows-{cohorts[0].grade}-{name}", format)


def figure(
    file: File, asked: Figure, whole: FigureLine, parts: Sequence[FigureLine]
) -> HttpResponse:
    """What the figure means, then its value and the lines it is added up from."""
    told = [
        (_("Meaning"), asked.meaning),
        (_("Numerator"), asked.numerator),
        (_("Denominator"), asked.denominator),
        (_("Not counted"), asked.excluded),
        (_("From which rows"), asked.source),
        (_("Basis"), asked.basis),
        (_("Term"), file.term),
        (_("As of"), f"{timezone.localtime():%H:%M %d/%m/%Y}"),
    ]
    head: list[Row] = [[title, str(text)] for title, text in told if text]
    titles: Row = [_("Place"), str(asked.numerator), str(asked.denominator), "%"]
    rows: list[Row] = [
        [
            line.name or _("Together"),
            *_value(line.value),
            line.tally.classes_sealed,
            line.tally.classes,
        ]
        for line in (*parts, whole)
    ]
    titles += [_("Classes sealed"), _("Classes")]
    first = [_("Figure"), f"{asked.code} {asked.name}"]
    return _answer(file, asked.code, first, [*head, [], titles, *rows])


def _sealed(tally: Tally) -> Row:
    return [tally.classes_sealed, tally.classes]


def _value(value: Value) -> Row:
    """Part, whole and percent; a hidden number is a word."""
    if value.is_hidden:
        return [_("hidden"), "" if value.whole is None else value.whole, ""]
    percent = value.percent
    return [value.part, value.whole, None if percent is None else round(percent, 1)]


def _stages(schools: Iterable[SchoolFigures]) -> list[str]:
    return sorted({stage for row in schools for stage in row.by_stage})


def _stage_name(stage: str) -> str:
    return str(Stage(stage).label)


def _count_titles() -> list[str]:
    return [
        _("Classes"),
        _("Classes sealed"),
        _("Students"),
        _("Mark cells"),
        _("Mark cells filled"),
        _("Mark sheets"),
        _("Mark sheets handed in"),
        _("Mark sheets approved"),
    ]


def _counts(tally: Tally) -> Row:
    return [
        tally.classes,
        tally.classes_sealed,
        tally.students,
        tally.cells,
        tally.filled,
        tally.sheets,
        tally.handed_in,
        tally.decided,
    ]


def _level_titles() -> list[str]:
    return [_("Students with a result"), *level_names()]


def _levels(levels: Levels) -> Row:
    """Students and levels; a hidden number is a word, never an empty cell."""
    hidden = _("hidden")
    students = f"<{levels.smallest}" if levels.students is None else levels.students
    return [students, *(hidden if count is None else count for count in levels.shown)]


def _answer(file: File, name: str, titles: Sequence[str], rows: Sequence[Row]) -> HttpResponse:
    """The file itself, named after its table, the term and the day."""
    table: list[Sequence[Cell]] = [titles, *rows]
    content = write_csv(table) if file.format == "csv" else write_xlsx([(str(file.term), table)])
    return download(content, f"{name}-{file.term.code}", file.format)
