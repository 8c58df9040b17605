"""Factories of the school register."""

import datetime

import factory
from django.utils import timezone

from eduportal.core.text import search_key
from schools import models
from schools.choices import (
    LineKind,
    ManagingBody,
    Ownership,
    Programme,
    SchoolRelation,
    Stage,
    StandardLevel,
    Succession,
    UnitLevel,
    UnitType,
)
from schools.rules.class_names import class_code

# The first term runs from two months ago to two months ahead, so that "today" always lies in it.
TERM_BEGAN = datetime.timedelta(days=60)
TERM_LENGTH = datetime.timedelta(days=120)
# A position is a small integer; one worker makes more rows than that holds.
HIGHEST_POSITION = 30_000


def first_day() -> datetime.date:
    return timezone.localdate() - TERM_BEGAN


class AdminUnitFactory(factory.django.DjangoModelFactory):
    """A commune of today; `province=True` for a province, `former=True` for one that has ended."""

    class Meta:
        model = models.AdminUnit

    class Params:
        province = factory.Trait(level=UnitLevel.PROVINCE, type=UnitType.PROVINCE)
        former = factory.Trait(
            valid_from=datetime.date(2004, 1, 1), valid_to=datetime.date(2025, 6, 30)
        )

    code = factory.Sequence(lambda n: f"{10000 + n}")
    level = UnitLevel.COMMUNE
    type = UnitType.COMMUNE
    name = factory.Sequence(lambda n: f"Tân Thạnh {n}")
    search_key = factory.LazyAttribute(lambda unit: search_key(unit.name))
    valid_from = datetime.date(2025, 7, 1)


class AdminUnitSuccessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AdminUnitSuccession

    old = factory.SubFactory(AdminUnitFactory, former=True)
    new = factory.SubFactory(AdminUnitFactory)
    relation = Succession.WHOLE


class SchoolFactory(factory.django.DjangoModelFactory):
    """A public lower secondary school; `closed=True` for one that has closed."""

    class Meta:
        model = models.School

    class Params:
        closed = factory.Trait(closed_on=datetime.date(2025, 8, 31))

    code = factory.Sequence(lambda n: f"8000{n:04}")
    name = factory.Sequence(lambda n: f"Trường THCS Nguyễn Huệ {n}")
    search_key = factory.LazyAttribute(lambda school: search_key(school.name))
    stages = [Stage.LOWER_SECONDARY]
    ownership = Ownership.PUBLIC
    managing_body = ManagingBody.COMMUNE
    unit = factory.SubFactory(AdminUnitFactory)


class SiteFactory(factory.django.DjangoModelFactory):
    """The main site, with ten permanent classrooms."""

    class Meta:
        model = models.Site

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Điểm {n}")
    is_main = True
    solid = 10
    counted_on = datetime.date(2026, 9, 1)


class SchoolSuccessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SchoolSuccession

    old = factory.SubFactory(SchoolFactory)
    new = factory.SubFactory(SchoolFactory)
    relation = SchoolRelation.WHOLE
    legal_doc = "Quyết định 12/QĐ-UBND"
    on = datetime.date(2026, 8, 1)


class NationalStandardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.NationalStandard

    school = factory.SubFactory(SchoolFactory)
    level = StandardLevel.ONE
    decision = "Quyết định 40/QĐ-UBND"
    valid_from = datetime.date(2024, 5, 1)


class SchoolYearFactory(factory.django.DjangoModelFactory):
    """The school year around today."""

    class Meta:
        model = models.SchoolYear
        django_get_or_create = ("code",)

    starts_on = factory.LazyFunction(first_day)
    ends_on = factory.LazyAttribute(lambda year: year.starts_on + 2 * TERM_LENGTH)
    code = factory.LazyAttribute(lambda y: f"{y.starts_on.year}-{y.starts_on.year + 1}")


class TermFactory(factory.django.DjangoModelFactory):
    """The term of today, open for entry unless `entry_over=True`; `second=True` is the next one."""

    class Meta:
        model = models.Term
        django_get_or_create = ("school_year", "number")

    class Params:
        second = factory.Trait(
            number=2, starts_on=factory.LazyFunction(lambda: first_day() + TERM_LENGTH)
        )
        entry_over = factory.Trait(
            entry_closes_on=factory.LazyFunction(
                lambda: timezone.localdate() - datetime.timedelta(days=1)
            )
        )

    school_year = factory.SubFactory(SchoolYearFactory)
    number = 1
    starts_on = factory.LazyFunction(first_day)
    ends_on = factory.LazyAttribute(
        lambda term: term.starts_on + TERM_LENGTH - datetime.timedelta(days=1)
    )
    entry_opens_on = factory.LazyFunction(first_day)
    entry_closes_on = factory.LazyFunction(
        lambda: timezone.localdate() + datetime.timedelta(days=30)
    )


class GradeLevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.GradeLevel
        django_get_or_create = ("id",)

    id = 6
    name = factory.LazyAttribute(lambda level: f"Khối {level.id}")
    stage = Stage.LOWER_SECONDARY


class SubjectFactory(factory.django.DjangoModelFactory):
    """Mathematics; `code="GDTC"` with a name of its own for another subject."""

    class Meta:
        model = models.Subject
        django_get_or_create = ("code",)

    code = "TOAN"
    name = "Toán"
    short_name = factory.SelfAttribute("name")
    position = factory.Sequence(lambda n: n % HIGHEST_POSITION + 1)


class CurriculumLineFactory(factory.django.DjangoModelFactory):
    """140 scored periods a year; `commented=True` for a comment-only subject of 70."""

    class Meta:
        model = models.CurriculumLine
        django_get_or_create = ("programme", "grade_level", "subject")

    class Params:
        commented = factory.Trait(form="commented", annual_periods=70)

    programme = Programme.GENERAL_2018
    grade_level = factory.SubFactory(GradeLevelFactory)
    subject = factory.SubFactory(SubjectFactory)
    annual_periods = 140
    form = "scored"
    kind = LineKind.COMPULSORY


class ClassGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ClassGroup

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    grade_level = factory.SubFactory(GradeLevelFactory)
    name = factory.Sequence(lambda n: f"6A{n + 1}")
    code = factory.LazyAttribute(lambda group: class_code(group.name))
