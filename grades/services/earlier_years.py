"""The only writer of what files state of years that the portal did not compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eduportal.core.restoring import RowChange, restore_families
from grades.choices.examinations import YearPart
from grades.models import EarlierMark, EarlierYear
from schools.models import Subject

FIELDS = (
    *("school_name", "class_name", "average", "learning", "conduct", "award", "outcome"),
    "absences",
)


@dataclass(frozen=True)
class EarlierFacts:
    """What a list states of one student's year or term; what is missing stays as it is.

    `fields` are those of FIELDS, `marks` the results of subjects by code.
    """

    student_id: int
    year: int
    part: YearPart
    source: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, int, str]:
        return self.student_id, self.year, self.part.value


def record_earlier_years(*, school_id: int, facts: Sequence[EarlierFacts]) -> None:
    """Keep what a list states of students of the school: a fixed number of statements."""
    students = {each.student_id for each in facts}
    known = {
        (row.student_id, row.year, row.part): row
        for row in EarlierYear.objects.filter(student__in=students)
    }
    rows = {each.key: _said(each, school_id, known.get(each.key)) for each in facts}
    EarlierYear.objects.bulk_update(
        [row for row in rows.values() if row.pk], [*FIELDS, "source"], batch_size=500
    )
    EarlierYear.objects.bulk_create([row for row in rows.values() if not row.pk], batch_size=1000)
    codes = {code for each in facts for code in each.marks}
    subjects = dict(Subject.objects.filter(code__in=codes).values_list("code", "pk"))
    EarlierMark.objects.bulk_create(
        [
            EarlierMark(
                school_id=school_id,
                earlier_year=rows[each.key],
                subject_id=subjects[code],
                result=result,
            )
            for each in facts
            for code, result in each.marks.items()
        ],
        update_conflicts=True,
        unique_fields=["earlier_year", "subject"],
        update_fields=["result"],
        batch_size=2000,
    )


def take_back_earlier_years(changes: Sequence[RowChange]) -> set[int]:
    """Rows that a file brought are what they were before it.

    Returns the ids of the students of rows that stay, because something was changed since.
    """
    stays = restore_families(changes, EarlierYear, "earlier_year_id")
    heads = {int(each.facts.get("earlier_year_id", each.key)) for each in stays}
    return set(EarlierYear.objects.filter(pk__in=heads).values_list("student", flat=True))


def _said(facts: EarlierFacts, school_id: int, row: EarlierYear | None) -> EarlierYear:
    row = row or EarlierYear(
        school_id=school_id, student_id=facts.student_id, year=facts.year, part=facts.part
    )
    row.source = facts.source
    for name, value in facts.fields.items():
        setattr(row, name, value)
    return row
