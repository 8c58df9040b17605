"""Code lists of the school register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitLevel(models.TextChoices):
    """Level of an administrative unit. Districts ended on 1 July 2025 and remain as history."""

    PROVINCE = "province", _("province")
    DISTRICT = "district", _("district")
    COMMUNE = "commune", _("commune")


class UnitType(models.TextChoices):
    """Kind of an administrative unit as written before its name."""

    PROVINCE = "tinh", _("Province")
    CITY = "thanh_pho", _("City")
    DISTRICT = "huyen", _("District")
    TOWN = "thi_xa", _("Town")
    TOWNSHIP = "thi_tran", _("Township")
    WARD = "phuong", _("Ward")
    COMMUNE = "xa", _("Commune")


class Succession(models.TextChoices):
    """How an old unit went into a new one (NQ 1682/NQ-UBTVQH15 for July 2025)."""

    WHOLE = "whole", _("whole")
    PART = "part", _("part")


class SchoolRelation(models.TextChoices):
    """How much of an old school went into a new one."""

    WHOLE = "whole", _("the whole school")
    PART = "part", _("a part: grades, or a share of each")
    SITE = "site", _("a site")


class StandardLevel(models.IntegerChoices):
    """Levels of the national standard (TT 57/2026/TT-BGDĐT)."""

    ONE = 1, _("level 1")
    TWO = 2, _("level 2")


class UnitEnd(models.TextChoices):
    """What follows when a unit ends."""

    RENAMED = "renamed", _("it goes on under another name or type")
    MERGED = "merged", _("it goes into another unit as a whole")
    DIVIDED = "divided", _("it is divided among several units")
    DISSOLVED = "dissolved", _("nothing follows it")


class Sex(models.TextChoices):
    """The Ministry's codes."""

    UNKNOWN = "0", _("unknown")
    MALE = "1", _("male")
    FEMALE = "2", _("female")


class Stage(models.TextChoices):
    """Level of education. Vietnamese: cấp học; codes of the Ministry's list "nhóm cấp học"."""

    PRESCHOOL = "01", _("Preschool")
    PRIMARY = "02", _("Primary")
    LOWER_SECONDARY = "03", _("Lower secondary")
    UPPER_SECONDARY = "04", _("Upper secondary")
    CONTINUING = "05", _("Continuing education")


class Ownership(models.TextChoices):
    """Vietnamese: loại hình trường; the Ministry's codes."""

    PUBLIC = "1", _("Public")
    PEOPLE_FOUNDED = "2", _("People-founded")
    PRIVATE = "3", _("Private")


class ManagingBody(models.TextChoices):
    """Who runs the school since 1 July 2025 (TT 15/2025): the district office is history."""

    DEPARTMENT = "so", _("Department of Education and Training")
    COMMUNE = "ubnd_xa", _("Commune People's Committee")
    DISTRICT_OFFICE = "phong", _("District education office (until 30 June 2025)")


class Zone(models.IntegerChoices):
    """Vietnamese: vùng; base of the staffing norm, TT 20/2023 Art. 3. Set per school."""

    ONE = 1, _("Zone 1")
    TWO = 2, _("Zone 2")
    THREE = 3, _("Zone 3")


class LocatedBy(models.TextChoices):
    """How exactly the place of a site is known."""

    SURVEY = "survey", _("measured at the site")
    HAMLET = "hamlet", _("the hamlet")
    OLD_COMMUNE = "old_commune", _("the commune until June 2025")
    COMMUNE = "commune", _("the commune")


class Programme(models.TextChoices):
    """Programme a class follows; it chooses the circular its results are judged by."""

    GENERAL_2018 = "gdpt-2018", _("General education programme 2018")
    CONTINUING = "gdtx", _("Continuing education programme")
    PRESCHOOL = "gdmn", _("Preschool programme")


class Session(models.TextChoices):
    """Vietnamese: buổi học. When a class has its lessons."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    WHOLE_DAY = "day", _("whole day")


class LineKind(models.TextChoices):
    """Place of a subject in a grade level's programme (TT 32/2018, TT 13/2022)."""

    COMPULSORY = "compulsory", _("compulsory")
    ELECTIVE = "elective", _("elective (4 of 9 in upper secondary)")
    OPTIONAL = "optional", _("optional")


class LineForm(models.TextChoices):
    """How a subject is assessed. Vietnamese: hình thức đánh giá.

    Grades 6 to 12 by TT 22/2021 Art. 5(3). Grades 1 to 5 by TT 27/2020 Art. 7: levels T, H, C four
    times a year, with a marked test in some subjects; nothing is averaged.
    """

    SCORED = "scored", _("comments and marks")
    COMMENTED = "commented", _("comment only")
    LEVELS = "levels", _("levels of completion")


class Step(models.TextChoices):
    """What happened to a row of the register."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")
