"""Factories of what is recorded about a teacher beside post and lessons."""

import factory
from django.utils import timezone

from schools.choices import Stage
from staffing import models as staffing
from staffing.choices import Basis, Degree, ElsewhereKind, LeaveKind, Rating, TitleKind
from staffing.rules.outlook import year_later
from tests.factories.people import StaffMemberFactory
from tests.factories.register import (
    GradeLevelFactory,
    SchoolFactory,
    SchoolYearFactory,
    SubjectFactory,
)


class PersonRecordFactory(factory.django.DjangoModelFactory):
    """A fact from today on."""

    class Meta:
        abstract = True

    staff = factory.SubFactory(StaffMemberFactory)
    school = factory.SelfAttribute("staff.school")
    starts_on = factory.LazyFunction(timezone.localdate)


class StaffSubjectFactory(PersonRecordFactory):
    class Meta:
        model = staffing.StaffSubject

    subject = factory.SubFactory(SubjectFactory)
    level = Stage.LOWER_SECONDARY
    basis = Basis.CERTIFICATE


class QualificationFactory(PersonRecordFactory):
    class Meta:
        model = staffing.Qualification

    degree = Degree.BACHELOR
    major = "Sư phạm Toán"
    is_teacher_training = True


class TitleFactory(PersonRecordFactory):
    class Meta:
        model = staffing.Title

    kind = TitleKind.LOWER


class TrainingFactory(PersonRecordFactory):
    """Two years of study by order."""

    class Meta:
        model = staffing.Training

    ends_on = factory.LazyAttribute(lambda row: year_later(row.starts_on, 2))
    decision = "12/QĐ"
    major = "Giáo dục tiểu học"
    place = "Trường Đại học Sư phạm"


class LeaveFactory(PersonRecordFactory):
    class Meta:
        model = staffing.Leave

    kind = LeaveKind.SICK


class ElsewhereFactory(PersonRecordFactory):
    """Four periods a week at a school that is none of the test's."""

    class Meta:
        model = staffing.Elsewhere

    kind = ElsewhereKind.TWO_SCHOOLS
    other_school = factory.SubFactory(SchoolFactory)
    other_name = "THCS Khác"
    weekly_periods = 4


class GuestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = staffing.Guest

    school = factory.SubFactory(SchoolFactory)
    other_school = factory.SubFactory(SchoolFactory)
    other_name = "THCS Khác"
    kind = ElsewhereKind.TWO_SCHOOLS
    weekly_periods = 4
    starts_on = factory.LazyFunction(timezone.localdate)


class PlannedClassesFactory(factory.django.DjangoModelFactory):
    """Four classes of a grade in a year to come."""

    class Meta:
        model = staffing.PlannedClasses

    school = factory.SubFactory(SchoolFactory)
    year = "2031-2032"
    grade = factory.SubFactory(GradeLevelFactory)
    classes = 4
    paper = "12/KH-THCS"


class StandardRatingFactory(factory.django.DjangoModelFactory):
    """Rated fair by everybody."""

    class Meta:
        model = staffing.StandardRating

    staff = factory.SubFactory(StaffMemberFactory)
    school = factory.SelfAttribute("staff.school")
    school_year = factory.SubFactory(SchoolYearFactory)
    own = peers = result = Rating.FAIR
    assessed_on = factory.LazyFunction(timezone.localdate)
    assessor = "Trần Văn Bình"
