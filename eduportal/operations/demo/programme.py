"""What an invented class is taught, from the programme in the register."""

from dataclasses import dataclass

from eduportal.operations.demo.classes import ClassPlan
from schools.choices import LineKind
from schools.models import CurriculumLine

TEACHING_WEEKS = 35


@dataclass(frozen=True)
class Line:
    """One subject at one grade level of a programme."""

    programme: str
    grade_level: int
    subject_id: int
    subject: str
    annual_periods: int
    form: str
    is_elective: bool
    has_topics: bool

    @property
    def weekly(self) -> float:
        """Periods a week over the 35 teaching weeks."""
        return round(self.annual_periods / TEACHING_WEEKS, 2)


class Curriculum:
    """The lines of every programme; optional subjects are not offered in this province."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int], list[Line]] = {}
        taught = CurriculumLine.objects.filter(kind__in=[LineKind.COMPULSORY, LineKind.ELECTIVE])
        for line in taught.select_related("subject").order_by("grade_level", "subject__position"):
            self._lines.setdefault((line.programme, line.grade_level_id), []).append(
                Line(
                    line.programme,
                    line.grade_level_id,
                    line.subject_id,
                    line.subject.code,
                    line.annual_periods,
                    line.form,
                    line.kind == LineKind.ELECTIVE,
                    line.has_topics,
                )
            )

    @property
    def lines(self) -> list[Line]:
        """Every line of every grade level and programme."""
        return [line for lines in self._lines.values() for line in lines]

    def lines_of(self, group: ClassPlan) -> list[Line]:
        """The subjects of one class; none for a class whose programme has no lines."""
        return [
            line
            for line in self._lines.get((group.programme, group.grade_level), [])
            if not line.is_elective or line.subject in group.electives
        ]
