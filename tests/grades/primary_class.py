"""A class of grade 4 in the world's school: three subjects, each with other columns."""

from dataclasses import dataclass

from grades.models import MarkRecord, MarkSheet
from grades.services.sheets import open_sheets
from schools.choices import Stage
from schools.models import ClassGroup
from students.models import Enrolment
from tests import factories
from tests.world import World

# Subject codes of the register: with two tests a term, with one at its end, with none.
SUBJECTS = {"tieng-viet": "Tiếng Việt", "khoa-hoc": "Khoa học", "dao-duc": "Đạo đức"}


@dataclass
class PrimaryClass:
    """The class, its students and its sheets by subject code; the teacher teaches all of them."""

    class_group: ClassGroup
    enrolments: list[Enrolment]
    sheets: dict[str, MarkSheet]

    def line(self, subject: str, number: int = 0) -> MarkRecord:
        sheet = self.sheets[subject]
        return MarkRecord.objects.select_related(
            "sheet__regulation", "sheet__subject", "enrolment__student"
        ).get(sheet=sheet, enrolment=self.enrolments[number])

    def fill(self) -> None:
        """Every cell there is: T, and 9 points."""
        for sheet in self.sheets.values():
            MarkRecord.objects.filter(sheet=sheet).update(
                regular=[222, 222],
                midterm=90 if sheet.periodic_count > 1 else None,
                final=90 if sheet.periodic_count > 0 else None,
                average=222,
            )


def primary_class(world: World, *, students: int = 3) -> PrimaryClass:
    """Call it where every row is visible."""
    level = factories.GradeLevelFactory(id=4, stage=Stage.PRIMARY)
    group = factories.ClassGroupFactory(
        school=world.school, school_year=world.year, grade_level=level, name="4A"
    )
    for code, name in SUBJECTS.items():
        subject = factories.SubjectFactory(code=code, name=name)
        factories.CurriculumLineFactory(grade_level=level, subject=subject, form="levels")
        factories.TeachingAssignmentFactory(
            staff=world.staff["teacher"], class_group=group, subject=subject
        )
    enrolments = [
        factories.EnrolmentFactory(class_group=group, position=position)
        for position in range(1, students + 1)
    ]
    sheets = open_sheets(class_group=group, term=world.term)
    return PrimaryClass(group, enrolments, {sheet.subject.code: sheet for sheet in sheets})
