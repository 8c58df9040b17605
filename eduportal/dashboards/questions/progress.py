"""How far the marks of a term are entered, approved and sealed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.text import search_key
from eduportal.dashboards.access import PageQuery
from eduportal.dashboards.figures.elsewhere import SCHOOLS, UNFINISHED
from eduportal.dashboards.figures.selectors import (
    SHEET_STAGES,
    ClassRow,
    SchoolFigures,
    Tally,
    TermFigures,
    total,
)
from eduportal.dashboards.hiding.level_tree import LevelTree
from eduportal.dashboards.hiding.suppression import Levels
from eduportal.dashboards.questions.feet import feet_of_board
from eduportal.dashboards.questions.figure import Place
from eduportal.dashboards.questions.foot import page_of
from eduportal.dashboards.questions.results import level_names, results_by_stage
from grades.choices import SheetState
from grades.selectors.classes import CLASS_STATES, class_state
from schools.models import AdminUnit, ClassGroup, Term
from schools.period import deadline_sentence

SHOWN_LATE = 6
# Titles of columns: a table names them in every line, for phones.
TITLES = {
    "entered": gettext_lazy("Marks entered"),
    "handed_in": gettext_lazy("Handed in"),
    "approved": gettext_lazy("Approved"),
    "none": gettext_lazy("no mark sheets this term"),
    "sealed": gettext_lazy("Classes sealed"),
    "schools": gettext_lazy("Schools"),
    "classes": gettext_lazy("Classes"),
    "students": gettext_lazy("Students"),
    "state": gettext_lazy("State"),
}
NO_LEVELS = Levels((0, 0, 0, 0), frozenset(), 0)


@dataclass(frozen=True)
class ProgressLine:
    """One commune or one school in a table of progress."""

    name: str
    url: str
    schools: int
    tally: Tally
    keeps_sheets: bool
    is_late: bool
    links: dict[str, str]
    code: str = ""
    note: str = ""
    public_id: UUID | None = None


def board(
    asked: PageQuery,
    term: Term,
    figures: TermFigures,
    schools: Sequence[SchoolFigures],
    levels_of: Callable[[str], Levels],
    place: Place,
) -> dict[str, object]:
    """What the pages of province, commune and school have in common.

    `schools` are those of `place`, in the stage asked for; `levels_of` gives the results of one
    stage, with what must be hidden.
    """
    late = unfinished(schools)
    results = results_by_stage(schools, levels_of, place)
    return {
        "asked": asked,
        "term": term,
        "stages": stage_choices(),
        "titles": titles(),
        "as_of": figures.as_of,
        "tally": total(row.tally for row in schools),
        "schools": schools,
        **_late(schools, late, asked.stage),
        "smallest": asked.smallest,
        **days_of(term),
        **_pages_of(place, asked.stage),
        **results,
        "feet": feet_of_board(asked, figures, schools, place, results["counted"], len(late)),
    }


def _late(
    schools: Sequence[SchoolFigures], late: Sequence[SchoolFigures], stage: str
) -> dict[str, object]:
    return {
        "keeping": sum(row.keeps_sheets for row in schools),
        "late": [school_line(row, stage) for row in late[:SHOWN_LATE]],
        "late_count": len(late),
    }


def days_of(term: Term) -> dict[str, object]:
    """How far the term is, in words and as two answers."""
    today = timezone.localdate()
    return {
        "deadline": deadline_sentence(term.entry_closes_on),
        "is_over": term.entry_closes_on < today,
        "is_begun": term.starts_on <= today,
    }


def _pages_of(place: Place, stage: str) -> dict[str, object]:
    """The page of each number of a place."""
    heads = zip(level_names(), place.level_links(stage), strict=True)
    return {
        "links": place.links(stage),
        "schools_page": page_of(SCHOOLS),
        "unfinished_page": page_of(UNFINISHED),
        "level_heads": list(heads),
    }


def titles() -> dict[str, str]:
    """The titles of columns in the reader's language."""
    return {name: str(title) for name, title in TITLES.items()}


def stage_choices() -> list[tuple[str, str]]:
    return [(stage.value, str(stage.label)) for stage in SHEET_STAGES]


@dataclass(frozen=True)
class ClassLine:
    """One class in the table of its school."""

    group: ClassGroup
    tally: Tally
    levels: Levels
    links: dict[str, str]
    level_links: list[str]

    @property
    def state(self) -> str:
        """A key of grades.selectors.classes.CLASS_STATES."""
        tally = self.tally
        counts = {
            SheetState.OPEN: tally.sheets - tally.handed_in,
            SheetState.SUBMITTED: tally.submitted,
            SheetState.APPROVED: tally.approved,
            SheetState.SEALED: tally.sealed,
        }
        return class_state([state for state, count in counts.items() if count])

    @property
    def state_label(self) -> str:
        return str(CLASS_STATES[self.state])


def class_lines(
    school: SchoolFigures, tree: LevelTree, rows: Sequence[ClassRow], stage: str
) -> list[ClassLine]:
    """The school's classes by level and name; an empty `stage` is all of them."""
    levels: dict[int, Levels] = {}
    for each in school.by_stage:
        levels |= tree.of_classes(school, each, rows)
    place = Place(school=school.school)
    links = place.links(stage)
    of_levels = {each: place.level_links(each) for each in {row.stage for row in rows}}
    return [
        ClassLine(
            row.class_group,
            row.tally,
            levels.get(row.class_group.pk, NO_LEVELS),
            links,
            of_levels[row.stage],
        )
        for row in rows
        if stage in ("", row.stage)
    ]


def commune_lines(schools: Iterable[SchoolFigures], stage: str = "") -> list[ProgressLine]:
    """One line a commune, the least complete first; the links keep the `stage` asked for."""
    by_unit: defaultdict[AdminUnit | None, list[SchoolFigures]] = defaultdict(list)
    for row in schools:
        by_unit[row.school.unit].append(row)
    return _by_progress(_commune(unit, rows, stage) for unit, rows in by_unit.items())


def _commune(unit: AdminUnit | None, rows: Sequence[SchoolFigures], stage: str) -> ProgressLine:
    return ProgressLine(
        name=unit.full_name if unit else _("Commune not known"),
        url=reverse("dashboards:commune", args=[unit.code]) if unit else "",
        schools=len(rows),
        tally=total(row.tally for row in rows),
        keeps_sheets=any(row.keeps_sheets for row in rows),
        is_late=any(row.is_late for row in rows),
        links=Place(unit).links(stage),
    )


def school_lines(schools: Iterable[SchoolFigures], stage: str = "") -> list[ProgressLine]:
    """One line a school, the least complete first."""
    return _by_progress(school_line(row, stage) for row in schools)


def school_line(row: SchoolFigures, stage: str = "") -> ProgressLine:
    return ProgressLine(
        name=row.school.name,
        url=reverse("dashboards:school", args=[row.school.public_id]),
        schools=1,
        tally=row.tally,
        keeps_sheets=row.keeps_sheets,
        is_late=row.is_late,
        links=Place(school=row.school).links(stage),
        code=row.school.code,
        note=row.school.unit.full_name if row.school.unit else "",
        public_id=row.school.public_id,
    )


def _by_progress(places: Iterable[ProgressLine]) -> list[ProgressLine]:
    """Lines without mark sheets come last: there is nothing to wait for."""
    return sorted(
        places,
        key=lambda place: (not place.keeps_sheets, place.tally.percent, search_key(place.name)),
    )


def unfinished(schools: Iterable[SchoolFigures]) -> list[SchoolFigures]:
    """The schools that have not handed in every sheet: late ones first, then by progress.

    Among equals the order they come in stays: by name.
    """
    rows = [row for row in schools if row.is_unfinished]
    return sorted(rows, key=lambda row: (not row.is_late, row.tally.percent))
