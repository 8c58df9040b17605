"""Lists of classes, as schools and the Ministry's database have them."""

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.core.text import name_sort_key, squash
from eduportal.imports.ages import told_from
from eduportal.imports.importer import Context, Table, listing
from eduportal.imports.models import ImportRow
from eduportal.imports.options import YearOptions
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.undoing import Undone, Working
from eduportal.workbooks.cells import class_value, fold
from grades.importers.classes.columns import MESSAGES, OF_STUDENTS, TABLE
from grades.importers.classes.undoing import take_back
from grades.selectors.register import ClassRow, class_rows
from grades.services.classes import (
    alter_class,
    make_classes,
    problems_of_change,
    problems_of_classes,
    revision_with_homeroom,
)
from schools.models import ClassGroup, School, SchoolYear
from schools.rules.class_names import class_key, grade_in
from schools.selectors import programmes_for, taught_levels
from schools.services import ClassFacts, lock_register
from staffing.models import StaffMember
from staffing.selectors.cells import HOMEROOM, cells_changed_from
from staffing.selectors.staff import choosable_staff

__all__ = ["ClassImporter"]


@dataclass
class _Register:
    """What the school teaches and who is on its staff."""

    school: School
    year: SchoolYear

    def __post_init__(self) -> None:
        self.levels = {level.pk: level for level in taught_levels(self.school)}
        self.by_name: defaultdict[str, list[StaffMember]] = defaultdict(list)
        self.by_code: dict[str, StaffMember] = {}
        for staff in choosable_staff(self.school):
            self.by_name[staff.sort_key].append(staff)
            if staff.ministry_code:
                self.by_code[staff.ministry_code] = staff

    def rows(self) -> dict[str, ClassRow]:
        """The classes as they are now, by what their names are compared by."""
        found = class_rows(self.school, self.year, self.year.today_in())
        return {class_key(row.group.name): row for row in found}

    def level_of(self, text: str) -> int | None:
        """The grade level that a cell names: as the portal calls it, or by its number."""
        names = {fold(level.name): pk for pk, level in self.levels.items()}
        names |= {fold(class_value(level.name)): pk for pk, level in self.levels.items()}
        if fold(text) in names:
            return names[fold(text)]
        number = re.fullmatch(r"(?:khoi|lop)?\s*([0-9]{1,2})", fold(text))
        grade = grade_in(number[1]) if number else None
        return grade if grade in self.levels else None

    def usual_programme(self, grade: int) -> str:
        programmes = programmes_for(self.school, self.levels[grade]) if grade in self.levels else []
        return programmes[0] if programmes else ""


class ClassImporter(RecordImporter):
    """The classes of a school and year, written as the page of classes does.

    Vietnamese: danh sách lớp học. A class is found by its name; none is removed.
    """

    key = "classes"
    title = _("List of classes")
    description = _(
        "The classes of a school year with grade, homeroom teacher, room and session. Classes are "
        "recognised by their names. No class is removed."
    )
    table = TABLE
    persons = {"homeroom": Kind.STAFF}
    other_titles = OF_STUDENTS
    most_rows = 500
    messages = MESSAGES
    options_form = YearOptions
    dated = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.school = School.objects.get(pk=context.school_id)
        self.year = SchoolYear.objects.get(code=context.options["year"])
        self.register = _Register(self.school, self.year)
        self.rows: dict[str, ClassRow] = {}

    def begin(self, tables: list[Table]) -> list[Table]:
        self.facts.append((gettext_noop("School year"), str(self.year)))
        self.rows = self.register.rows()
        return super().begin(tables)

    def key_of(self, given: Mapping[str, Any]) -> str:
        return class_key(given["class_name"])

    def understand(self, records: Sequence[Record]) -> None:
        for record in records:
            if record.is_refused:
                continue
            record.given["class_name"] = name = squash(record.given["class_name"])
            known = self.rows.get(class_key(name))
            if known:
                record.given["class_name"] = known.group.name
            self._understand_grade(record, name, is_known=known is not None)
            self._understand_homeroom(record)
            self._compare_students(record, known)

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        rows = self.register.rows()
        return {key: _stored(rows[key]) for key in keys if key in rows}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        """A class and who leads it."""
        groups = {self.rows[key].group.pk: key for key in keys if key in self.rows}
        found = {groups[pk]: at for pk, at in told_from(ClassGroup, groups, moment).items()}
        for (pk, _subject), at in cells_changed_from(groups, moment, [HOMEROOM]).items():
            found[groups[pk]] = max(at, found.get(groups[pk], at))
        return found

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        facts = self._facts(given, stored)
        if stored is None:
            return {"": problems_of_classes(self.school, self.year, [facts], None)}
        return {"": problems_of_change(self.rows[self.key_of(given)].group, facts)}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        lock_register(self.school.pk)
        known = self.register.rows()
        for given in (row["given"] for row in rows):
            row = known.get(self.key_of(given))
            facts = self._facts(given, _stored(row) if row else None)
            staff = _staff(given)
            if row is None:
                make_classes(
                    school=self.school, school_year=self.year, wanted=[facts], homeroom=staff
                )
            else:
                alter_class(
                    class_id=row.group.pk,
                    shown=revision_with_homeroom(row.group, row.homeroom),
                    facts=facts,
                    homeroom=staff or row.homeroom,
                )

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        return take_back(self.context, self.year, working)

    def _facts(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> ClassFacts:
        """The class as it is to be: what the file leaves open stays."""
        said = {**(stored or {}), **given}
        grade = said["grade_level"][0]
        return ClassFacts(
            said["class_name"],
            grade,
            said.get("programme") or self.register.usual_programme(grade),
            said.get("room", ""),
            said.get("session", ""),
        )

    def _understand_grade(self, record: Record, name: str, *, is_known: bool) -> None:
        text = record.given.pop("grade_level", "")
        grade = self.register.level_of(text) if text else None
        place = record.row.place("grade_level")
        if text and grade is None:
            known = listing([level.name for level in self.register.levels.values()])
            record.refuse(self.problem("grade_unknown", place, value=text[:50], known=known))
        elif not text and not is_known:
            grade = grade_in(name)
            if grade is None:
                record.refuse(self.problem("grade_not_said", place, name=name))
        if grade is not None:
            level = self.register.levels.get(grade)
            record.given["grade_level"] = [grade, level.name if level else str(grade)]

    def _understand_homeroom(self, record: Record) -> None:
        """The teacher by code, otherwise by the name, if one of the staff has it."""
        name, code = record.given.pop("homeroom", ""), record.given.pop("homeroom_code", "")
        if code in self.register.by_code:
            found = [self.register.by_code[code]]
        elif name:
            found = self.register.by_name[name_sort_key(name)]
        else:
            found = []
        if len(found) == 1:
            record.given["homeroom"] = [found[0].pk, found[0].full_name]
        elif name or code:
            rule = "homeroom_several" if found else "homeroom_unknown"
            place = record.row.place("homeroom" if name else "homeroom_code")
            record.problems.append(self.problem(rule, place, value=(name or code)[:100]))

    def _compare_students(self, record: Record, known: ClassRow | None) -> None:
        said = record.given.pop("students", None)
        if said is not None and known is not None and said != known.students:
            told: dict[str, Any] = {"said": said, "count": known.students}
            place, name = record.row.place("students"), known.group.name
            record.problems.append(
                self.problem("students_differ", place, severity="warning", name=name, **told)
            )


def _stored(row: ClassRow) -> dict[str, Any]:
    group, leader = row.group, row.homeroom
    return {
        "class_name": group.name,
        "grade_level": [group.grade_level_id, group.grade_level.name],
        "homeroom": [leader.pk, leader.full_name] if leader else None,
        "room": group.room,
        "session": group.session,
        "programme": group.programme,
    }


def _staff(given: Mapping[str, Any]) -> StaffMember | None:
    if "homeroom" not in given:
        return None
    return StaffMember.objects.filter(pk=given["homeroom"][0]).first()
