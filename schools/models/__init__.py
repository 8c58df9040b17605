"""The register: the rows every other record points at."""

from schools.models.classes import ClassGroup
from schools.models.curriculum import CurriculumLine, GradeLevel, Subject
from schools.models.history import RegisterChange
from schools.models.school import School
from schools.models.site import Site
from schools.models.succession import NationalStandard, SchoolSuccession
from schools.models.unit import AdminUnit, AdminUnitSuccession
from schools.models.year import SchoolYear, Term, period_title

__all__ = [
    "AdminUnit",
    "AdminUnitSuccession",
    "ClassGroup",
    "CurriculumLine",
    "GradeLevel",
    "NationalStandard",
    "RegisterChange",
    "School",
    "SchoolSuccession",
    "SchoolYear",
    "Site",
    "Subject",
    "Term",
    "period_title",
]
