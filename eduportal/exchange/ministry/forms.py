"""The Ministry's own spreadsheets, for the day no line is open: layouts as data."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from eduportal.exchange.ministry.mapping import OWN
from eduportal.workbooks.forms import write_form
from eduportal.workbooks.writing import Value

STUDENTS, RESULTS_C1 = "students", "results-c1"
FILES = {STUDENTS: "form_students", RESULTS_C1: "form_results_c1"}
ROW = "row"


@dataclass(frozen=True)
class Place:
    """One column: its titles from above, and what goes under them; nothing without sources."""

    titles: tuple[str, ...]
    sources: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None
    type: str = "text"


@dataclass(frozen=True)
class Form:
    """One of the Ministry's layouts. `grades` are those it is for; empty for every grade."""

    sheet: str
    grades: tuple[int, ...]
    places: tuple[Place, ...]


@cache
def form(layout: str) -> Form:
    """The layout of this name; raises KeyError for another one."""
    found = tomllib.loads((OWN / f"{FILES[layout]}.toml").read_text(encoding="utf-8"))
    return Form(found["sheet"], tuple(found["grades"]), tuple(map(_place, found["column"])))


def _place(given: dict[str, Any]) -> Place:
    rest = dict(given)
    return Place(tuple(rest.pop("titles")), tuple(rest.pop("from", ())), **rest)


def filled(layout: Form, students: Sequence[Mapping[str, Any]]) -> bytes:
    """The layout with a row a student, those of its grades, as an .xlsx."""
    return write_form(
        layout.sheet, [place.titles for place in layout.places], _rows(layout, students)
    )


def _rows(layout: Form, students: Sequence[Mapping[str, Any]]) -> Iterator[list[Value]]:
    among = [each for each in students if not layout.grades or each["grade"] in layout.grades]
    for number, student in enumerate(among, start=1):
        said = {ROW: number, **student}
        yield [_cell(place, said) for place in layout.places]


def _cell(place: Place, said: Mapping[str, Any]) -> Value:
    """A day is written as a text, as the Ministry's own files hold it."""
    value = next((said[name] for name in place.sources if said.get(name)), None)
    if value is None:
        return None
    if place.words is not None:
        return place.words.get(str(value), "")
    if place.type == "day":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return value if isinstance(value, int) else str(value)
