"""The feet of the tiles of the page of results."""

from dataclasses import replace

from eduportal.dashboards.access import PageQuery
from eduportal.dashboards.figures.definitions import FIGURES, LEVEL_CODES
from eduportal.dashboards.figures.outcome_figures import BY_SEX, BY_SIZE, LOW, MARKS, STATUS
from eduportal.dashboards.questions.foot import Foot
from eduportal.dashboards.questions.outcome_page import ShownResults


def feet_of_results(asked: PageQuery, shown: ShownResults) -> dict[str, Foot]:
    """One a tile, by its name."""
    page = shown.page.place.url_of(LEVEL_CODES[0], shown.stage)
    students = shown.own.levels(shown.stage).students
    levels = Foot(
        figures=[FIGURES[code] for code in LEVEL_CODES],
        at=shown.own.year.results.as_of,
        count=students,
        tally=shown.tally,
        rows=page,
        file=asked.file,
        history=f"{page}#kept",
        smallest=asked.smallest,
    )
    other = replace(levels, rows="", history="")
    marks = shown.marks.levels.students if shown.marks.levels else students
    return {
        "levels": levels,
        "grades": replace(other, figures=[BY_SEX]),
        "marks": replace(other, figures=[MARKS], count=marks),
        "subjects": replace(other, figures=[LOW]),
        "five": replace(other, figures=[STATUS], count=len(shown.five.placed)),
        "funnel": replace(other, figures=[BY_SIZE], count=len(shown.funnel.rows)),
    }
