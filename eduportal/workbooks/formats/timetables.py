"""Timetables as aSc Timetables and FET keep them in XML, read as a list of who gives what to whom.

    Lớp | Môn học | Giáo viên | Số tiết

aSc's export (`timetable`) has lessons that name classes, subjects and teachers by their ids. FET's
own file (`fet`) has activities; its results have a list by teachers (`Teachers_Timetable`) or by
students (`Students_Timetable`), and one by activities that names nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import NamedTuple

from eduportal.workbooks.formats.elements import Element, elements_of
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.values import Value
from eduportal.workbooks.workbook import Row

TITLES: Row = ["Lớp", "Môn học", "Giáo viên", "Số tiết"]
_NOTE = "Tuần, kỳ"
# A large school has some 3,000 lines; one lesson of many classes and teachers counts as many.
_MOST_LINES = 50_000
# FET's name for the only subgroup of a class.
_AUTOMATIC = " Automatic Subgroup"
_SWITCHED_OFF = "Active: false"
_SPANS = ("terms", "weeks")


# How many periods one lesson has; a text where the file says no number that could be, "" for none.
_Periods = Decimal | str


class _Line(NamedTuple):
    group: str
    subject: str
    teacher: str
    note: str = ""


@dataclass
class TimetableList:
    """The rows with their titles first; `set_aside` are the numbers of those switched off."""

    name: str
    rows: list[Row] = field(default_factory=list)
    set_aside: list[int] = field(default_factory=list)


def timetable_list(content: bytes) -> TimetableList | None:
    """The list in the file; None for markup of another kind.

    Raises UnreadableWorkbook.
    """
    root = elements_of(content, tuple(_READERS))
    if root is None:
        return None
    name, lines_of = _READERS[root.name.lower()]
    periods: defaultdict[_Line, list[_Periods]] = defaultdict(list)
    for count, (line, each) in enumerate(lines_of(root)):
        if count >= _MOST_LINES:
            raise UnreadableWorkbook("too_many_rows", sheet=name, found=count, limit=_MOST_LINES)
        periods[line].append(each)
    return _listed(name, periods)


def _listed(name: str, periods: dict[_Line, list[_Periods]]) -> TimetableList:
    has_notes = any(line.note for line in periods)
    found = TimetableList(name, [[*TITLES, _NOTE] if has_notes else list(TITLES)])
    for line, each in periods.items():
        note = [line.note] if has_notes else []
        found.rows.append([line.group, line.subject, line.teacher, _total(each), *note])
        if line.note == _SWITCHED_OFF:
            found.set_aside.append(len(found.rows))
    return found


def _total(periods: list[_Periods]) -> Value:
    """Their sum; "" where one is not said, and what the file says where one cannot be read."""
    known = [each for each in periods if isinstance(each, Decimal)]
    if len(known) == len(periods):
        return float(sum(known))
    return " + ".join(filter(None, map(str, periods))) if any(map(_is_odd, periods)) else ""


def _is_odd(periods: _Periods) -> bool:
    return isinstance(periods, str) and periods != ""


_Lines = Iterator[tuple[_Line, _Periods]]


def _of_asc(root: Element) -> _Lines:
    """Lessons; the homeroom teacher of a class as one without periods."""
    subjects, teachers, classes = (_names(root, each) for each in ("subject", "teacher", "class"))
    notes = _parts_of_year(root)
    for lesson in root.all("lesson"):
        [subject] = _named(subjects, [lesson["subjectid"]])
        note = ", ".join(filter(None, (notes.get(lesson[f"{kind}defid"], "") for kind in _SPANS)))
        groups = _named(classes, (lesson["classids"] or lesson["classid"]).split(","))
        people = _named(teachers, (lesson["teacherids"] or lesson["teacherid"]).split(","))
        for group, teacher in product(groups, people):
            yield _Line(group, subject, teacher, note), _number(lesson["periodsperweek"])
    for each in root.all("class"):
        if leader := each["teacherid"]:
            yield _Line(each["name"], "Chủ nhiệm", teachers.get(leader, leader)), ""


def _names(root: Element, kind: str) -> dict[str, str]:
    """What each of a kind is called, by its id: another kind may have the same ids."""
    return {each["id"]: each["name"] or each["short"] for each in root.all(kind)}


def _parts_of_year(root: Element) -> dict[str, str]:
    """The names of sets of terms or weeks that are not all of them, by their ids."""
    return {
        each["id"]: each["name"] or each["short"] or each[span]
        for span in _SPANS
        for each in root.all(f"{span}def")
        if "0" in each[span]
    }


def _named(names: dict[str, str], ids: Iterable[str]) -> list[str]:
    """What the ids mean; one that nothing has stands for itself."""
    return [names.get(each, each) for each in dict.fromkeys(ids)]


def _of_fet(root: Element) -> _Lines:
    for activity in root.all("Activity"):
        note = _SWITCHED_OFF if activity.first("Active").lower() in ("false", "no") else ""
        groups, teachers = activity.texts("Students") or [""], activity.texts("Teacher") or [""]
        for group, teacher in product(_plain(groups), dict.fromkeys(teachers)):
            line = _Line(group, activity.first("Subject"), teacher, note)
            yield line, _number(activity.first("Duration"))


def _by_teachers(root: Element) -> _Lines:
    for teacher in root.all("Teacher"):
        for hour in teacher.all("Hour"):
            groups = _plain(hour.named("Students")) or [""]
            for group, subject in product(groups, hour.named("Subject")):
                yield _Line(group, subject, teacher["name"]), Decimal(1)


def _by_students(root: Element) -> _Lines:
    for group in root.all("Subgroup"):
        [name] = _plain([group["name"]])
        for hour in group.all("Hour"):
            teachers = hour.named("Teacher") or [""]
            for teacher, subject in product(teachers, hour.named("Subject")):
                yield _Line(name, subject, teacher), Decimal(1)


def _without_names(_root: Element) -> _Lines:
    raise UnreadableWorkbook("timetable_without_names")


def _plain(groups: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(each.removesuffix(_AUTOMATIC) for each in groups))


def _number(text: str) -> _Periods:
    """A number of periods; the text itself where it is none that could be."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    return number if number.is_finite() and 0 <= number < 1000 else text


# By the name of the outermost element, in small letters.
_READERS: dict[str, tuple[str, Callable[[Element], _Lines]]] = {
    "timetable": ("aSc", _of_asc),
    "fet": ("FET", _of_fet),
    "teachers_timetable": ("FET", _by_teachers),
    "students_timetable": ("FET", _by_students),
    "activities_timetable": ("FET", _without_names),
}
