"""One figure of one place: its value, last year's, the lines it is added up from, kept days."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from eduportal.core.text import search_key
from eduportal.dashboards.figures.definitions import FIGURES, LEVEL_CODES, Figure, Value
from eduportal.dashboards.figures.left import NUMBERS
from eduportal.dashboards.figures.selectors import (
    SchoolFigures,
    Tally,
    TermFigures,
    class_rows,
    total,
)
from eduportal.dashboards.hiding.level_tree import LevelTree
from eduportal.dashboards.hiding.suppression import Levels, protect_days
from schools.models import AdminUnit, School, Term

# Stands for a code where an address is looked up once for all figures.
SOME_CODE = "FIGURE"
LINKED = [(code.replace("-", "").lower(), code) for code in FIGURES if FIGURES[code].read]
NOTHING = Levels((0, 0, 0, 0), frozenset(), 1)


@dataclass(frozen=True)
class Place:
    """What a figure is asked of: a school, else a commune, else all the user may see."""

    unit: AdminUnit | None = None
    school: School | None = None

    @property
    def name(self) -> str:
        place = self.school or self.unit
        return getattr(place, "full_name", "") or (place.name if place else "")

    def among(self, figures: TermFigures) -> list[SchoolFigures]:
        """The schools of the place."""
        if self.school:
            return [row for row in figures.schools if row.school.pk == self.school.pk]
        if self.unit:
            return [row for row in figures.schools if row.school.unit_id == self.unit.pk]
        return figures.schools

    @cached_property
    def _address(self) -> tuple[str, str]:
        """What stands before and after the code in the address of a figure's page."""
        kind, keys = "figure", [SOME_CODE]
        if self.school:
            kind, keys = "figure-school", [SOME_CODE, str(self.school.public_id)]
        elif self.unit:
            kind, keys = "figure-commune", [SOME_CODE, self.unit.code]
        before, _code, after = reverse(f"dashboards:{kind}", args=keys).partition(SOME_CODE)
        return before, after

    def url_of(self, code: str, stage: str = "") -> str:
        """The page of a figure of this place."""
        before, after = self._address
        more = f"?stage={stage}" if stage in FIGURES[code].stages else ""
        return f"{before}{code}{after}{more}"

    def ask_query(self, code: str, address: str) -> str:
        """What the form of a task takes (eduportal/todo/views/subject.py): the number, or the page
        where nothing is left to be counted, and the place."""
        asked = {"code": code} if code in NUMBERS.codes else {"address": address}
        if self.school:
            asked["school"] = str(self.school.public_id)
        elif self.unit:
            asked["commune"] = self.unit.code
        return urlencode(asked)

    def links(self, stage: str) -> dict[str, str]:
        """The pages of the figures of the mark book, by code in small letters, no hyphen."""
        return {name: self.url_of(code, stage) for name, code in LINKED}

    def level_links(self, stage: str) -> list[str]:
        """The pages of the four levels of learning, the best first."""
        return [self.url_of(code, stage) for code in LEVEL_CODES]


@dataclass(frozen=True)
class FigureLine:
    """One part of the place, or one day: how much is sealed, and the figure's value."""

    name: str
    url: str
    tally: Tally
    value: Value


@dataclass(frozen=True)
class FigureReading:
    """One figure of one place from one term's figures, with what must be hidden.

    An empty `stage` is all levels of education; a sensitive figure is asked of one. The levels of
    a place depend on its neighbours, so `figures` are those of every school the user may see.
    """

    figure: Figure
    stage: str
    place: Place
    figures: TermFigures
    smallest: int

    @cached_property
    def _tree(self) -> LevelTree:
        return LevelTree(self.figures.schools, self.smallest)

    @cached_property
    def _mine(self) -> list[SchoolFigures]:
        """The place's schools, without the levels of education that are not asked for."""
        mine = [row.in_stage(self.stage) for row in self.place.among(self.figures)]
        return [row for row in mine if row.by_stage]

    def whole(self, levels: Levels | None = None) -> FigureLine:
        """The place itself; `levels` are its own unless others are given."""
        tally = total(row.tally for row in self._mine) if self._mine else Tally()
        return self._line(self.place.name, "", tally, levels or self.levels())

    def parts(self, term: Term) -> list[FigureLine]:
        """The next level down: communes or schools by name, or the classes of one school."""
        if self.place.school:
            return self._classes(self.place.school, term)
        lines = self._schools() if self.place.unit else self._communes()
        return sorted(lines, key=lambda line: search_key(line.name))

    def levels(self) -> Levels:
        """The place's students by level of learning; none where the figure does not ask."""
        if not self.figure.sensitive or not self._mine:
            return NOTHING
        if self.place.school:
            return self._tree.of_school(self._mine[0], self.stage)
        if self.place.unit:
            return self._tree.of_communes(self.stage)[self.place.unit.pk]
        return self._tree.of_scope(self.stage)

    def _communes(self) -> list[FigureLine]:
        units: dict[AdminUnit | None, list[Tally]] = {}
        for row in self._mine:
            units.setdefault(row.school.unit, []).append(row.tally)
        sensitive = self.figure.sensitive and units
        levels = self._tree.of_communes(self.stage) if sensitive else {}
        return [
            self._line(
                unit.full_name if unit else _("Commune not known"),
                Place(unit).url_of(self.figure.code, self.stage) if unit else "",
                total(tallies),
                levels.get(unit.pk if unit else None, NOTHING),
            )
            for unit, tallies in units.items()
        ]

    def _schools(self) -> list[FigureLine]:
        unit = self.place.unit
        levels: Mapping[int, Levels] = {}
        if unit and self.figure.sensitive and self._mine:
            levels = self._tree.of_schools(self.stage, unit.pk)
        return [
            self._line(
                row.school.name,
                Place(school=row.school).url_of(self.figure.code, self.stage),
                row.tally,
                levels.get(row.school.pk, NOTHING),
            )
            for row in self._mine
        ]

    def _classes(self, school: School, term: Term) -> list[FigureLine]:
        rows = [row for row in class_rows(school, term) if self.stage in ("", row.stage)]
        levels: Mapping[int, Levels] = {}
        if self.figure.sensitive and self._mine:
            levels = self._tree.of_classes(self._mine[0], self.stage, rows)
        return [
            self._line(
                row.class_group.name,
                reverse("dashboards:class", args=[row.class_group.public_id]),
                row.tally,
                levels.get(row.class_group.pk, NOTHING),
            )
            for row in rows
        ]

    def _line(self, name: str, url: str, tally: Tally, levels: Levels) -> FigureLine:
        assert self.figure.read is not None, "its page shows no tallies"
        value = self.figure.read(tally, (levels.shown, levels.students))
        return FigureLine(name, url, tally, value)


def on_days(
    reading: FigureReading, kept: Sequence[tuple[datetime.date, TermFigures]]
) -> list[tuple[datetime.date, FigureLine]]:
    """The figure as it was kept on some days, the newest first, beside its value of now."""
    then = {day: replace(reading, figures=figures) for day, figures in kept}
    levels = {day: each.levels() for day, each in then.items()}
    if reading.figure.sensitive:
        levels = protect_days(reading.levels(), levels)
    return [(day, each.whole(levels[day])) for day, each in then.items()]
