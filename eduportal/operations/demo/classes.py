"""The classes of an invented province: cohorts of students moving up a grade level each year."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eduportal.operations.demo.plan import SIZES, SchoolPlan
from schools.choices import Programme, Stage

PROGRAMMES = {
    Stage.PRESCHOOL: Programme.PRESCHOOL,
    Stage.CONTINUING: Programme.CONTINUING,
}
PRESCHOOL_NAMES = {103: "Nhà trẻ", 104: "Mầm", 105: "Chồi", 106: "Lá"}
# Combinations of four electives as schools offer them, the common ones first (TT 13/2022). The
# first four are of subjects that continuing education has as well.
COMBINATIONS = [
    ("vat-li", "hoa-hoc", "sinh-hoc", "tin-hoc"),
    ("dia-li", "gdktpl", "tin-hoc", "cong-nghe"),
    ("vat-li", "hoa-hoc", "dia-li", "tin-hoc"),
    ("dia-li", "gdktpl", "sinh-hoc", "cong-nghe"),
    ("vat-li", "hoa-hoc", "gdktpl", "cong-nghe"),
    ("dia-li", "gdktpl", "vat-li", "mi-thuat"),
    ("dia-li", "gdktpl", "tin-hoc", "am-nhac"),
]
COMMON = 4
CHOOSING = {Stage.UPPER_SECONDARY, Stage.CONTINUING}


@dataclass(frozen=True, eq=False)
class ClassPlan:
    """One class of one school year. Classes of one cohort hold the same students."""

    cohort: int
    school: SchoolPlan
    stage: Stage
    year: int
    grade_level: int
    name: str
    size: int
    electives: tuple[str, ...]
    is_last_of_stage: bool

    @property
    def programme(self) -> Programme:
        return PROGRAMMES.get(self.stage, Programme.GENERAL_2018)


def plan_classes(
    schools: Sequence[SchoolPlan], years: int, draw: random.Random
) -> list[list[ClassPlan]]:
    """Cohorts, each a list of its classes by year; year 0 is the first of `years` school years.

    A cohort enters the first grade level of a stage in some year, before or within these years,
    and leaves after the last one.
    """
    cohorts: list[list[ClassPlan]] = []
    for school in schools:
        for stage, lines in school.classes.items():
            levels = len(SIZES[stage].grade_levels)
            for line in range(lines):
                for entry in range(1 - levels, years):
                    cohorts.append(
                        list(_cohort(len(cohorts), school, stage, line, entry, years, draw))
                    )
    return cohorts


def _cohort(
    number: int,
    school: SchoolPlan,
    stage: Stage,
    line: int,
    entry: int,
    years: int,
    draw: random.Random,
) -> Iterator[ClassPlan]:
    size = SIZES[stage]
    more = round(draw.gauss(0, size.size_spread))
    is_common = line < COMMON or stage is Stage.CONTINUING
    electives = COMBINATIONS[(line + school.number) % (COMMON if is_common else len(COMBINATIONS))]
    for step, level in enumerate(size.grade_levels):
        year = entry + step
        if 0 <= year < years:
            yield ClassPlan(
                cohort=number,
                school=school,
                stage=stage,
                year=year,
                grade_level=level,
                name=_class_name(stage, level, line),
                size=min(size.largest, size.sizes[step] + more),
                electives=electives if stage in CHOOSING else (),
                is_last_of_stage=level == size.grade_levels[-1],
            )


def _class_name(stage: Stage, level: int, line: int) -> str:
    """ "Lá 2", "3B", "9A4": one habit for each level of education."""
    if stage is Stage.PRESCHOOL:
        return f"{PRESCHOOL_NAMES[level]} {line + 1}"
    if stage is Stage.PRIMARY:
        return f"{level}{chr(ord('A') + line)}"
    return f"{level}A{line + 1}"
