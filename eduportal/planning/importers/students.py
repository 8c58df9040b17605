"""Returns of earlier years: students and classes of each school by grade."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.imports import known_schools
from eduportal.imports.ages import told_from
from eduportal.imports.models import ImportRow
from eduportal.imports.record_columns import Column
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working
from eduportal.planning.importers.years import year_text
from eduportal.planning.models import FIRST_GRADE, LAST_GRADE, StudentCount
from eduportal.planning.services.counting import Grade, record_students, take_back_counts
from eduportal.scoping.actions import Action
from eduportal.workbooks.plain_cells import small_value, whole_value, year_value
from schools.models import School

__all__ = ["StudentCountImporter"]
BACK = gettext_noop("Numbers of students as they were before the file")
GRADES = range(FIRST_GRADE, LAST_GRADE + 1)
MOST_PUPILS = 5000


def _students(grade: int) -> Column:
    titles = (f"Khối {grade}", f"Lớp {grade}", f"HS lớp {grade}", f"Học sinh lớp {grade}",
              f"Số HS khối {grade}", f"Số học sinh lớp {grade}", f"Grade {grade}")  # fmt: skip
    return Column(f"g{grade}", f"Lớp {grade}", titles, whole_value)


def _classes(grade: int) -> Column:
    titles = (f"Số lớp khối {grade}", f"Số lớp {grade}", f"Lớp khối {grade}",
              f"Classes of grade {grade}")  # fmt: skip
    return Column(f"c{grade}", f"Số lớp {grade}", titles, small_value)


class StudentCountImporter(RecordImporter):
    """Returns as at 30 September. A row is a school in a school year.

    Vietnamese: báo cáo đầu năm học.
    """

    key = "student-counts"
    title = _("Students of earlier years by school and grade")
    description = _(
        "Returns of the beginning of the school year: students, and classes where they are given, "
        "of each school by grade. Seven years are needed for forecasts to say how good they are."
    )
    table = (
        *known_schools.COLUMNS,
        Column(
            "year",
            gettext_noop("School year"),
            ("Năm học", "School year"),
            year_value,
            required=True,
            is_compared=False,
            show=year_text,
        ),
        *map(_students, GRADES),
        *map(_classes, GRADES),
    )
    messages = {
        **known_schools.MESSAGES,
        "too_many": gettext_noop("%(value)s students of one grade are more than any school has."),
        "nothing_said": gettext_noop("The row gives no number of students."),
        "classes_too_many": gettext_noop(
            "Grade %(grade)s: classes %(value)s, students %(students)s."
        ),
        "no_students": gettext_noop("Classes of grade %(grade)s are given, but no students."),
    }
    most_rows = 20_000
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True
    dated = True

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['school_code']} {given['year']}"

    def understand(self, records: Sequence[Record]) -> None:
        schools = known_schools.names_of(records)
        for record in records:
            known_schools.require_school(self, record, schools)
            given = record.given
            if not any(f"g{grade}" in given for grade in GRADES) and not record.is_refused:
                record.refuse(self.problem("nothing_said", record.row.place("school_code")))
            for grade in GRADES:
                self._require_sense(record, grade)

    def _require_sense(self, record: Record, grade: int) -> None:
        students = record.given.get(f"g{grade}")
        if students is None and f"c{grade}" in record.given:
            place = record.row.place(f"c{grade}")
            record.refuse(self.problem("no_students", place, grade=grade))
        elif students is not None and students > MOST_PUPILS:
            place = record.row.place(f"g{grade}")
            record.refuse(self.problem("too_many", place, value=students))
        elif (classes := record.given.get(f"c{grade}", 0)) > (students or 0):
            told: dict[str, Any] = {"value": classes, "students": students or 0, "grade": grade}
            place = record.row.place(f"c{grade}")
            record.refuse(self.problem("classes_too_many", place, **told))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        codes = {key.rpartition(" ")[0] for key in keys}
        years = {int(key.rpartition(" ")[2]) for key in keys}
        rows = StudentCount.objects.filter(school__code__in=codes, year__in=years)
        found: dict[str, dict[str, Any]] = {}
        for code, grade, year, students, classes in rows.values_list(
            "school__code", "grade", "year", "students", "classes"
        ):
            facts = found.setdefault(f"{code} {year}", {})
            facts |= {f"g{grade}": students, f"c{grade}": classes}
        return {key: facts for key, facts in found.items() if key in keys}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        codes = {key.rpartition(" ")[0] for key in keys}
        years = {int(key.rpartition(" ")[2]) for key in keys}
        rows = StudentCount.objects.filter(school__code__in=codes, year__in=years)
        by_pk = {
            pk: f"{code} {year}"
            for pk, code, year in rows.values_list("pk", "school__code", "year")
        }
        told = sorted(told_from(StudentCount, by_pk, moment).items(), key=itemgetter(1))
        return {by_pk[pk]: at for pk, at in told}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        return {}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        codes = {row["given"]["school_code"] for row in rows}
        schools = {school.code: school for school in School.objects.filter(code__in=codes)}
        for row in rows:
            given = row["given"]
            grades = [
                Grade(grade, given[f"g{grade}"], given.get(f"c{grade}"))
                for grade in GRADES
                if f"g{grade}" in given
            ]
            record_students(school=schools[given["school_code"]], year=given["year"], grades=grades)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        changes = rows_written(self.context.operation, StudentCount)
        working.expect(1)
        stays = take_back_counts(changes)
        working.step()
        names = dict(
            School.objects.filter(pk__in={each.facts["school_id"] for each in stays}).values_list(
                "pk", "name"
            )
        )
        said = [
            Stays(
                f"{names[each.facts['school_id']]}, {each.facts['grade']}, "
                f"{year_text(each.facts['year'])}",
                CHANGED,
            )
            for each in stays
        ]
        return Undone(Counter({BACK: len(changes) - len(stays)}), said)
