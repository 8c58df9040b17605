"""The feet of the tiles of each page."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.access import PageQuery
from eduportal.dashboards.figures.definitions import FIGURES, LEVEL_CODES
from eduportal.dashboards.figures.elsewhere import (
    ACCEPTED,
    ARRIVED,
    COMPARED,
    EXPECTED,
    FLOWS,
    LEAVERS,
    LEFT_SHARE,
    NATION_LEVELS,
    NATION_LOW,
    PACKAGES,
    PARKED,
    RATES,
    RETURNED,
    UNFINISHED,
)
from eduportal.dashboards.figures.outcome_figures import RESULT_FIGURES
from eduportal.dashboards.figures.selectors import SchoolFigures, Tally, TermFigures, total
from eduportal.dashboards.questions.figure import FigureLine, FigureReading, Place
from eduportal.dashboards.questions.foot import Foot, page_of
from eduportal.dashboards.questions.nation import SubjectLine
from eduportal.dashboards.questions.outcome_page import ShownResults
from eduportal.dashboards.questions.paths import PathLine
from eduportal.dashboards.questions.provinces import Province
from students.paths.rates import MEASURES, Measure
from students.paths.vocabulary import Group

PROGRESS_CODES = ("TD-06", "TD-03", "TD-04", "TD-05", "TD-01", "TD-02")
PROGRESS = [FIGURES[code] for code in PROGRESS_CODES]
LEVELS = [FIGURES[code] for code in LEVEL_CODES]
SEALED_CLASSES = _("sealed classes")


def feet_of_board(
    asked: PageQuery,
    figures: TermFigures,
    schools: Sequence[SchoolFigures],
    place: Place,
    counted: Tally,
    late: int,
) -> dict[str, Foot]:
    """Of the tiles of province, commune and school: `places`, `results` and `late`.

    `counted` are the classes the results come from, `late` how many schools are not finished.
    """
    tally = total(row.tally for row in schools) if schools else Tally()
    return {
        "places": progress_foot(asked, figures, tally, place),
        "results": results_foot(asked, figures, counted, place),
        "late": late_foot(asked, late),
    }


def progress_foot(asked: PageQuery, figures: TermFigures, tally: Tally, place: Place) -> Foot:
    """Of how far the marks are."""
    page = place.url_of("TD-06", asked.stage)
    return Foot(
        figures=PROGRESS,
        at=figures.as_of,
        count=tally.classes,
        tally=tally,
        rows=page,
        file=asked.file,
        history=f"{page}#kept",
    )


def results_foot(asked: PageQuery, figures: TermFigures, tally: Tally, place: Place) -> Foot:
    """Of students by level: how many sealed classes they are counted from."""
    page = place.url_of(LEVEL_CODES[0], asked.stage)
    return Foot(
        figures=LEVELS,
        at=figures.as_of,
        count=tally.classes_sealed,
        unit=SEALED_CLASSES,
        tally=tally,
        rows=page,
        file=asked.file,
        history=f"{page}#kept",
        smallest=asked.smallest,
    )


def late_foot(asked: PageQuery, late: int) -> Foot:
    """Of the schools that are not finished, which the page looks up as it is asked for."""
    page = reverse("dashboards:late")
    stage = {"stage": asked.stage} if asked.stage else {}
    return Foot(
        figures=[UNFINISHED],
        at=timezone.now(),
        count=late,
        rows=f"{page}?{urlencode(stage)}" if stage else page,
        file=f"{page}?{urlencode(stage | {'export': 'xlsx'})}" if asked.can_export else "",
    )


def feet_of_figure(
    asked: PageQuery,
    reading: FigureReading,
    whole: FigureLine,
    kept: Sequence[tuple[datetime.date, FigureLine]],
) -> dict[str, Foot]:
    """Of the parts of a figure, and of the days on which it was kept."""
    parts = Foot(
        figures=[reading.figure],
        at=reading.figures.as_of,
        count=whole.tally.classes,
        unit=FIGURES["TD-01"].unit,
        tally=whole.tally,
        file=asked.file,
        history="#kept",
        smallest=asked.smallest,
    )
    if not kept:
        return {"parts": parts}
    day, line = kept[0]
    frozen = replace(
        parts, at=_end_of(day), count=line.tally.classes, tally=line.tally, is_frozen=True, file=""
    )
    return {"parts": parts, "kept": replace(frozen, history="")}


def _end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59)))


def received_foot(count: int, newest: Iterable[datetime.datetime]) -> Foot:
    """Of packages from other portals, by when the newest of them came."""
    return Foot(figures=[PACKAGES], at=max(newest, default=None), count=count)


def feet_of_leavers(asked: PageQuery, whole: PathLine, kept: Sequence[PathLine]) -> dict[str, Foot]:
    """Of what is known of leavers today, `leavers`, and of the days that were kept, `kept`."""
    more = [LEFT_SHARE] if whole.group is Group.LEFT else []
    now = Foot(
        figures=[LEAVERS, *more, *(RATES[measure] for measure in MEASURES[whole.group])],
        at=timezone.now(),
        count=whole.students,
        file=asked.file,
        smallest=asked.smallest,
    )
    last = kept[-1] if kept else None
    if last is None or last.day is None:
        return {"leavers": now}
    frozen = replace(now, at=_end_of(last.day), count=last.students, is_frozen=True, file="")
    return {"leavers": replace(now, history="#kept"), "kept": frozen}


def foot_of_flows(asked: PageQuery, schools: int) -> Foot:
    """Of the pairs of schools."""
    unit = _("schools with leavers")
    return Foot(
        figures=[FLOWS],
        at=timezone.now(),
        count=schools,
        unit=unit,
        file=asked.file,
        smallest=asked.smallest,
    )


def pages_of_leavers() -> dict[str, str]:
    """The pages of the figures about leavers."""
    return {
        "leavers": page_of(LEAVERS),
        "left": page_of(LEFT_SHARE),
        "learning": page_of(RATES[Measure.LEARNING]),
        "unknown": page_of(RATES[Measure.UNKNOWN]),
        "flows": page_of(FLOWS),
    }


def pages_of_nation() -> dict[str, str]:
    """The pages of the figures about provinces."""
    figures = {
        "expected": EXPECTED,
        "arrived": ARRIVED,
        "accepted": ACCEPTED,
        "parked": PARKED,
        "returned": RETURNED,
        "levels": NATION_LEVELS,
        "low": NATION_LOW,
        "compared": COMPARED,
    }
    return {name: page_of(figure) for name, figure in figures.items()}


def meanings_of_nation(
    provinces: Sequence[Province], students: int, subjects: Iterable[SubjectLine]
) -> dict[str, object]:
    """The pages of the figures about provinces, and the feet of the tiles.

    Shown are `students` with a level, and the averages of `subjects`.
    """
    averages = sum(line.students for line in subjects)
    return {"pages": pages_of_nation(), "feet": _feet_of_nation(provinces, students, averages)}


def _feet_of_nation(provinces: Sequence[Province], students: int, averages: int) -> dict[str, Foot]:
    at = max((each.figure.as_of for each in provinces), default=timezone.now())
    wanted = sum(each.figure.wanted for each in provinces)
    arrival = Foot(
        figures=[EXPECTED, ARRIVED, ACCEPTED, PARKED, RETURNED],
        at=at,
        count=wanted,
        rows=reverse("exchange:packages"),
    )
    students_foot = replace(arrival, rows="", smallest=settings.SUPPRESSION_SMALLEST)
    return {
        "arrival": arrival,
        "levels": replace(students_foot, figures=[NATION_LEVELS], count=students),
        "low": replace(students_foot, figures=[NATION_LOW], count=averages, unit=_("averages")),
        "compared": replace(arrival, figures=[COMPARED]),
    }


def feet_of_results(asked: PageQuery, shown: ShownResults) -> dict[str, Foot]:
    """Of the tiles of the page of results, by code in small letters without the hyphen."""
    averages = shown.marks.levels
    counts: dict[str, tuple[int | None, Promise | str]] = {
        "KQ-06": (averages.students if averages else 0, "")
    }
    if shown.compares_schools:
        none, hidden = (
            gettext("schools; %(left_out)s have no place"),
            gettext("schools; %(left_out)s are hidden"),
        )
        five, funnel = shown.five, shown.funnel
        counts["KQ-08"] = len(five.placed), none % {"left_out": five.left_out}
        counts["KQ-09"] = len(funnel.rows), hidden % {"left_out": funnel.left_out}
    found = {}
    for figure in RESULT_FIGURES:
        count, unit = counts.get(figure.code, (shown.tally.classes_sealed, SEALED_CLASSES))
        found[figure.code.replace("-", "").lower()] = Foot(
            figures=[figure],
            at=shown.own.year.results.as_of,
            count=count,
            unit=unit,
            tally=shown.tally,
            file=asked.file,
            smallest=asked.smallest,
        )
    return found


def pages_of_results() -> dict[str, str]:
    """The pages of the figures of results, by code in small letters without the hyphen."""
    return {each.code.replace("-", "").lower(): page_of(each) for each in RESULT_FIGURES}
